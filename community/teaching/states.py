"""The states of a lesson and of a training."""

from enum import StrEnum


class LessonState(StrEnum):
    """How far a lesson has got."""

    PROPOSED = "proposed"
    TAUGHT = "taught"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class TrainingState(StrEnum):
    """How far a training, or a way back, has got."""

    ASKED = "asked"
    RUNNING = "running"
    PROMOTED = "promoted"
    REFUSED = "refused"
    FAILED = "failed"
    ROLLED_BACK = "rolled_back"
    DONE = "done"


class Work(StrEnum):
    """What is to be done with the models."""

    TRAIN = "train"
    ROLL_BACK = "roll_back"


OPEN_LESSONS = (LessonState.PROPOSED, LessonState.TAUGHT)
OPEN_WORK = (TrainingState.ASKED, TrainingState.RUNNING)
