"""What the tests on reading may ask for."""

import sys
from collections.abc import Iterator

import pytest

from understanding.dates.duckling_reader import reader


@pytest.fixture
def without_duckling(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A platform for which Duckling has no wheel."""
    monkeypatch.setitem(sys.modules, "duckling", None)
    reader.cache_clear()
    yield
    reader.cache_clear()
