"""How a message sounds as a whole: support vectors over meaning, words and rules, taught with the examples in `data/`.

One kernel adds three likenesses of two messages: of their sentence vectors (radial), of their words, word groups and
letter groups (cosine), and of the rules they meet (product). The last two are products, so that what was learnt folds
into one weight a word or rule; only the vectors are compared one by one, with the support vectors alone.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import get_args

import numpy as np
import yaml
from joblib import Memory
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from understanding.counts import row_of
from understanding.crisis.evidence import Evidence, gather
from understanding.crisis.framing import framed
from understanding.crisis.lexicon import DATA, FRAMES, lexicon
from understanding.crisis.normalise import normalise
from understanding.encoder import encode_all
from understanding.parse import CrisisLevel

KEPT = Path(__file__).parents[2] / "models" / "crisis"

LEVELS: tuple[CrisisLevel, ...] = get_args(CrisisLevel)  # mildest first
_BORDERS = (0, 1)  # below sadness, below danger: each between the levels up to it and those above
LONGEST_PART = 160  # characters; a vector of a longer text says little, and costs 10 ms
MOST_PARTS = 3
AT_ONCE = 512  # texts compared with all others in one piece, which bounds the memory of teaching
MOST_RANKED = 12  # sentences of a long message that are weighed by the rules, 0.1 ms each

# Where one thing said ends and another begins, with or without a full stop.
_SENTENCE = re.compile(
    r"[.!?;\n]+|,? ?\b(?:also|but|btw|by the way|anyways?)\b"
    r"|,(?=(?:另外|还有|对了|顺便|反正|其实|但|不过|可是|算了|说真的))"
)
_WORD = re.compile(r"[a-z]+|[\u4e00-\u9fff]")
_RADIAL, _NEAR, _WORDS, _LETTERS, _RULES, _PENALTY = 2.0, 1.0, 0.5, 0.3, 0.1, 4.0  # chosen by cross-validation
_STEEPNESS = 2.0  # of the curve from a margin to a chance; 1 is the edge of the margin: 0.88

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sound:
    """How likely a message is at least this serious, 0 to 1 each."""

    sad: float
    danger: float


SILENCE = Sound(0.0, 0.0)


def examples() -> list[tuple[str, CrisisLevel]]:
    """Return the lines the classifier learns from, normalised, with their levels."""
    lines: list[tuple[str, CrisisLevel]] = []
    for path in sorted(DATA.glob("examples_*.yaml")):
        groups = yaml.safe_load(path.read_text(encoding="utf-8"))
        lines += [(line, group["level"]) for group in groups for line in group["lines"].splitlines() if line]
    return [(normalise(line), level) for line, level in (*lines, *framed(lines))]


def _word_groups(text: str) -> list[str]:
    """Return each word, and each two and three that stand together."""
    words = _WORD.findall(text)
    return [" ".join(words[at : at + size]) for size in (1, 2, 3) for at in range(len(words) - size + 1)]


def _letter_groups(text: str) -> list[str]:
    """Return each three and four letters that stand together in a word; its beginning and its end are letters too."""
    words = [f" {word} " for word in text.split()]
    return [word[at : at + size] for word in words for size in (3, 4) for at in range(len(word) - size + 1)]


class _Grams:
    """Groups of words or letters, each with what it adds to the margins once `learn` has been told.

    Args:
        share: how much their likeness counts beside the others.
        least: in how many texts a group must stand to be counted.
    """

    def __init__(
        self, texts: Sequence[str], split: Callable[[str], Sequence[str]], *, share: float, least: int
    ) -> None:
        # Taught once a version; who only listens needs not wait the two seconds that scikit-learn takes to come up.
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._split = split
        self._counter = TfidfVectorizer(sublinear_tf=True, analyzer=split, min_df=least, dtype=np.float32)
        self._rows = self._counter.fit_transform(texts)
        self._share = share

    def likeness(self, some: slice) -> Matrix:
        """Return how alike some of the texts are to each of them all."""
        alike: Matrix = (self._share * (self._rows[some] @ self._rows.T)).toarray()
        return alike

    def learn(self, weights: Matrix) -> None:
        """Fold the weights of the texts, shape (texts, borders), into one row a group; the texts are forgotten."""
        self._weights = np.asarray(self._share * (self._rows.T @ weights), dtype=np.float32)
        self._idf, self._column = self._counter.idf_.astype(np.float32), self._counter.vocabulary_
        del self._rows, self._counter

    def weigh(self, text: str) -> NDArray[np.float32]:
        """Return what the groups of one text add to each margin."""
        columns, row = row_of(self._split(text), self._column, self._idf)
        return np.asarray(row @ self._weights[columns], dtype=np.float32)


class _Ear:
    """The fitted classifier: a border below sadness and one below danger."""

    def __init__(self, texts: Sequence[str], levels: Sequence[CrisisLevel]) -> None:
        vectors, rules = encode_all(texts), _all_met([gather(text) for text in texts])
        self._grams = (
            _Grams(texts, _word_groups, share=_WORDS, least=1),
            _Grams(texts, _letter_groups, share=_LETTERS, least=2),
        )
        weights = self._fit(self._kernel(vectors, rules), np.array([LEVELS.index(level) for level in levels]))
        for grams in self._grams:
            grams.learn(weights)
        self._rules = _RULES * rules.T @ weights
        support = weights.any(axis=1)
        self._known, self._weights = vectors[support].T.copy(), weights[support]

    def _kernel(self, vectors: Matrix, rules: Matrix) -> NDArray[np.float64]:
        """Return how alike the texts are among each other: 8 bytes a pair, as the solver would copy any other."""
        kernel = np.empty((len(vectors), len(vectors)))
        for top in range(0, len(vectors), AT_ONCE):
            some = slice(top, top + AT_ONCE)
            kernel[some] = _radial(vectors[some], vectors.T) + _RULES * rules[some] @ rules.T
            kernel[some] += sum(grams.likeness(some) for grams in self._grams)
        return kernel

    def _fit(self, kernel: NDArray[np.float64], heights: NDArray[np.intp]) -> Matrix:
        """Return the weight of each text at each border; sets the offsets."""
        from sklearn.svm import SVC

        weights = np.zeros((len(heights), len(_BORDERS)), dtype=np.float32)
        self._offsets = np.zeros(len(_BORDERS), dtype=np.float32)
        for border in _BORDERS:
            fitted = SVC(C=_PENALTY, kernel="precomputed", class_weight="balanced").fit(kernel, heights > border)
            weights[fitted.support_, border] = fitted.dual_coef_[0]
            self._offsets[border] = fitted.intercept_[0]
        return weights

    def hear(self, texts: Sequence[str], evidence: Sequence[Evidence]) -> list[Sound]:
        margins = _radial(encode_all(texts), self._known) @ self._weights
        margins += _all_met(evidence) @ self._rules + self._offsets
        margins += np.stack([sum(grams.weigh(text) for grams in self._grams) for text in texts])
        return [Sound(*(float(chance) for chance in row)) for row in 1 / (1 + np.exp(-_STEEPNESS * margins))]


def _radial(vectors: Matrix, known: Matrix) -> Matrix:
    """Return the likeness by meaning; 2 - 2 cos is the squared distance of unit vectors."""
    cosines: Matrix = vectors @ known
    cosines -= 1
    cosines *= 2 * _NEAR
    np.exp(cosines, out=cosines)
    cosines *= _RADIAL
    return cosines


@lru_cache(maxsize=1)
def _columns() -> dict[str, int]:
    rules = sorted({rule.name for rules in (lexicon("zh"), lexicon("en")) for rule in rules.rules})
    return {name: column for column, name in enumerate([*rules, *FRAMES, "idiom", "negated", "1", "2", "3"])}


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
    digest = hashlib.sha256(f"{version('scikit-learn')} {np.__version__}".encode())
    for source in sorted((*DATA.glob("*.yaml"), *DATA.parent.glob("*.py"), DATA.parents[1] / "encoder.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def warm_up() -> None:
    """Fit the classifier now, so that no student waits for it; 40 to 50 seconds once a version, then under one."""
    _ear()


def listen(text: str, evidence: Evidence) -> Sound:
    """Return how a normalised text sounds: the most dangerous of the whole and of its parts."""
    parts = _parts(text, evidence)
    if not parts:
        return SILENCE
    return max(_ear().hear(*zip(*parts, strict=True)), key=lambda sound: sound.danger)


def _parts(text: str, evidence: Evidence) -> list[tuple[str, Evidence]]:
    """Return the whole and, where there are several, its worst sentences; never more than three vectors' work.

    A sentence is worse than another if stronger rules are met in it; of equals the last, where people say what weighs.
    """
    whole = " ".join(text.split())
    sentences = [part.strip()[:LONGEST_PART] for part in _SENTENCE.split(text) if len(part.strip()) > 3]
    clipped = [(whole[:LONGEST_PART], evidence)] if whole else []
    if len(sentences) > 1:
        read = [(part, gather(part)) for part in list(reversed(sentences))[:MOST_RANKED]]
        clipped += sorted(read, key=lambda one: one[1].strongest, reverse=True)[: MOST_PARTS - 1]
    return clipped
