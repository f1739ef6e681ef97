"""How a message sounds as a whole: logistic regression over meaning, words and rules, taught with the lines in `data/`.

Its features are a text's sentence vector, how near that lies to some taught ones (so that the border may bend), its
words and runs of letters, and the rules it meets. All is linear in them, so that what was learnt folds into one row of
weights for each word, run, rule and landmark. What it concludes is weighed by the company a message keeps: whether the
taught lines nearest in meaning are dangerous ones or everyday talk.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from understanding.crisis import keeping
from understanding.crisis.evidence import Evidence, gather
from understanding.crisis.grams import Counted, Grams, runs, words
from understanding.crisis.lexicon import FRAMES, lexicon
from understanding.encoding.encoder import encode_all
from understanding.encoding.softmax import fit, log_chances
from understanding.parse import CrisisLevel

LEVELS: tuple[CrisisLevel, ...] = get_args(CrisisLevel)  # mildest first

# How much each kind of feature counts, and how strongly weights are held small: chosen by cross-validation.
_MEANING, _NEARNESS, _RULES, _PENALTY = 2.0, 1.5, 1.0, 1e-5
_COMPANY, NEIGHBOURS = 10.0, 3
_DIRECTIONS = 128  # that company is looked for in; all 512 take four times as long and say the same
_IN_DOUBT = 0.05  # chance of danger from which company is looked at: below, nothing would come of it
LANDMARKS = 250  # taught texts of each level that nearness is measured to; more change nothing

_AT_ONCE = 2_048  # taught texts whose nearness is reckoned together

_SPLITS = {"words": words, "runs": runs}

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sound:
    """How likely a message is at least this serious, 0 to 1 each."""

    sad: float
    danger: float


SILENCE = Sound(0.0, 0.0)


class Ear:
    """The fitted classifier.

    Args:
        arrays: `centre`, `landmarks`, `main`, `dangerous`, `everyday`; `meaning`, `near`, `of_rules` and `bias` are
            weights, shape (features, levels).
        grams: words and runs of letters, with theirs.
    """

    def __init__(self, arrays: Mapping[str, Matrix], grams: Sequence[Grams]) -> None:
        self._arrays, self._grams = arrays, grams
        self._centre, self._landmarks, self._main = arrays["centre"], arrays["landmarks"], arrays["main"]
        self._dangerous, self._everyday = arrays["dangerous"], arrays["everyday"]
        self._meaning, self._near = arrays["meaning"], arrays["near"]
        self._of_rules, self._bias = arrays["of_rules"], arrays["bias"]

    @classmethod
    def kept(cls, folder: Path, version: str) -> "Ear | None":
        """Return what `keep` kept, None where there is nothing of this version, or it was damaged."""
        found = keeping.kept(folder, version)
        if found is None:
            return None
        arrays, terms = found
        grams = [
            Grams(split, terms[name], arrays.pop(f"idf_{name}"), arrays.pop(f"weights_{name}"))
            for name, split in _SPLITS.items()
        ]
        return cls(arrays, grams)

    def keep(self, folder: Path, version: str) -> None:
        """Keep it on disk, as arrays and names."""
        named = dict(zip(_SPLITS, self._grams, strict=True))
        of_grams = {f"idf_{name}": one.idf for name, one in named.items()}
        of_grams |= {f"weights_{name}": one.weights for name, one in named.items()}
        keeping.keep(folder, version, {**self._arrays, **of_grams}, {name: one.terms for name, one in named.items()})

    def hear(self, texts: Sequence[str], evidence: Sequence[Evidence]) -> list[Sound]:
        vectors = encode_all(texts)
        scores = self._bias + (vectors - self._centre) @ self._meaning + _all_met(evidence) @ self._of_rules
        scores += _nearness(vectors, self._landmarks) @ self._near
        scores += np.stack([sum(grams.weigh(text) for grams in self._grams) for text in texts])
        chances = np.exp(log_chances(scores))
        doubtful = chances[:, LEVELS.index("ask") :].sum(1) >= _IN_DOUBT
        if doubtful.any():
            scores[doubtful, LEVELS.index("ask") :] += _COMPANY * self._company(vectors[doubtful])
            chances = np.exp(log_chances(scores))
        return [Sound(float(row[1:].sum()), float(row[2:].sum())) for row in chances]

    def _company(self, vectors: Matrix) -> Matrix:
        """Return how much nearer the nearest dangerous lines are than the nearest everyday ones, one column."""
        flat = _unit(vectors @ self._main)
        return _nearest(flat, self._dangerous) - _nearest(flat, self._everyday)


def teach(
    texts: Sequence[str],
    levels: Sequence[CrisisLevel],
    *,
    encoded: Callable[[Sequence[str]], Matrix] = encode_all,
    to_the_bottom: bool = True,
) -> Ear:
    """Return a classifier that has learnt from normalised texts, the level of each beside it.

    Args:
        encoded: returns the texts' vectors.
        to_the_bottom: False ends sooner, with weights that are nearly the same.
    """
    vectors, rules = encoded(texts), _all_met([gather(text) for text in texts])
    heights = np.array([LEVELS.index(level) for level in levels])
    centre, landmarks = vectors.mean(0), vectors[_some_of_each(heights)]
    root = _inverse_root(_nearness(landmarks, landmarks))
    counted = [Counted(texts, split) for split in _SPLITS.values()]
    blocks = [
        _apart(vectors, centre),
        _bent(vectors, landmarks, _NEARNESS * root),
        *(grams.rows for grams in counted),
        _RULES * rules,
    ]
    weights = fit(blocks, heights, len(LEVELS), penalty=_PENALTY, to_the_bottom=to_the_bottom)
    meaning, near, *of_grams, of_rules, bias = _parted(weights, [block.shape[1] for block in blocks])
    main = _main_directions(vectors)
    flat = _unit(vectors @ main).T
    arrays = {
        **{"centre": centre, "landmarks": landmarks, "main": main, "bias": bias},
        **{"meaning": _MEANING * meaning, "near": _NEARNESS * root @ near, "of_rules": _RULES * of_rules},
        "dangerous": np.ascontiguousarray(flat[:, heights >= LEVELS.index("ask")]),
        "everyday": np.ascontiguousarray(flat[:, heights == 0]),
    }
    return Ear(arrays, [grams.weighed(own) for grams, own in zip(counted, of_grams, strict=True)])


def _main_directions(vectors: Matrix) -> Matrix:
    """Return the directions in which the vectors differ most, one a column."""
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    return np.asarray(directions[:, -_DIRECTIONS:], dtype=np.float32)


def _unit(vectors: Matrix) -> Matrix:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def _nearest(vectors: Matrix, known: Matrix) -> Matrix:
    """Return the mean cosine of each vector to the few nearest of the known ones, one column."""
    cosines = vectors @ known
    nearest = np.partition(cosines, -NEIGHBOURS, axis=1)[:, -NEIGHBOURS:]
    return np.asarray(nearest.mean(1, keepdims=True), dtype=np.float32)


def _some_of_each(heights: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the places of `LANDMARKS` texts of each level, spread over all of them."""
    places = [np.flatnonzero(heights == height) for height in range(len(LEVELS))]
    return np.concatenate([own[np.linspace(0, len(own) - 1, min(LANDMARKS, len(own))).astype(int)] for own in places])


def _nearness(vectors: Matrix, landmarks: Matrix) -> Matrix:
    """Return 1 for the same meaning, less the further apart; 2 - 2 cos is the squared distance of unit vectors."""
    near: Matrix = vectors @ landmarks.T
    near -= 1
    near *= 2
    return np.exp(near, out=near)


def _apart(vectors: Matrix, centre: Matrix) -> Matrix:
    """Return how far each meaning lies from the centre, weighed in place, which spares a copy."""
    away: Matrix = vectors - centre
    away *= _MEANING
    return away


def _bent(vectors: Matrix, landmarks: Matrix, root: Matrix) -> Matrix:
    """Return nearness to the landmarks as features, made bit by bit: all at once it would be held twice."""
    made: Matrix = np.empty((len(vectors), root.shape[1]), dtype=np.float32)
    for start in range(0, len(vectors), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        made[some] = _nearness(vectors[some], landmarks) @ root
    return made


def _inverse_root(matrix: Matrix) -> Matrix:
    """Return what makes nearness to the landmarks a feature space of its own (Nyström)."""
    values, directions = np.linalg.eigh(matrix + 1e-4 * np.eye(len(matrix), dtype=np.float32))
    return np.asarray(directions / np.sqrt(values), dtype=np.float32)


def _parted(weights: Matrix, heights: Sequence[int]) -> list[Matrix]:
    """Return the weights of each block, and the bias as the last."""
    return np.split(weights, np.cumsum(heights))


@lru_cache(maxsize=1)
def _columns() -> dict[str, int]:
    rules = sorted({rule.name for rules in (lexicon("zh"), lexicon("en")) for rule in rules.rules})
    return {name: column for column, name in enumerate([*rules, *FRAMES, "idiom", "negated", "inside", "1", "2", "3"])}


def _all_met(evidence: Sequence[Evidence]) -> Matrix:
    return np.stack([_rules_met(one) for one in evidence])


def _rules_met(evidence: Evidence) -> NDArray[np.float32]:
    """Return one row: each rule's strength in thirds, contexts seen as halves, and the strongest strength."""
    columns = _columns()
    row = np.zeros(len(columns), dtype=np.float32)
    for found in evidence.findings:
        row[columns[found.rule]] = max(row[columns[found.rule]], found.strength / 3)
    row[[columns[name] for name in evidence.harmless]] = 0.5
    if evidence.strongest:
        row[columns[str(evidence.strongest)]] = 1.0
    return row
