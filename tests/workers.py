"""Two workers of pytest-xdist on one machine: what both need is made before they begin, and who measures is alone.

A pytest plugin; without workers (`pytest` without `-n`) it does nothing.
"""

import fcntl
import shutil
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ALONE = "alone"
_FOLDER = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Name the marker."""
    config.addinivalue_line("markers", f"{ALONE}: holds against the clock, so no test of another worker runs meanwhile")


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
