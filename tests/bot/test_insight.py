"""Who lives or not is everybody's to know; how each part is, theirs who show the token or ask on this machine."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from bot.http.server import web_app
from bot.metrics import TURNS

TOKEN = "a-long-random-token"


class Parts:
    """Health with one part, well or not."""

    def __init__(self, well: bool) -> None:
        self._well = well

    async def state(self) -> tuple[bool, dict[str, Any]]:
        return self._well, {"status": "ok" if self._well else "failing", "database": {"ok": self._well}}


def ask(
    page: str, peer: str, headers: Mapping[str, str] | None = None, *, well: bool = True, token: str | None = TOKEN
) -> httpx.Response:
    """Have somebody at an address ask for a page."""
    app = web_app(Parts(well), [], {}, metrics_token=token)  # type: ignore[arg-type]
    bare = [(name.encode(), value.encode("latin-1")) for name, value in (headers or {}).items()]

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app, client=(peer, 4711))
        async with httpx.AsyncClient(transport=transport, base_url="http://onestop") as client:
            return await client.get(page, headers=bare)

    return asyncio.run(asked())


WITH_TOKEN = {"Authorization": f"Bearer {TOKEN}"}


@pytest.mark.parametrize(
    ("peer", "headers", "token", "sees"),
    [
        ("127.0.0.1", {}, None, True),
        ("127.0.0.1", {}, TOKEN, True),
        ("::1", {}, None, True),
        ("::ffff:127.0.0.1", {}, None, True),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.7"}, None, False),
        ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"}, None, False),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.7"}, None, False),
        ("127.0.0.1", {"X-Real-IP": "203.0.113.7"}, None, False),
        ("203.0.113.7", {}, None, False),
        ("10.0.0.9", {}, TOKEN, False),
        ("::ffff:10.0.0.9", {}, TOKEN, False),
        ("", {}, TOKEN, False),
        ("203.0.113.7", WITH_TOKEN, TOKEN, True),
        ("203.0.113.7", {"authorization": f"bearer {TOKEN}"}, TOKEN, True),
        ("127.0.0.1", {**WITH_TOKEN, "X-Forwarded-For": "203.0.113.7"}, TOKEN, True),
        ("203.0.113.7", WITH_TOKEN, None, False),
        ("203.0.113.7", {"Authorization": "Bearer "}, None, False),
        ("203.0.113.7", {"Authorization": f"Basic {TOKEN}"}, TOKEN, False),
        ("203.0.113.7", {"Authorization": TOKEN}, TOKEN, False),
        ("203.0.113.7", {"Authorization": "Bearer ünlike"}, TOKEN, False),
    ],
)
def test_details_are_for_this_machine_and_for_the_token(
    peer: str, headers: Mapping[str, str], token: str | None, sees: bool
) -> None:
    TURNS.labels("web", "answered")
    health, metrics = (ask(page, peer, headers, token=token) for page in ("/healthz", "/metrics"))
    assert health.json() == ({"status": "ok", "database": {"ok": True}} if sees else {"ok": True})
    assert ("onestop_turns" in metrics.text, "onestop_up 1.0" in metrics.text) == (sees, True)


@pytest.mark.parametrize("peer", ["127.0.0.1", "203.0.113.7"])
def test_a_failure_is_everybodys_to_know(peer: str) -> None:
    assert ask("/healthz", peer, well=False).status_code == 503
    assert ask("/healthz", "203.0.113.7", well=False).json() == {"ok": False}
    assert "onestop_up 0.0" in ask("/metrics", peer, well=False).text
