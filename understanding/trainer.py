"""Teaches what is stale, in a process of its own beside the one that serves: `python -m understanding.trainer SUBJECT`.

SUBJECT is `danger` or `words`. What is good enough to begin with is ready first, the whole thing later; each is told on
standard output by a line of READY, and how far it is by lines of `steps.TOLD`. It gives way to whoever serves, and ends
with the process that started it; what it had read until then is kept (`vectors.py`).
"""

import ctypes
import os
import signal
import sys
from pathlib import Path

from understanding.crisis import ears
from understanding.reading import models, training
from understanding.steps import tell, write

ROOT = Path(__file__).parents[1]
READY = "onestop-ready "
"""Begins a line that names what is ready: `first` or `whole`."""

NICENESS = 10
PR_SET_PDEATHSIG = 1  # of <sys/prctl.h>


def main() -> None:
    """Teach one subject."""
    os.nice(NICENESS)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    teach = {"danger": teach_danger, "words": teach_words}[sys.argv[1]]
    try:
        teach()
    except training.TrainingFailed as error:
        sys.exit(str(error))


def teach_danger() -> None:
    """Teach the ear that hears danger: a first one from fewer lines, then the whole one."""
    if not ears.is_taught():
        if not ears.is_taught(first=True):
            ears.teach_first(progress=tell)
        _ready("first")
        ears.teach_and_keep(progress=tell)
    _ready("whole")


def teach_words() -> None:
    """Train what reads requests: a first router where there is none, then Rasa's model and the whole router."""
    if not models.has_router(ROOT):
        training.train_first(ROOT, progress=tell)
    _ready("first")
    if training.is_stale(ROOT):
        training.train(ROOT, progress=tell)
    _ready("whole")


def _ready(stage: str) -> None:
    write(f"{READY}{stage}")


if __name__ == "__main__":
    main()
