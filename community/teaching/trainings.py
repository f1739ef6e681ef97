"""Asking for a training or for the way back, one at a time in all processes, and what became of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import audit
from community.database import one_at_a_time
from community.teaching import lessons
from community.teaching.states import OPEN_WORK, LessonState, TrainingState, Work
from community.teaching.tables import Lesson, Training

MOST_SHOWN = 20
KILLED = "its process ended in the middle of it; nothing was changed"


class AlreadyOpen(Exception):
    """Another one is under way; `number` is that one's."""

    def __init__(self, number: int) -> None:
        super().__init__(f"training {number} is under way")
        self.number = number


class NothingToTeach(Exception):
    """No lesson is new, and none was taken back."""


def ask(session: Session, what: Work, *, staff_id: int | None, now: datetime) -> Training:
    """Ask for work on the models; the process that understands students begins it within a second or two.

    Raises:
        AlreadyOpen: one is under way.
        NothingToTeach: a training would end with the models that there are.
    """
    one_at_a_time(session, "teaching")
    under_way = open_one(session)
    if under_way is not None:
        raise AlreadyOpen(under_way.id)
    if what == Work.TRAIN and not has_news(session):
        raise NothingToTeach
    training = Training(what=what, asked_by=staff_id, asked_at=now)
    session.add(training)
    session.flush()
    who = f"staff:{staff_id}" if staff_id is not None else "system"
    audit.record(session, who=who, what=f"models_{what}_asked", about=f"training:{training.id}", now=now)
    return training


def open_one(session: Session) -> Training | None:
    """Return what waits or is under way, None where nothing is."""
    return session.scalar(select(Training).where(Training.state.in_(OPEN_WORK)).order_by(Training.id).limit(1))


def has_news(session: Session) -> bool:
    """Say whether a training would change anything: a lesson is new, or one that is live was taken back."""
    unchecked = select(Lesson.id).where(Lesson.state == LessonState.PROPOSED, Lesson.checked_at.is_(None))
    if session.scalar(unchecked.limit(1)) is not None:
        return True
    return {lesson.id for lesson in lessons.to_teach(session)} != live_lessons(session)


def live_lessons(session: Session) -> set[int]:
    """Return the numbers of the lessons that the live models have learnt."""
    last = select(Training).where(Training.what == Work.TRAIN, Training.state == TrainingState.PROMOTED)
    training = session.scalar(last.order_by(Training.id.desc()).limit(1))
    return set(training.report["lessons"]) if training is not None else set()


def begin(session: Session, training_id: int, *, instead_of: str, now: datetime) -> None:
    """Note that it is under way, beside these live models."""
    training = _one(session, training_id)
    training.state, training.begun_at, training.instead_of = TrainingState.RUNNING, now, instead_of


def tell(session: Session, training_id: int, step: str) -> None:
    """Note how far it is."""
    _one(session, training_id).step = step


def tried(session: Session, training_id: int, report: Mapping[str, Any]) -> None:
    """Keep what the trial measured, before anything is put in the place of anything."""
    training = _one(session, training_id)
    training.report, training.stamp, training.step = dict(report), report["stamp"], ""


def refuse(session: Session, training_id: int, *, now: datetime) -> None:
    """Note that the candidate was refused for the reasons in its report; its lessons stay proposed."""
    _end(session, training_id, TrainingState.REFUSED, now)


def fail(session: Session, training_id: int, *, why: str, now: datetime) -> None:
    """Note that there is no candidate, and why; its lessons stay proposed."""
    _end(session, training_id, TrainingState.FAILED, now).why = why


def promote(session: Session, training_id: int, *, now: datetime) -> None:
    """Note that the candidate is live; what it was trained with and nothing else is taught."""
    training = _end(session, training_id, TrainingState.PROMOTED, now)
    numbers = training.report["lessons"]
    for lesson in session.scalars(select(Lesson).where(Lesson.id.in_(numbers), Lesson.state == LessonState.PROPOSED)):
        lesson.state, lesson.training_id, lesson.settled_at = LessonState.TAUGHT, training_id, now


def done(session: Session, training_id: int, *, now: datetime) -> None:
    """Note that the way back was gone."""
    _end(session, training_id, TrainingState.DONE, now)


def now_live(session: Session, stamp: str, *, now: datetime) -> None:
    """Bring trainings and lessons in line with the models that are live, whoever put them there.

    The training that made them is promoted; one that was promoted in their place is rolled back, and what it alone had
    taught is proposed again.
    """
    one_at_a_time(session, "teaching")
    made = select(Training).where(Training.what == Work.TRAIN, Training.stamp != "")
    for training in session.scalars(made.order_by(Training.id)):
        if training.state == TrainingState.PROMOTED and training.instead_of == stamp != training.stamp:
            training.state = TrainingState.ROLLED_BACK
            _turn(session, training, LessonState.TAUGHT, LessonState.PROPOSED, now)
        elif training.state == TrainingState.ROLLED_BACK and training.stamp == stamp:
            training.state = TrainingState.PROMOTED
            _turn(session, training, LessonState.PROPOSED, LessonState.TAUGHT, now)


def _turn(session: Session, training: Training, was: LessonState, becomes: LessonState, now: datetime) -> None:
    for lesson in session.scalars(select(Lesson).where(Lesson.training_id == training.id, Lesson.state == was)):
        lesson.state, lesson.settled_at = becomes, now
    session.flush()


def take_up(session: Session, live: str, *, now: datetime) -> Training | None:
    """Settle what a process left that died in the middle of it, and return it; None where nothing was left.

    Args:
        live: what the live models are. Where they are those that it made, it had come to its end.
    """
    training = open_one(session)
    if training is None or training.state != TrainingState.RUNNING:
        return None
    if training.stamp and training.stamp == live:
        promote(session, training.id, now=now)
    elif training.what == Work.ROLL_BACK and live not in ("", training.instead_of):
        done(session, training.id, now=now)
    else:
        fail(session, training.id, why=KILLED, now=now)
    return training


def shown(session: Session) -> Sequence[Training]:
    """Return the trainings for the page, the newest first."""
    return session.scalars(select(Training).order_by(Training.id.desc()).limit(MOST_SHOWN)).all()


def mark(session: Session) -> str:
    """Return a mark that differs whenever the page shows something else."""
    of_lessons = session.execute(
        select(Lesson.id, Lesson.state, Lesson.checked_at).order_by(Lesson.id.desc()).limit(400)
    )
    latest = session.execute(select(Training.id, Training.state, Training.step).order_by(Training.id.desc()).limit(3))
    return f"{of_lessons.all()}{latest.all()}"


def _one(session: Session, training_id: int) -> Training:
    training = session.get(Training, training_id)
    assert training is not None
    return training


def _end(session: Session, training_id: int, state: TrainingState, now: datetime) -> Training:
    training = _one(session, training_id)
    training.state, training.ended_at, training.step = state, now, ""
    what = f"models_{training.what}_{state}"
    audit.record(session, who="system", what=what, about=f"training:{training_id}", now=now)
    return training
