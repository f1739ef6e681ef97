"""How a message sounds as a whole: support vectors over meaning, words and rules, taught with the examples in `data/`.

One kernel adds three likenesses of two messages: of their sentence vectors (radial), of their words and word groups
(cosine), and of the rules they meet (product). On the development lines that ranks danger above harmless with an area
under the curve of 0.90; sentence vectors alone with a linear model reach 0.84.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, get_args

import numpy as np
import sklearn
import yaml
from joblib import Memory
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import SVC
from threadpoolctl import threadpool_limits

from understanding.crisis.evidence import Evidence, gather
from understanding.crisis.lexicon import DATA, FRAMES, lexicon
from understanding.crisis.normalise import normalise
from understanding.encoder import encode_all
from understanding.parse import CrisisLevel

KEPT = Path(__file__).parents[2] / "models" / "crisis"

LEVELS: tuple[CrisisLevel, ...] = get_args(CrisisLevel)  # mildest first
LONGEST_PART = 160  # characters; a vector of a longer text says little, and costs 10 ms
MOST_PARTS = 3
MOST_RANKED = 12  # sentences of a long message that are weighed by the rules, 0.1 ms each

# Where one thing said ends and another begins, with or without a full stop.
_SENTENCE = re.compile(
    r"[.!?;\n]+|,? ?\b(?:also|but|btw|by the way|anyways?)\b"
    r"|,(?=(?:另外|还有|对了|顺便|反正|其实|但|不过|可是|算了|说真的))"
)
_WORD = r"[a-z]+|[\u4e00-\u9fff]"
_RADIAL, _WORDS, _RULES, _PENALTY = 2.0, 0.5, 0.1, 4.0  # chosen on the development lines among 48 settings
_STEEPNESS = 2.0  # of the curve from a margin to a chance; 1 is the edge of the margin: 0.88

Matrix = NDArray[np.float64]
_Features = tuple[NDArray[np.float32], Any, Matrix]


@dataclass(frozen=True, slots=True)
class Sound:
    """How likely a message is at least this serious, 0 to 1 each."""

    sad: float
    danger: float
    crisis: float


SILENCE = Sound(0.0, 0.0, 0.0)


def examples() -> list[tuple[str, CrisisLevel]]:
    """Return the lines the classifier learns from, normalised, with their levels."""
    read: list[tuple[str, CrisisLevel]] = []
    for path in sorted(DATA.glob("examples_*.yaml")):
        groups = yaml.safe_load(path.read_text(encoding="utf-8"))
        read += [(normalise(line), group["level"]) for group in groups for line in group["lines"].splitlines() if line]
    return read


class _Ear:
    """The fitted classifier: three borders, each between the levels below and the levels from it up."""

    def __init__(self, texts: Sequence[str], levels: Sequence[CrisisLevel]) -> None:
        self._counter = TfidfVectorizer(ngram_range=(1, 3), token_pattern=_WORD, sublinear_tf=True).fit(texts)
        known = self._features(texts, [gather(text) for text in texts])
        vectors, words, rules = known
        self._known = vectors.T.copy(), words.T.tocsr(), rules.T.copy()  # as every message needs them
        kernel = self._likeness(known)
        heights = np.array([LEVELS.index(level) for level in levels])
        self._weights = np.zeros((len(texts), len(LEVELS) - 1))
        self._offsets = np.zeros(len(LEVELS) - 1)
        for border in range(len(LEVELS) - 1):
            fitted = SVC(C=_PENALTY, kernel="precomputed", class_weight="balanced").fit(kernel, heights > border)
            self._weights[fitted.support_, border] = fitted.dual_coef_[0]
            self._offsets[border] = fitted.intercept_[0]

    def hear(self, texts: Sequence[str], evidence: Sequence[Evidence]) -> list[Sound]:
        margins = self._likeness(self._features(texts, evidence)) @ self._weights + self._offsets
        return [Sound(*(float(chance) for chance in row)) for row in 1 / (1 + np.exp(-_STEEPNESS * margins))]

    def _features(self, texts: Sequence[str], evidence: Sequence[Evidence]) -> _Features:
        met = np.stack([_rules_met(one) for one in evidence])
        return encode_all(texts), self._counter.transform(texts), met

    def _likeness(self, features: _Features) -> Matrix:
        """Return how alike the given messages are to the known ones, shape (given, known)."""
        (vectors, words, rules), (known_vectors, known_words, known_rules) = features, self._known
        radial = np.exp(-_RADIAL * (2 - 2 * vectors @ known_vectors))  # squared distance of unit vectors
        return np.asarray(
            radial + _WORDS * (words @ known_words).toarray() + _RULES * rules @ known_rules, dtype=np.float64
        )


@lru_cache(maxsize=1)
def _columns() -> dict[str, int]:
    rules = sorted({rule.name for rules in (lexicon("zh"), lexicon("en")) for rule in rules.rules})
    return {name: column for column, name in enumerate([*rules, *FRAMES, "idiom", "negated", "1", "2", "3"])}


def _rules_met(evidence: Evidence) -> Matrix:
    """Return one row: each rule's strength in thirds, contexts seen as halves, and the strongest strength."""
    columns = _columns()
    row = np.zeros(len(columns))
    for found in evidence.findings:
        row[columns[found.rule]] = max(row[columns[found.rule]], found.strength / 3)
    row[[columns[name] for name in evidence.harmless]] = 0.5
    strongest = max((found.strength for found in evidence.findings), default=0)
    if strongest:
        row[columns[str(strongest)]] = 1.0
    return row


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
    texts, levels = zip(*examples(), strict=True)
    with threadpool_limits(1):  # small matrices: more threads only fight
        return _Ear(texts, levels)


def _fingerprint() -> str:
    """Return one figure for all that the classifier is made from: rules, examples, code and library versions."""
    digest = hashlib.sha256(f"{sklearn.__version__} {np.__version__}".encode())
    for source in sorted((*DATA.glob("*.yaml"), *DATA.parent.glob("*.py"))):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def warm_up() -> None:
    """Fit the classifier now, so that no student waits for it; 10 to 15 seconds once a version, then under one."""
    _ear()


def listen(text: str, evidence: Evidence) -> Sound:
    """Return how a normalised text sounds: the most dangerous of the whole and of its parts."""
    parts = _parts(text)
    if not parts:
        return SILENCE
    readings = [evidence, *(gather(part) for part in parts[1:])]
    return max(_ear().hear(parts, readings), key=lambda sound: sound.danger)


def _parts(text: str) -> list[str]:
    """Return the whole and, where there are several, its worst sentences; never more than three vectors' work.

    A sentence is worse than another if stronger rules are met in it; of equals the last, where people say what weighs.
    """
    whole = " ".join(text.split())
    sentences = [part.strip()[:LONGEST_PART] for part in _SENTENCE.split(text) if len(part.strip()) > 3]
    clipped = [whole[:LONGEST_PART]] if whole else []
    if len(sentences) > 1:
        ranked = sorted(list(reversed(sentences))[:MOST_RANKED], key=_strongest, reverse=True)
        clipped += ranked[: MOST_PARTS - 1]
    return clipped


def _strongest(part: str) -> int:
    return max((found.strength for found in gather(part).findings), default=0)
