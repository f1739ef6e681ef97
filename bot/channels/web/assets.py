"""The page's own files, served by us, packed once."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request, Response

HERE = Path(__file__).parent
ROOT = HERE.parent.parent.parent
MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
FOR_EVER = "public, max-age=31536000, immutable"  # the address changes with the content


class WebPartsMissing(Exception):
    """What `npm ci` brings is not here."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file in memory, plain and packed."""

    content: bytes
    packed: bytes
    media_type: str

    def response(self, request: Request) -> Response:
        """Return the file, packed where the browser takes that."""
        headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(self.content, media_type=self.media_type, headers=headers)
        return Response(self.packed, media_type=self.media_type, headers={**headers, "Content-Encoding": "gzip"})


def load() -> tuple[str, Mapping[str, Asset]]:
    """Return the files by name, and a version that changes with any of them.

    Raises:
        WebPartsMissing: the chat component has not been fetched.
    """
    component = ROOT / "node_modules" / "deep-chat" / "dist" / "deepChat.bundle.js"
    if not component.exists():
        raise WebPartsMissing("the chat page's parts are missing: run `make setup`, which fetches them with npm")
    paths = {path.name: path for path in sorted((HERE / "static").iterdir())}
    assets = {name: _asset(path) for name, path in {**paths, "deep-chat.js": component}.items()}
    version = hashlib.sha256(b"".join(asset.content for asset in assets.values())).hexdigest()[:12]
    return version, assets


def _asset(path: Path) -> Asset:
    content = path.read_bytes()
    # mtime=0: every process packs the same bytes
    return Asset(content, gzip.compress(content, mtime=0), MEDIA_TYPES[path.suffix])
