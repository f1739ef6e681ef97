"""Trains a candidate with the office's lessons, and tries it beside the live model."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from understanding.reading import models, training
from understanding.reading.fallback_router import FallbackRouter
from understanding.reading.lessons import Lesson, as_yaml
from understanding.reading.nlu import NluClient
from understanding.reading.rasa_process import RasaProcess
from understanding.reading.training import TrainingFailed
from understanding.steps import Progress, Step
from understanding.trial import sets, verdict
from understanding.trial.figures import Figures, measured, read_all
from understanding.understanding import Understanding

UP_SECONDS = 900.0  # it gives way to whoever serves, and to all else on a busy machine


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be tried.

    Args:
        lessons: all that the office taught and wants to teach.
        new: the numbers of those that the live model has not learnt.
        questions: what students asked lately, harmless words alone; they are read and never written down.
    """

    lessons: tuple[Lesson, ...]
    new: frozenset[int]
    questions: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it for the process that does it."""
        lessons = [[one.number, one.text, one.intent] for one in self.lessons]
        return {"lessons": lessons, "new": sorted(self.new), "questions": list(self.questions)}

    @classmethod
    def of_json(cls, told: dict[str, Any]) -> "Asked":
        """Return what `as_json` made."""
        lessons = tuple(Lesson(*one) for one in told["lessons"])
        return cls(lessons, frozenset(told["new"]), tuple(told["questions"]))


def hold(root: Path, asked: Asked, *, progress: Progress) -> dict[str, Any]:
    """Train and try a candidate, and return the report; it lies beside the live models, which go on as they are.

    Raises:
        TrainingFailed: there is no candidate.
    """
    candidate = training.train_candidate(root, as_yaml(asked.lessons), progress=progress)
    return asyncio.run(_tried(root, candidate, asked, progress))


async def _tried(root: Path, candidate: Path, asked: Asked, progress: Progress) -> dict[str, Any]:
    known = Figures.kept(models.figures_path(root))
    async with _reads_by(
        root, models.folder(root), "the live model", needed=known is None or bool(asked.questions)
    ) as live:
        if known is None:
            assert live is not None
            known = await measured(live, what="the live model reads the sets", known=None, progress=progress)
            known.keep(models.figures_path(root))
        before = await _read(live, asked.questions, "yesterday's questions, the live model", progress)
    async with _reads_by(root, candidate, "the candidate", needed=True) as tried:
        assert tried is not None
        figures = await measured(tried, what="the candidate reads the sets", known=known, progress=progress)
        figures.keep(models.figures_path(root, candidate))
        after = await _read(tried, asked.questions, "yesterday's questions, the candidate", progress)
        new = [lesson for lesson in asked.lessons if lesson.number in asked.new]
        read = await _read(tried, [lesson.text for lesson in new], "the lessons", progress)
    learnt = {lesson.number: found == lesson.intent for lesson, found in zip(new, read, strict=True)}
    return {
        "stamp": models.stamp_path(root, candidate).read_text(encoding="utf-8"),
        "instead_of": models.live(root),
        **_report(known, figures, learnt),
        "asked": _changes(before, after),
    }


def _report(live: Figures, candidate: Figures, learnt: dict[int, bool]) -> dict[str, Any]:
    meant = sets.meant()
    found = verdict.reasons(
        meant, live=live.read, candidate=candidate.read, danger=(live.danger, candidate.danger), learnt=learnt
    )
    of_intents = {
        name: [verdict.right(wanted, live.read[name]), verdict.right(wanted, candidate.read[name]), len(wanted)]
        for name, wanted in meant.items()
    }
    of_danger = {name: [live.danger[name], candidate.danger[name]] for name in live.danger}
    return {
        "reasons": [asdict(reason) for reason in found],
        "sets": of_intents,
        "danger": of_danger,
        "learnt": [sum(learnt.values()), len(learnt)],
    }


def _changes(before: Sequence[str], after: Sequence[str]) -> dict[str, Any]:
    """Return how many questions both would answer alike, and by place and intents those that they would not."""
    changed = [[place, *pair] for place, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]]
    return {"of": len(before), "alike": len(before) - len(changed), "changed": changed}


async def _read(understanding: Understanding | None, texts: Sequence[str], what: str, progress: Progress) -> list[str]:
    if understanding is None or not texts:
        return []
    progress(Step(what, 0, len(texts)))
    return await read_all(understanding, texts, what=what, progress=progress)


@asynccontextmanager
async def _reads_by(root: Path, folder: Path, whose: str, *, needed: bool) -> AsyncIterator[Understanding | None]:
    """Yield what reads by the models of a folder, with a Rasa of its own.

    Raises:
        TrainingFailed: Rasa does not come up with the model.
    """
    if not needed:
        yield None
        return
    with TemporaryDirectory() as aside:
        model = folder / models.rasa_path(root).name
        log_path = Path(aside) / "rasa.log"
        rasa = RasaProcess(root=root, model=model, log_path=log_path, start_seconds=UP_SECONDS)
        try:
            await rasa.start()
            if not await rasa.ready(timeout_seconds=UP_SECONDS):
                raise TrainingFailed(f"{whose} was trained, but Rasa does not come up with it")
            async with NluClient(rasa.url) as client:
                router = FallbackRouter.load(folder / models.router_path(root).name)
                yield Understanding(nlu=client, router=router)
        finally:
            await rasa.stop()
