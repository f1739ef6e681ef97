"""Teaches in a process of its own beside the one that serves: `python -m understanding.trainer SUBJECT`.

SUBJECT is `danger` or `words`, where what was taught is stale. What is good enough to begin with is ready first, the
whole thing later; each is told on standard output by a line of READY, and how far it is by lines of `steps.TOLD`.
SUBJECT is `candidate` where the office teaches: one line of standard input says what (`trial.Asked`), a line of REPORT
what came of it. It gives way to whoever serves, and ends with the process that started it; what it had read until then
is kept (`vectors.py`).
"""

import ctypes
import json
import os
import signal
import sys
from pathlib import Path

from understanding.crisis import ears
from understanding.reading import models, training
from understanding.steps import tell, write
from understanding.trial import trial
from understanding.trial.trial import Asked

ROOT = Path(__file__).parents[1]
READY = "onestop-ready "
"""Begins a line that names what is ready: `first` or `whole`."""

REPORT = "onestop-report "
"""Begins a line with the report on a candidate, as JSON."""

NICENESS = 10
PR_SET_PDEATHSIG = 1  # of <sys/prctl.h>


def main() -> None:
    """Teach one subject."""
    os.nice(NICENESS)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    teach = {"danger": teach_danger, "words": teach_words, "candidate": try_candidate}[sys.argv[1]]
    try:
        teach()
    except (training.TrainingFailed, OSError) as error:  # the disk may be full, or the folder closed to us
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


def try_candidate() -> None:
    """Train a candidate and try it beside the live model."""
    asked = Asked.of_json(json.loads(sys.stdin.readline()))
    write(REPORT + json.dumps(trial.hold(ROOT, asked, progress=tell)))


def _ready(stage: str) -> None:
    write(f"{READY}{stage}")


if __name__ == "__main__":
    main()
