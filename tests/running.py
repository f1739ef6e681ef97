"""The real assistant, running in a thread of the test process, and the real Rasa process beside it."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from bot.app import App, utc_now
from bot.cli.running import seed_if_empty
from bot.settings import ROOT, Settings
from bot.timetable import jobs
from bot.timetable.clock import Timetable
from community import schema
from community.database import Database
from understanding.reading import models, training
from understanding.reading.rasa_process import RasaProcess

START_SECONDS = 120
T = TypeVar("T")


class LoopThread:
    """An event loop in a thread of its own."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T], *, seconds: float = START_SECONDS) -> T:
        """Run a coroutine on the loop and return its result."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(seconds)

    def close(self) -> None:
        """End the loop and its thread."""
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()


def train_if_stale() -> None:
    """Train what the assistant needs, where the sentences or the pipeline have changed since."""
    if training.is_stale(ROOT):
        training.train(ROOT, progress=print)


def with_sample(url: str, *, now: datetime | None = None) -> None:
    """Give an empty database all tables and the sample campus as it is at a moment; None means now."""
    database = Database(url)
    schema.migrate(database)
    seed_if_empty(database, Settings(database_url=url, telegram_token=None), now=now)
    database.close()


class RunningRasa:
    """One Rasa process for a whole test run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> RasaProcess:
        train_if_stale()
        self._thread = LoopThread()
        model, log_path = models.rasa_path(ROOT), self._folder / "rasa.log"
        self._process = RasaProcess(root=ROOT, model=model, log_path=log_path)
        self._thread.run(self._process.start())
        assert self._thread.run(self._process.ready(timeout_seconds=START_SECONDS)), log_path.read_text()
        return self._process

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.run(self._process.stop())
        self._thread.close()


class RunningApp:
    """The whole assistant on a migrated and seeded database."""

    def __init__(self, settings: Settings, *, serves: bool = True, now: Callable[[], datetime] = utc_now) -> None:
        self._settings, self._serves, self._now = settings, serves, now

    def __enter__(self) -> Self:
        train_if_stale()
        database = Database(self._settings.database)
        schema.migrate(database)
        seed_if_empty(database, self._settings, now=self._now())
        database.close()
        self.thread = LoopThread()
        self.app = self.thread.run(self._start())
        return self

    async def _start(self) -> App:
        app = App(self._settings, serves=self._serves, now=self._now)
        await app.start()
        return app

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.thread.run(self.app.stop())
        self.thread.close()

    def tick(self, *names: str) -> None:
        """Run jobs of the timetable now, each where none is named; their own turns may come an hour later."""
        by_hand = Timetable(self.app.database, now=self.app.now, after=self.app.engine.queued)
        jobs.fill(by_hand, zone=self._settings.zone, term_start=self._settings.term_start)
        for name in names or by_hand.jobs:
            assert by_hand.tick(name), name

    @property
    def url(self) -> str:
        """Where its web pages are."""
        assert self.app.http is not None
        return self.app.http.address
