"""What is taught while the assistant serves already: one process for each subject, and how far each has got."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Literal, get_args

import structlog

from bot.settings import ROOT
from bot.trainer import followed
from understanding.crisis import ears
from understanding.reading import training
from understanding.reading.training import TrainingFailed
from understanding.steps import Step
from understanding.trainer import READY

log = structlog.get_logger()

Subject = Literal["danger", "words"]
AGAIN_SECONDS = 60.0  # before a training that failed is tried again: the disk may be full, or the memory taken
WAITS = Step("waits for its turn")


class Lesson:
    """One subject: taught by a process of its own, again where that failed.

    Args:
        say: says a line to whoever started us.
    """

    def __init__(self, subject: Subject, *, say: Callable[[str], None]) -> None:
        self.subject = subject
        self.step = WAITS
        self.failed = False
        self.begun, self.done = asyncio.Event(), asyncio.Event()
        self.refused: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._say = say

    async def run(self) -> None:
        """Return once the subject is taught."""
        while not self.done.is_set():
            last = await self._once()
            if self.done.is_set():
                return
            self.failed = True
            log.error("training_failed", subject=self.subject, hint="it is tried again", after_seconds=AGAIN_SECONDS)
            self._say(f"training failed ({self.subject}): {last}")
            if not self.refused.done():
                self.refused.set_result(last)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _once(self) -> str:
        """Follow one process to its end, and return the last it said."""
        _, last = await followed(self.subject, self._heard)
        return last

    def _heard(self, line: str) -> bool:
        """Take what its process says of itself; False where the line is somebody else's."""
        if (step := Step.told_in(line)) is not None:
            self.step, self.failed = step, False
            self._say(str(self.step))
            return True
        if line.startswith(READY):
            self.begun.set()
            if line.removeprefix(READY) == "whole":
                self.done.set()
            return True
        return False


class Learning:
    """All that is stale, taught beside the serving.

    Args:
        say: says a line to whoever started us.
    """

    def __init__(self, subjects: Sequence[Subject], *, say: Callable[[str], None]) -> None:
        self._lessons = [Lesson(subject, say=say) for subject in subjects]
        self._teaching = [
            asyncio.create_task(lesson.run(), name=f"lesson-{lesson.subject}") for lesson in self._lessons
        ]

    @property
    def subjects(self) -> list[Subject]:
        """All that was stale at the start."""
        return [lesson.subject for lesson in self._lessons]

    async def begun(self) -> None:
        """Return once there is of everything what it takes to answer.

        Raises:
            TrainingFailed: there will be none.
        """
        for lesson in self._lessons:
            ready = asyncio.create_task(lesson.begun.wait())
            await asyncio.wait((ready, lesson.refused), return_when=asyncio.FIRST_COMPLETED)
            if not ready.done():
                ready.cancel()
                raise TrainingFailed(lesson.refused.result())

    async def done(self, subject: Subject) -> None:
        """Return once a subject is taught."""
        for lesson in self._lessons:
            if lesson.subject == subject:
                await lesson.done.wait()

    def under_way(self, subject: Subject) -> bool:
        """Say whether a subject is still being taught."""
        return any(lesson.subject == subject and not lesson.done.is_set() for lesson in self._lessons)

    def state(self) -> dict[str, Any]:
        """Return how far each has got, as a part of /healthz."""
        open_ones = [lesson for lesson in self._lessons if not lesson.done.is_set()]
        return {
            "ok": not any(lesson.failed for lesson in open_ones),
            **{lesson.subject: str(lesson.step) for lesson in open_ones},
        }

    async def stop(self) -> None:
        """End the processes; what they have read is kept."""
        for task in self._teaching:
            task.cancel()
        await asyncio.gather(*self._teaching, return_exceptions=True)


def stale() -> list[Subject]:
    """Return what must be taught."""
    is_stale = {"danger": not ears.is_taught(), "words": training.is_stale(ROOT)}
    return [subject for subject in get_args(Subject) if is_stale[subject]]
