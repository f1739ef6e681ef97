"""How a message sounds as a whole: logistic regression over meaning, words and rules, taught with the lines in `data/`.

Its features are a text's sentence vector, how near that lies to some taught ones (so that the border may bend), its
words and runs of letters, and the rules it meets. All is linear in them, so that what was learnt folds into one row of
weights for each word, run, rule and landmark. What it concludes is weighed by the company a message keeps: whether the
taught lines nearest in meaning are dangerous ones or everyday talk.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import get_args

import numpy as np
from joblib import Memory
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from understanding.crisis.evidence import Evidence, gather
from understanding.crisis.grams import Grams, runs, words
from understanding.crisis.lexicon import DATA, FRAMES, lexicon
from understanding.crisis.parts import parts
from understanding.crisis.teaching import examples
from understanding.encoder import encode_all
from understanding.parse import CrisisLevel
from understanding.softmax import fit, log_chances

KEPT = Path(__file__).parents[2] / "models" / "crisis"

LEVELS: tuple[CrisisLevel, ...] = get_args(CrisisLevel)  # mildest first

# How much each kind of feature counts, and how strongly weights are held small: chosen by cross-validation.
_MEANING, _NEARNESS, _RULES, _PENALTY = 2.0, 1.5, 1.0, 1e-5
_COMPANY, NEIGHBOURS = 10.0, 3
_DIRECTIONS = 128  # that company is looked for in; all 512 take four times as long and say the same
_IN_DOUBT = 0.05  # chance of danger from which company is looked at: below, nothing would come of it
LANDMARKS = 250  # taught texts of each level that nearness is measured to; more change nothing

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sound:
    """How likely a message is at least this serious, 0 to 1 each."""

    sad: float
    danger: float


SILENCE = Sound(0.0, 0.0)


class _Ear:
    """The fitted classifier."""

    def __init__(self, texts: Sequence[str], levels: Sequence[CrisisLevel]) -> None:
        vectors, rules = encode_all(texts), _all_met([gather(text) for text in texts])
        heights = np.array([LEVELS.index(level) for level in levels])
        self._centre = vectors.mean(0)
        self._landmarks = vectors[_some_of_each(heights)]
        root = _inverse_root(_nearness(self._landmarks, self._landmarks))
        self._grams = (Grams(texts, words), Grams(texts, runs))
        blocks = [
            _MEANING * (vectors - self._centre),
            _nearness(vectors, self._landmarks) @ (_NEARNESS * root),
            *(grams.rows for grams in self._grams),
            _RULES * rules,
        ]
        weights = fit(blocks, heights, len(LEVELS), penalty=_PENALTY, to_the_bottom=True)
        meaning, near, *of_grams, of_rules, self._bias = _parted(weights, [block.shape[1] for block in blocks])
        self._meaning, self._near, self._of_rules = _MEANING * meaning, _NEARNESS * root @ near, _RULES * of_rules
        for grams, own in zip(self._grams, of_grams, strict=True):
            grams.learn(own)
        self._main = _main_directions(vectors)
        flat = _unit(vectors @ self._main).T
        self._dangerous, self._everyday = (
            np.ascontiguousarray(flat[:, chosen]) for chosen in (heights >= LEVELS.index("ask"), heights == 0)
        )

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


_TAUGHT_WITHOUT = ("__init__.py", "decision.py", "foreign.py", "thanks.py", "windows.py")  # they judge what was heard

_FITTING = Lock()


def _ear() -> _Ear:
    with _FITTING:  # lanes that wake together wait for one fit instead of each making their own
        return _fitted()


@lru_cache(maxsize=1)
def _fitted() -> _Ear:
    """Return the fitted classifier: the one kept on disk where nothing has changed since, else a new one."""
    kept = Memory(KEPT, verbose=0)
    fitted: _Ear = kept.cache(_taught)(_fingerprint())
    kept.reduce_size(items_limit=1)
    return fitted


def _taught(_fingerprint: str) -> _Ear:
    return taught()


def taught() -> _Ear:
    """Return a classifier taught anew."""
    texts, levels = zip(*examples(), strict=True)
    with threadpool_limits(1):  # small matrices: more threads only fight
        return _Ear(texts, levels)


def _fingerprint() -> str:
    """Return one figure for all that the classifier is made from: rules, lines, code and library versions."""
    digest = hashlib.sha256(f"{version('scikit-learn')} {np.__version__}".encode())
    shared = [
        DATA.parents[1] / name for name in ("counts.py", "encoder.py", "patterns.py", "softmax.py", "squeezed.py")
    ]
    code = [source for source in DATA.parent.glob("*.py") if source.name not in _TAUGHT_WITHOUT]
    for source in sorted((*DATA.glob("*.yaml"), *DATA.glob("*.txt"), *code, *shared)):
        digest.update(source.read_bytes())
    return digest.hexdigest()


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
