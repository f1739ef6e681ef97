"""The trained router, read once for all assistants of a test process: each would read and check the same 7 MB anew.

A pytest plugin. A router elsewhere than in models/, as tests of damaged ones make it, is read as ever.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from understanding.reading import models
from understanding.reading.fallback_router import FallbackRouter

ROOT = Path(__file__).parent.parent
shipped = models.read_router
"""Reads a router as whoever runs the assistant has it."""


@pytest.fixture(autouse=True, scope="session")
def _the_router_is_read_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(models, "read_router", _read)
        yield


def _read(root: Path) -> FallbackRouter:
    return _ours() if root == ROOT else shipped(root)


@cache
def _ours() -> FallbackRouter:
    return shipped(ROOT)
