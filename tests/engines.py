"""What engines of one test process share: the statements that SQLAlchemy has put together; none waits for its disk.

A pytest plugin. A thousand tests open a database of their own, and an engine puts every statement together anew: a
third of all that such a test costs. Engines of one kind speak the same SQL, so the first one's is what the others use.
Processes that tests start, those that are killed above all, know nothing of this: they open databases as shipped.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Dialect, Engine, event
from sqlalchemy.util import LRUCache

from community import engines

shipped = engines.opened
"""Opens a database as whoever runs the assistant has it."""

BACKWARDS = os.environ.get("ONESTOP_TEST_ROWS") == "backwards"
"""Whether SQLite gives rows that were asked for in no order from the last to the first, as PostgreSQL may some day."""

STATEMENTS = 5_000  # all that the suite asks, so that none is put together twice
Learnt = tuple[Dialect, LRUCache[Any, Any]]

_learnt: dict[str, Learnt] = {}
"""By kind of database, what is shared; there once an engine of that kind has connected."""


@pytest.fixture(autouse=True, scope="session")
def _engines_share_what_they_learn() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "opened", _opened)
        yield


def _opened(url: str, connections: int, limits: engines.Limits) -> Engine:
    engine = shipped(url, connections, limits)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _without_disk)
    if (learnt := _learnt.get(engine.dialect.name)) is not None:
        engine.dialect, engine._compiled_cache = learnt
    else:
        event.listen(engine, "first_connect", lambda *_: _learn_from(engine))
    return engine


def _learn_from(engine: Engine) -> None:
    """Share what this engine learns; by now its dialect has asked the database for its version."""
    _learnt.setdefault(engine.dialect.name, (engine.dialect, LRUCache(STATEMENTS)))


def _without_disk(connection: Any, _record: object) -> None:
    """Let a SQLite file not wait for its disk at every commit: it is thrown away at the end, as PostgreSQL's are."""
    connection.execute("PRAGMA synchronous=OFF")
    if BACKWARDS:
        connection.execute("PRAGMA reverse_unordered_selects=ON")
