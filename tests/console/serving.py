"""The console behind a real port, for a real browser."""

import asyncio
import threading
from datetime import datetime
from types import TracebackType
from typing import Self

from fastapi import FastAPI
from sqlalchemy import text

from bot.http.server import HttpServer, listen
from community.database import Base, Database
from community.staff import accounts, rules
from console.app import build_console
from tests.conftest import NOW
from tests.console.conftest import MEANING, PASSWORD, ZONE
from tests.sample import given_sample, given_what_comes_with_the_database

WAIT_SECONDS = 20
NOT_COMPARED = ("audit", "staff_sessions", "staff_accounts", "sign_in_tries")


class ServedConsole:
    """The console on the sample campus, with an account for each role, in a loop of its own; its clock stands."""

    def __init__(self, database: Database, now: datetime = NOW) -> None:
        self.database = database
        self._now = now
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        with self.database.transaction() as session:
            given_sample(session, now=self._now, zone=ZONE)
            given_what_comes_with_the_database(session)
            for role in rules.ROLES:
                accounts.add(session, role, role, PASSWORD, [role], now=self._now)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(WAIT_SECONDS)
        return self

    async def _start(self) -> None:
        app = FastAPI()
        console = build_console(
            self.database,
            now=lambda: self._now,
            wake=lambda: None,
            secret="a secret of the tests",
            secure_cookies=False,
            zone=ZONE,
            meaning=MEANING,
        )
        app.mount("/console", console)
        self._http = HttpServer(app, listen("127.0.0.1", 0))
        await self._http.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._http.stop(), self._loop).result(WAIT_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def url(self) -> str:
        """Where its pages are."""
        return f"{self._http.address}/console"

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """Return every row of every table as the database itself has it, to the byte."""
        found: dict[str, list[tuple[object, ...]]] = {}
        with self.database.reading() as session:
            for table in Base.metadata.sorted_tables:
                if table.name not in NOT_COMPARED:
                    query = text(f"SELECT * FROM {table.name} ORDER BY 1")
                    found[table.name] = [tuple(row) for row in session.execute(query)]
        return found
