"""What the tests on reading may ask for."""

import sys
from collections.abc import Iterator

import pytest

from understanding.crisis.teaching import Line, examples
from understanding.dates.duckling_reader import reader


@pytest.fixture(scope="session")
def taught_lines() -> list[Line]:
    """The lines that the danger detector learns from; to put them together takes five seconds of a processor."""
    return examples()


@pytest.fixture
def without_duckling(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A platform for which Duckling has no wheel."""
    monkeypatch.setitem(sys.modules, "duckling", None)
    reader.cache_clear()
    yield
    reader.cache_clear()
