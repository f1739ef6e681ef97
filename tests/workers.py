"""Two workers of pytest-xdist on one machine: what both need is made before they begin, and who measures is alone.

What takes long begins first, so that at the end both have something small to share; what must be alone comes last, when
the other has nothing long that must be waited for. A pytest plugin; without workers (`pytest` without `-n`) it does
nothing.
"""

import fcntl
import shutil
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ALONE, LONG = "alone", "long"
_FOLDER = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Name the markers."""
    config.addinivalue_line("markers", f"{ALONE}: holds against the clock, so no test of another worker runs meanwhile")
    config.addinivalue_line("markers", f"{LONG}: takes half a minute or more, so workers begin with it")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put what takes long first and what must be alone last; the others stay as they stand in their files."""
    if hasattr(config, "workerinput"):
        items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    if item.get_closest_marker(ALONE) is not None and not _shares_with_its_module(item):
        return 2
    return 0 if item.get_closest_marker(LONG) is not None else 1


def _shares_with_its_module(item: pytest.Item) -> bool:
    """Whether it uses what is made once for its module: torn from there, that would be made twice."""
    found = item._fixtureinfo.name2fixturedefs if isinstance(item, pytest.Function) else {}
    return any(definitions[-1].scope == "module" for definitions in found.values())


def pytest_sessionstart(session: pytest.Session) -> None:
    """Train what is stale, before two workers find it out at once."""
    if session.config.getoption("numprocesses", None):
        from tests.running import train_if_stale  # loads the whole assistant, which a test or two do without
        from understanding import crisis

        train_if_stale()
        crisis.warm_up()
        session.config.stash[_FOLDER] = Path(tempfile.mkdtemp(prefix="onestop-tests-"))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker where it meets the others."""
    node.workerinput["folder"] = str(node.config.stash[_FOLDER])


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Clean up once all workers have ended."""
    if _FOLDER in session.config.stash:
        shutil.rmtree(session.config.stash[_FOLDER])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Run tests of several workers together, and one that holds against the clock alone."""
    if not hasattr(item.config, "workerinput"):
        return (yield)
    with _room(Path(item.config.workerinput["folder"]), alone=item.get_closest_marker(ALONE) is not None):
        return (yield)


@contextmanager
def _room(folder: Path, *, alone: bool) -> Iterator[None]:
    """Be in a room with others, or alone.

    All come in through one door, and who wants to be alone stands in it until the others have left: they could
    otherwise come and go for ever.
    """
    with (folder / "room").open("w") as room:
        with (folder / "door").open("w") as door:
            fcntl.flock(door, fcntl.LOCK_EX)
            fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield
