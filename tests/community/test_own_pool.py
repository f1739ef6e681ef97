"""Two kinds of work on one database, neither of which can use up what the other needs."""

from contextlib import ExitStack

import pytest
from sqlalchemy import text

from community import engines
from community.database import Database, DatabaseAway


def test_whoever_uses_up_the_connections_of_the_console_silences_no_student(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "POOL_WAIT_SECONDS", 0.05)
    console = database.with_own_pool(2)
    try:
        with ExitStack() as slow_pages:
            for _ in range(2):
                slow_pages.enter_context(console.reading()).execute(text("SELECT 1"))
            with pytest.raises(DatabaseAway, match="all connections are taken"):
                console.answers()
            assert database.answers()
            with database.transaction() as session:
                assert session.scalar(text("SELECT 1")) == 1
        assert console.answers()
    finally:
        console.close()
