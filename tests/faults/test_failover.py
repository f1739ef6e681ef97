"""PostgreSQL may only be read, as while another takes its place: before the start, and in the middle of talks."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from tests.databases import Copies
from tests.faults.campus import Campus
from tests.faults.emulator import FaultyTelegram
from tests.faults.kill import Assistant, await_that

DANGER = "I want to die tonight"
HOTLINE = "12356"


class Failover:
    """Has the database refuse all that is written, and take it again; each time connections are cut."""

    def __init__(self, campus: Campus) -> None:
        self._campus = campus
        self._name = make_url(campus.url).database

    def begin(self) -> None:
        self._say(f'ALTER DATABASE "{self._name}" SET default_transaction_read_only = on')

    def end(self) -> None:
        self._say(f'ALTER DATABASE "{self._name}" RESET default_transaction_read_only')

    def _say(self, change: str) -> None:
        with self._campus.database.engine.connect() as connection:
            plain = connection.execution_options(isolation_level="AUTOCOMMIT")
            plain.execute(text("SET default_transaction_read_only = off"))
            plain.execute(text(change))
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
            plain.execute(text(f"{others} AND pid <> pg_backend_pid()"), {"name": self._name})
            connection.invalidate()


@pytest.fixture
def shared(campuses: Copies) -> Iterator[Campus]:
    """A campus on PostgreSQL."""
    made = Campus(campuses.postgresql())
    yield made
    made.close()


def test_a_database_that_may_only_be_read_is_waited_for_and_nothing_is_confirmed_that_was_not_kept(
    shared: Campus, telegram: FaultyTelegram, assistant: Callable[..., Assistant]
) -> None:
    failover, app = Failover(shared), assistant(shared)
    [chat] = shared.students(1)
    failover.begin()
    app.begin()
    await_that(lambda: health(app).get("status") == "failing", seconds=60, app=app)
    assert "only be read" in health(app)["database"]["error"]
    assert app.printed().count("WAITING FOR THE DATABASE") == 1
    page = httpx.get(f"{app.url}/")
    assert (page.status_code, HOTLINE in page.text) == (503, True)
    failover.end()
    await_that(lambda: health(app).get("status") == "ok", seconds=60, app=app)

    with httpx.Client(base_url=app.url) as browser:
        browser.get("/")
        failover.begin()
        telegram.updates([telegram.message(chat, DANGER)])
        refused = browser.post("/chat/messages", json={"id": "a", "words": DANGER, "language": "en"})
        assert (refused.status_code, HOTLINE in refused.json()["en"]) == (503, True)
        await_that(lambda: health(app)["database"].get("error") == "it may only be read", seconds=60, app=app)
        await_that(lambda: "telegram_poll_failed" in app.printed(), seconds=60, app=app)
        assert (telegram.unconfirmed, telegram.shown_to(chat)) == (1, [])
        failover.end()
        telegram.await_text(chat, HOTLINE, seconds=60)
        kept = browser.post("/chat/messages", json={"id": "a", "words": DANGER, "language": "en"})
        assert kept.status_code == 202
    await_that(lambda: shared.answered() == 2, seconds=60, app=app)
    assert app.stop() == 0
    assert len(telegram.shown_to(chat)) == len({sent.text for sent in telegram.shown_to(chat)})


def health(app: Assistant) -> dict[str, Any]:
    """Return what /healthz says; nothing while nobody answers there."""
    with contextlib.suppress(httpx.TransportError):
        said: dict[str, Any] = httpx.get(f"{app.url}/healthz", timeout=10).json()
        return said
    return {}
