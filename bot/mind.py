"""What understands students, with the Rasa process beside it where that is ours, and what is learnt meanwhile."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

import structlog

from actions.guidance.warming import read_on, warm_up
from bot.learning import Learning, Subject
from bot.settings import ROOT, Settings
from community.database import Database, DatabaseAway
from understanding import crisis, dates
from understanding.digests import ModelAltered
from understanding.reading import models
from understanding.reading.fallback_router import FallbackRouter
from understanding.reading.nlu import DEADLINE_SECONDS, NluClient
from understanding.reading.rasa_process import RasaProcess
from understanding.understanding import Understanding
from understanding.wishes import grammar as wishes

log = structlog.get_logger()

READ_AGAIN_SECONDS = 20.0


class Mind:
    """Understanding, and what it asks.

    Args:
        learning: what is still taught beside us; None where everything is there.
    """

    def __init__(self, settings: Settings, learning: Learning | None = None) -> None:
        self._settings, self.learning = settings, learning
        self._still_learning = set(learning.subjects if learning else ())
        self.live = models.live(ROOT)
        """What the models that we read by were made from; empty while there are none."""
        self._router = models.read_router(ROOT)
        self.rasa = self._own_rasa()
        token = settings.nlu_token.get_secret_value() if settings.nlu_url and settings.nlu_token else None
        self._nlu = NluClient(*((self.rasa.url,) if self.rasa else settings.nlu_urls), token=token)
        self.understanding = Understanding(nlu=self._nlu, router=self._router)

    def _own_rasa(self) -> RasaProcess | None:
        if self._settings.nlu_url is not None:
            return None
        return RasaProcess(root=ROOT, model=models.rasa_path(ROOT), log_path=self._settings.data_dir / "rasa.log")

    @property
    def rasa_is_up(self) -> bool:
        """Whether the Rasa that we start ourselves answers; one elsewhere is known by its answers alone."""
        return self.rasa is None or self.rasa.state == "ready"

    def is_learning(self, *subjects: Subject) -> bool:
        """Say whether any of the subjects is still taught, or not swapped in yet."""
        return not self._still_learning.isdisjoint(subjects)

    def learns(self) -> str | None:
        """Return the names of what is still taught, None where nothing is."""
        return ", ".join(sorted(self._still_learning)) or None

    async def start(self) -> None:
        """Have danger heard when this returns; the router reads until Rasa is up."""
        if self.rasa is not None and models.rasa_path(ROOT).exists():
            try:
                await self.rasa.start()
            except ModelAltered as error:  # the router answers, and the alarm rings, as for a Rasa that never comes up
                log.error("model_altered", hint=str(error))
        await asyncio.to_thread(crisis.warm_up, first_will_do=self.learning is not None)

    async def learn_danger(self, heard_anew: Callable[[], Awaitable[None]]) -> None:
        """Hear danger by all that is taught of it, once it is; no message waits for that.

        Args:
            heard_anew: called then.
        """
        if self.is_learning("danger"):
            assert self.learning is not None
            await self.learning.done("danger")
            if not await asyncio.to_thread(crisis.renew):
                log.error("ear_not_swapped", hint="what was taught is not of this version; start again")
                return
            self.understanding.long_texts.renew()
        await heard_anew()
        self._learnt("danger")

    async def learn_words(self) -> None:
        """Read by what is trained once it is; no message waits for that."""
        if self.is_learning("words"):
            assert self.learning is not None
            await self.learning.done("words")
            try:
                self._read_by(await self._live_router())
                if not await self.read_by_the_live_models():
                    log.error("rasa_not_swapped", hint="the one before reads on; look at rasa.log in the data folder")
            except ModelAltered as error:
                log.error("model_altered", hint=str(error))
            self._learnt("words")

    def _learnt(self, subject: Subject) -> None:
        if subject in self._still_learning:
            self._still_learning.remove(subject)
            log.info("learnt", subject=subject)

    async def read_by_the_live_models(self) -> bool:
        """Read by what lies on disk now; what was asked before is answered by whom it was asked of.

        Returns:
            False where Rasa does not come up with it: then all is read as before.

        Raises:
            ModelAltered: that is not what training made.
        """
        live = await asyncio.to_thread(models.live, ROOT)
        router = await self._live_router()
        fresh = self._own_rasa()
        if fresh is not None and not await _comes_up(fresh):
            return False
        self._read_by(router)
        self.live = live
        if fresh is not None:
            await self._ask(fresh)
        return True

    async def _live_router(self) -> FallbackRouter:
        router = await asyncio.to_thread(models.read_router, ROOT)
        await asyncio.to_thread(router.warm_up)
        return router

    def _read_by(self, router: FallbackRouter) -> None:
        self._router = router
        self.understanding.read_by(router=router)

    async def _ask(self, fresh: RasaProcess) -> None:
        """Ask another Rasa from now on; the one before answers what it was asked, and ends."""
        before, self.rasa = (self._nlu, self.rasa), fresh
        self._nlu = NluClient(fresh.url)
        self.understanding.read_by(nlu=self._nlu)
        try:
            await asyncio.sleep(DEADLINE_SECONDS)
        finally:
            await _ended(*before)

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
                await self.read_all(database)
            await asyncio.sleep(READ_AGAIN_SECONDS)

    async def read_all(self, database: Database) -> None:
        """Return once all that is published is read: until then much that is new is found by its words alone.

        Raises:
            DatabaseAway: it cannot be known what is published.
        """
        while not await asyncio.to_thread(read_on, database):
            pass

    async def stop(self) -> None:
        """End Rasa and the connections to it, and what is taught."""
        if self.learning is not None:
            await self.learning.stop()
        await _ended(self._nlu, self.rasa)


async def _ended(nlu: NluClient, rasa: RasaProcess | None) -> None:
    await nlu.aclose()
    if rasa is not None:
        await rasa.stop()


async def _comes_up(fresh: RasaProcess) -> bool:
    """Start a Rasa and wait until it answers; it is ended where it does not."""
    is_up = False
    try:
        await fresh.start()
        is_up = await fresh.ready()
    finally:
        if not is_up:
            await fresh.stop()
    return is_up


@contextlib.asynccontextmanager
async def understanding_alone(settings: Settings) -> AsyncIterator[tuple[Understanding, RasaProcess | None]]:
    """Yield understanding without the rest of the assistant; a Rasa process of our own is not started yet."""
    mind = Mind(settings)
    try:
        yield mind.understanding, mind.rasa
    finally:
        await mind.stop()
