"""What understands students, with the Rasa process beside it where that is ours."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime

import structlog

from actions.guidance.warming import read_on, warm_up
from bot.settings import ROOT, Settings
from community.database import Database, DatabaseAway
from understanding import crisis, dates
from understanding.digests import ModelAltered
from understanding.reading import training
from understanding.reading.nlu import NluClient
from understanding.reading.rasa_process import RasaProcess
from understanding.understanding import Understanding
from understanding.wishes import grammar as wishes

log = structlog.get_logger()

READ_AGAIN_SECONDS = 20.0


class Mind:
    """Understanding, and what it asks."""

    def __init__(self, settings: Settings) -> None:
        self._router = training.read_router(ROOT)
        self.rasa = None
        if settings.nlu_url is None:
            self.rasa = RasaProcess(root=ROOT, model=training.model_path(ROOT), log_path=settings.data_dir / "rasa.log")
        token = settings.nlu_token.get_secret_value() if settings.nlu_url and settings.nlu_token else None
        self._nlu = NluClient(*((self.rasa.url,) if self.rasa else settings.nlu_urls), token=token)
        self.understanding = Understanding(nlu=self._nlu, router=self._router, term_start=settings.term_start)

    @property
    def rasa_is_up(self) -> bool:
        """Whether the Rasa that we start ourselves answers; one elsewhere is known by its answers alone."""
        return self.rasa is None or self.rasa.state == "ready"

    async def start(self) -> None:
        """Have danger heard when this returns; the router reads until Rasa is up."""
        if self.rasa is not None:
            try:
                await self.rasa.start()
            except ModelAltered as error:  # the router answers, and the alarm rings, as for a Rasa that never comes up
                log.error("model_altered", hint=str(error))
        await asyncio.to_thread(crisis.warm_up)

    async def warm_up(self, database: Database, now: Callable[[], datetime]) -> None:
        """Load what the first question would wait for."""
        await asyncio.to_thread(dates.warm_up)
        await asyncio.to_thread(self._router.warm_up)
        await asyncio.to_thread(wishes.warm_up)
        with contextlib.suppress(DatabaseAway):  # then the first question takes a little longer, no more
            await asyncio.to_thread(warm_up, database, now())

    async def keep_reading(self, database: Database) -> None:
        """Read what is published in between, a little at a time, so that no question has to wait for it."""
        while True:
            with contextlib.suppress(DatabaseAway):
                while not await asyncio.to_thread(read_on, database):
                    pass
            await asyncio.sleep(READ_AGAIN_SECONDS)

    async def stop(self) -> None:
        """End Rasa and the connections to it."""
        await self._nlu.aclose()
        if self.rasa is not None:
            await self.rasa.stop()


@contextlib.asynccontextmanager
async def understanding_alone(settings: Settings) -> AsyncIterator[tuple[Understanding, RasaProcess | None]]:
    """Yield understanding without the rest of the assistant; a Rasa process of our own is not started yet."""
    mind = Mind(settings)
    try:
        yield mind.understanding, mind.rasa
    finally:
        await mind.stop()
