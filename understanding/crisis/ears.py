"""Which ear hears: the whole one, or a first one while the whole one is still taught; and how both are taught."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Literal

import numpy as np
from threadpoolctl import threadpool_limits

from understanding.crisis import keeping
from understanding.crisis.classifier import SILENCE, Ear, Matrix, Sound, teach
from understanding.crisis.evidence import Evidence
from understanding.crisis.lexicon import DATA
from understanding.crisis.parts import parts
from understanding.crisis.teaching import Line, examples
from understanding.encoding.encoder import VERSION, read_all
from understanding.encoding.vectors import Vectors
from understanding.steps import Progress, Step, unheard

MODELS = Path(__file__).parents[2] / "models"
KEPT = MODELS / "crisis"
FIRST = KEPT / "first"
"""Where the ear lies that hears while the whole one is still taught; it goes once that is there."""

VECTORS = MODELS / "vectors" / "danger"

_TAUGHT_WITHOUT = (
    "__init__.py",
    "acute.py",
    "decision.py",
    "ears.py",
    "foreign.py",
    "keeping.py",
    "sayings.py",
    "thanks.py",
    "windows.py",
)
"""They judge what was heard, or keep what was taught."""

_FITTING = Lock()

Stage = Literal["first", "whole"]
_ONE_ORDINARY_OF = 6  # that the first ear is taught: fewer, and it would ask every fourth in vain
_live: dict[Stage, Ear] = {}


def _ear() -> Ear:
    with _FITTING:  # lanes that wake together wait for one fit instead of each making their own
        if not _live:
            _live["whole"] = _kept_or_taught()
        return _live.get("whole") or _live["first"]


def stage() -> Stage:
    """Return which ear hears now: `first` while the whole one is still taught elsewhere."""
    return "first" if "first" in _live and "whole" not in _live else "whole"


def take_first() -> bool:
    """Hear with the first ear until `renew` finds the whole one; False where there is neither."""
    with _FITTING:
        if "whole" not in _live and (found := Ear.kept(FIRST, _fingerprint())) is not None:
            _live["first"] = found
    return renew() or "first" in _live


def renew() -> bool:
    """Hear with the whole ear from now on where it lies on disk; say whether it does."""
    with _FITTING:
        if "whole" not in _live and (found := Ear.kept(KEPT, _fingerprint())) is not None:
            _live["whole"] = found
        return "whole" in _live


def _kept_or_taught() -> Ear:
    """Return the ear kept on disk where nothing has changed since, else a new one."""
    found = Ear.kept(KEPT, _fingerprint())
    return found if found is not None else teach_and_keep()


def teach_and_keep(progress: Progress = unheard) -> Ear:
    """Teach a classifier and keep it, or return what another process has kept while this one waited for its turn."""
    with keeping.alone(KEPT):
        ear = Ear.kept(KEPT, _fingerprint())
        if ear is None:
            ear = taught(progress)
            ear.keep(KEPT, _fingerprint())
    return ear


def teach_first(progress: Progress) -> None:
    """Teach the ear that hears until the whole one is there, and keep it."""
    with keeping.alone(KEPT):
        first_taught(progress).keep(FIRST, _fingerprint())


def first_taught(progress: Progress = unheard) -> Ear:
    """Return an ear taught with all that is grave and some of what is ordinary, in a fifth of the time.

    It misses hardly more than the whole one and asks more often in vain (docs/benchmarks.md).
    """
    texts, levels = zip(*_few(examples()), strict=True)
    progress(Step(f"what hears danger, for the first minutes: {len(texts):,} sentences are read and weighed"))
    with threadpool_limits(1):
        return teach(texts, levels, to_the_bottom=False)


def _few(lines: Sequence[Line]) -> list[Line]:
    ordinary = [line for line in lines if line[1] == "none"]
    return [*(line for line in lines if line[1] != "none"), *ordinary[::_ONE_ORDINARY_OF]]


def taught(progress: Progress = unheard) -> Ear:
    """Return a classifier taught anew."""
    texts, levels = zip(*examples(), strict=True)
    kept = Vectors(VECTORS, VERSION, what="what hears danger", progress=progress)

    def encoded(sentences: Sequence[str]) -> Matrix:
        vectors = read_all(sentences, kept)
        progress(Step(f"what hears danger: {len(sentences):,} sentences are weighed; half a minute or more"))
        return vectors

    with threadpool_limits(1):  # small matrices: more threads only fight
        return teach(texts, levels, encoded=encoded)


def is_taught(*, first: bool = False) -> bool:
    """Say whether the whole ear, or the first one, lies on disk and nothing has changed since."""
    return keeping.kept(FIRST if first else KEPT, _fingerprint()) is not None


def made_from() -> str:
    """Return what tells the ear of these lines and rules from every other."""
    return _fingerprint()


@lru_cache(maxsize=1)
def _fingerprint() -> str:
    """Return one figure for all that the classifier is made from: rules, lines, code and library versions.

    It stays what it was when this process began, whose code is of then: an ear of other rules would not fit it.
    """
    digest = hashlib.sha256(f"{version('scikit-learn')} {np.__version__}".encode())
    shared = [
        DATA.parents[1] / place
        for place in (
            *("encoding/counts.py", "encoding/encoder.py", "encoding/softmax.py", "encoding/vectors.py"),
            *("words/patterns.py", "words/squeezed.py"),
        )
    ]
    code = [source for source in DATA.parent.glob("*.py") if source.name not in _TAUGHT_WITHOUT]
    for source in sorted((*DATA.glob("*.yaml"), *DATA.glob("*.txt"), *code, *shared)):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def unlearn() -> None:
    """Forget what was taught, on disk too."""
    keeping.forget(KEPT)
    _live.clear()


def warm_up() -> None:
    """Teach the classifier now, or read what was taught before, so that no student waits for it."""
    _ear()


def listen(text: str, evidence: Evidence) -> Sound:
    """Return how a normalised text sounds: the most dangerous of the whole and of its parts.

    Where no rule is met, the whole has a say in how dangerous a part sounds: torn out of their talk, harmless
    fragments ("I can't", "not any more") sound like anything.
    """
    heard = parts(text, evidence)
    if not heard:
        return SILENCE
    sounds = _ear().hear(*zip(*heard, strict=True))
    worst = max(sounds, key=lambda sound: sound.danger)
    if evidence.strongest:
        return worst
    return Sound(worst.sad, float(np.sqrt(sounds[0].danger * worst.danger)))
