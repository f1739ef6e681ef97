"""Does what the office asks of the models, one at a time in all processes, while messages are answered."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Mapping
from functools import partial
from typing import Any

import structlog
from sqlalchemy.orm import Session

from bot.mind import Mind
from bot.settings import ROOT
from bot.teaching import yesterday
from bot.teaching.checking import why_refused
from bot.trainer import followed
from bot.turns.dispatcher import Reads
from community.clock import SharedClock, shared_moment
from community.database import Database, DatabaseAway
from community.processes import tenure
from community.teaching import lessons, trainings
from community.teaching.states import LessonState, TrainingState, Work
from community.teaching.tables import Training
from understanding.digests import ModelAltered
from understanding.reading import models, training
from understanding.reading.lessons import Lesson
from understanding.reading.training import TrainingFailed
from understanding.steps import Step
from understanding.trainer import REPORT
from understanding.trial.trial import Asked

log = structlog.get_logger()

LOOK_SECONDS = 1.0
TASK = "teaching"
MOST_SAID = 500  # characters of why a training failed
ELSEWHERE = "Rasa is run by somebody else (ONESTOP_NLU_URL), who trains it too"
CHANGED = "the live models changed meanwhile; what was tried beside them says nothing any more"
NOT_UP = "Rasa does not come up with these models; look at rasa.log in the data folder"
NO_WAY_BACK = "there are no whole models to go back to"


class Teacher:
    """Checks lessons, trains and tries candidates, and swaps in what is live, whoever made it so.

    Args:
        process: this process's own name.
        channels: what reads the messages of each.
    """

    def __init__(
        self, database: Database, mind: Mind, channels: Mapping[str, Reads], *, process: str, now: SharedClock
    ) -> None:
        self._database, self._mind, self._channels = database, mind, channels
        self._process, self._now = process, now
        self._step = ""
        self._settled = ""
        self._not_up = ""

    async def run(self) -> None:
        """Look every second, until cancelled."""
        while True:
            with contextlib.suppress(DatabaseAway):  # the next look finds what this one missed
                if not self._mind.is_learning("words", "danger"):
                    await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Do what there is to do now.

        Raises:
            DatabaseAway: some of it is done at the next look.
        """
        await self._follow_the_live_models()
        await asyncio.to_thread(self._check_lessons)
        begun = await asyncio.to_thread(self._begun)
        if begun is None:
            return
        async with self._holding(begun.id):
            await (self._train(begun.id) if begun.what == Work.TRAIN else self._roll_back(begun.id))

    async def _follow_the_live_models(self) -> None:
        """Read by models that another process, or a command, has made the live ones."""
        live = await asyncio.to_thread(models.live, ROOT)
        if live not in ("", self._mind.live, self._not_up) and not await self._swapped():
            self._not_up = live
            log.error("models_not_swapped", hint=NOT_UP)
        if self._mind.live != self._settled:
            await asyncio.to_thread(self._settle)

    async def _swapped(self) -> bool:
        try:
            is_swapped = await self._mind.read_by_the_live_models()
        except ModelAltered as error:
            log.error("model_altered", hint=str(error))
            return False
        if is_swapped:
            log.info("models_swapped", live=self._mind.live[:8])
        return is_swapped

    def _settle(self) -> None:
        with self._database.transaction() as session:
            trainings.now_live(session, self._mind.live, now=self._now())
        self._settled = self._mind.live

    def _check_lessons(self) -> None:
        with self._database.reading() as session:
            unchecked = [Lesson(one.id, one.words, one.intent) for one in lessons.unchecked(session)]
        for lesson in unchecked:
            why = why_refused(lesson)
            with self._database.transaction() as session:
                lessons.checked(session, lesson.number, why, now=self._now())

    def _begun(self) -> Training | None:
        """Take what waits to be done; what a process left that died is settled first."""
        with self._database.reading() as session:
            if trainings.open_one(session) is None:
                return None
        with self._database.transaction() as session:
            if not self._holds(session):
                return None
            left = trainings.take_up(session, models.live(ROOT), now=self._now())
            if left is not None:
                log.error("training_settled", training=left.id, state=left.state, why=left.why)
                return None
            asked = trainings.open_one(session)
            if asked is not None:
                trainings.begin(session, asked.id, instead_of=models.live(ROOT), now=self._now())
                log.info("training_begun", training=asked.id, what=asked.what)
            return asked

    def _holds(self, session: Session) -> bool:
        return tenure.hold(session, TASK, self._process, now=shared_moment(session, self._now))

    @contextlib.asynccontextmanager
    async def _holding(self, number: int) -> AsyncIterator[None]:
        """Show that we are at it, and how far."""
        self._step = ""
        showing = asyncio.create_task(self._show(number))
        try:
            yield
        finally:
            showing.cancel()
            await asyncio.gather(showing, return_exceptions=True)

    async def _show(self, number: int) -> None:
        while True:
            with contextlib.suppress(DatabaseAway):
                await asyncio.to_thread(self._note, number, self._step)
            await asyncio.sleep(LOOK_SECONDS)

    def _note(self, number: int, step: str) -> None:
        with self._database.transaction() as session:
            if self._holds(session):
                trainings.tell(session, number, step)

    async def _train(self, number: int) -> None:
        try:
            if self._mind.rasa is None:
                raise TrainingFailed(ELSEWHERE)
            report = await self._tried(number)
            if not report["reasons"]:
                await self._promote(report["instead_of"])
        except (TrainingFailed, OSError) as error:  # OSError: the disk is full, or the folder closed to us
            await self._end(partial(trainings.fail, why=str(error)[:MOST_SAID]), number)
            log.error("training_failed", training=number, hint=str(error).splitlines()[0])
            return
        await self._end(trainings.refuse if report["reasons"] else trainings.promote, number)
        log.info("candidate_judged", training=number, promoted=not report["reasons"])

    async def _tried(self, number: int) -> dict[str, Any]:
        """Have a process train and try a candidate, and keep its report before anything comes of it."""
        asked = await asyncio.to_thread(self._asked)
        found: list[str] = []

        def hear(line: str) -> bool:
            if (step := Step.told_in(line)) is not None:
                self._step = str(step)
            elif line.startswith(REPORT):
                found.append(line.removeprefix(REPORT))
            else:
                return False
            return True

        ended, last = await followed("candidate", hear, told=json.dumps(asked.as_json()))
        if ended != 0 or not found:
            raise TrainingFailed(last)
        report: dict[str, Any] = json.loads(found[0])
        report["lessons"] = [lesson.number for lesson in asked.lessons]
        await asyncio.to_thread(self._keep, number, report, asked.questions)
        return report

    def _asked(self) -> Asked:
        with self._database.reading() as session:
            rows = lessons.to_teach(session)
            every = tuple(Lesson(one.id, one.words, one.intent) for one in rows)
            new = frozenset(one.id for one in rows if one.state == LessonState.PROPOSED)
            return Asked(every, new, tuple(yesterday.questions(session, self._channels, now=self._now())))

    def _keep(self, number: int, report: dict[str, Any], questions: tuple[str, ...]) -> None:
        with self._database.transaction() as session:
            report["asked"] = yesterday.told(session, report["asked"], questions)
            trainings.tried(session, number, report)

    async def _promote(self, instead_of: str) -> None:
        """Put the candidate in the place of the live models, and read by it.

        Raises:
            TrainingFailed: the ones before are live.
        """
        self._step = "the candidate takes the place of the live model"
        if not await asyncio.to_thread(training.promote_candidate, ROOT, instead_of=instead_of):
            raise TrainingFailed(CHANGED)
        if not await self._swapped():
            await asyncio.to_thread(training.roll_back, ROOT)
            raise TrainingFailed(NOT_UP)

    async def _roll_back(self, number: int) -> None:
        try:
            if self._mind.rasa is None:
                raise TrainingFailed(ELSEWHERE)
            await self._went_back()
        except (TrainingFailed, OSError) as error:
            await self._end(partial(trainings.fail, why=str(error)[:MOST_SAID]), number)
            return
        await asyncio.to_thread(self._settle)
        await self._end(trainings.done, number)

    async def _went_back(self) -> None:
        self._step = "the models before take the place of the live ones"
        try:
            await asyncio.to_thread(training.roll_back, ROOT)
        except ModelAltered as error:
            raise TrainingFailed(f"{NO_WAY_BACK}: {error}") from None
        if not await self._swapped():
            await asyncio.to_thread(training.roll_back, ROOT)
            raise TrainingFailed(NOT_UP)

    async def _end(self, end: Callable[..., None], number: int) -> None:
        """Write down what became of it, once the database takes it."""
        while True:
            try:
                await asyncio.to_thread(self._write_end, end, number)
            except DatabaseAway:
                await asyncio.sleep(LOOK_SECONDS)
            else:
                return

    def _write_end(self, end: Callable[..., None], number: int) -> None:
        with self._database.transaction() as session:
            under_way = trainings.open_one(session)
            if under_way is not None and under_way.id == number and under_way.state == TrainingState.RUNNING:
                end(session, number, now=self._now())
            tenure.let_go_of(session, TASK, self._process)
