"""How a message sounds as a whole: a classifier over sentence vectors, taught with the examples in `data/`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_args

import numpy as np
import yaml

from understanding.crisis.lexicon import DATA
from understanding.crisis.normalise import normalise
from understanding.encoder import encode, encode_all
from understanding.parse import CrisisLevel

LEVELS: tuple[CrisisLevel, ...] = get_args(CrisisLevel)
LONGEST_PART = 160  # characters; a vector of a longer text says little, and costs 10 ms
MOST_PARTS = 3

_SENTENCE = re.compile(r"[.!?;\n]+")


@dataclass(frozen=True, slots=True)
class Sound:
    """How likely each level is, 0 to 1; together 1."""

    distress: float
    ask: float
    crisis: float

    @property
    def danger(self) -> float:
        """The chance that somebody should at least ask."""
        return self.ask + self.crisis


def examples() -> list[tuple[str, CrisisLevel]]:
    """Return the lines the classifier learns from, normalised, with their levels."""
    read: list[tuple[str, CrisisLevel]] = []
    for language in ("zh", "en"):
        groups = yaml.safe_load((DATA / f"examples_{language}.yaml").read_text(encoding="utf-8"))
        read += [(normalise(line), group["level"]) for group in groups for line in group["lines"].splitlines() if line]
    return read


@lru_cache(maxsize=1)
def _fitted() -> tuple[Any, tuple[CrisisLevel, ...]]:
    from sklearn.linear_model import LogisticRegression  # half a second to import, needed only here
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    texts, levels = zip(*examples(), strict=True)
    model = LogisticRegression(C=8.0, class_weight="balanced", max_iter=400)
    with threadpool_limits(1):  # small matrices: more threads only fight
        model.fit(encode_all(texts), levels)
    return model, tuple(model.classes_)


def warm_up() -> None:
    """Fit the classifier now, so that no student waits for it; about 4 seconds at the first call, then nothing."""
    _fitted()


def listen(text: str) -> Sound:
    """Return how a normalised text sounds: the most dangerous of the whole and of its sentences."""
    parts = _parts(text)
    if not parts:
        return Sound(0.0, 0.0, 0.0)
    model, classes = _fitted()
    chances = model.predict_proba(np.stack([encode(part) for part in parts]))
    return max((_sound(row, classes) for row in chances), key=lambda sound: sound.danger)


def _sound(row: Sequence[float], classes: tuple[CrisisLevel, ...]) -> Sound:
    chance = dict(zip(classes, row, strict=True))
    return Sound(float(chance["distress"]), float(chance["ask"]), float(chance["crisis"]))


def _parts(text: str) -> list[str]:
    """Return the whole and, where there are several, its last sentences; never more than three vectors' work."""
    whole = " ".join(text.split())
    sentences = [part.strip() for part in _SENTENCE.split(text) if len(part.strip()) > 3]
    clipped = [whole[:LONGEST_PART]] if whole else []
    if len(sentences) > 1:
        clipped += [sentence[:LONGEST_PART] for sentence in sentences[-(MOST_PARTS - 1) :]]
    return clipped
