"""Reads sentences while Rasa is starting or down: the same examples, on the app's own encoder."""

import asyncio
import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from understanding.encoding.counts import Counts
from understanding.encoding.encoder import VERSION, encode, read_all
from understanding.encoding.learnt import Learnt, Terms, made_by, terms_of
from understanding.encoding.softmax import (
    Block,
    apart,
    fit,
    fit_shares,
    held_out_opinions,
    log_chances,
    logits,
    logits_of_row,
    mix,
    trials,
)
from understanding.encoding.vectors import Vectors
from understanding.parse import Intent
from understanding.reading.examples import TrainingWords
from understanding.reading.gazetteer import Gazetteer
from understanding.reading.nlu import harmless
from understanding.reading.reading import Reading
from understanding.steps import Progress, Step, unheard

# As in the Rasa process's classifier, which is measured; docs/benchmarks.md.
MEANING_C, LETTERS_C = 10.0, 30.0
LETTERS_WEIGHT = np.float32(0.7)
FOLDS = 4


class RouterMissing(Exception):
    """The router has not been trained: `python -m bot train` does it."""


class FallbackRouter:
    """Logistic regressions over sentence vectors and over counts, and the entity names that the examples mention.

    Args:
        intents: the name of each class.
        arrays: `centre`, `meaning`, `letters` and `shares`, as training made them; a first router has no `letters`.
        counts: as `Counts.describe` describes them; made at the first sentence, or by `warm_up`.
    """

    def __init__(
        self,
        intents: list[str],
        arrays: Mapping[str, NDArray[Any]],
        counts: list[dict[str, Any]],
        gazetteer: Gazetteer,
    ) -> None:
        self._intents, self._arrays, self._described, self._gazetteer = intents, arrays, counts, gazetteer

    @cached_property
    def _counts(self) -> Counts:
        return Counts.from_description(self._described)

    @classmethod
    def load(cls, path: Path) -> "FallbackRouter":
        """Read what `train_router` wrote.

        Raises:
            RouterMissing: there is no such file.
        """
        if not path.exists():
            raise RouterMissing(f"{path} is missing. Run `make train`.")
        with np.load(path, allow_pickle=False) as stored:
            arrays = dict(stored)
        described = json.loads(str(arrays.pop("described")))
        gazetteer = Gazetteer(map(tuple, described["forms"]), map(tuple, described["patterns"]))
        return cls(described["intents"], arrays, described["counts"], gazetteer)

    def warm_up(self) -> None:
        """Do now what the first sentence would else wait for, two seconds on a slow machine."""
        self._weigh("hello")

    async def read(self, text: str) -> Reading:
        """Return how the router reads the sentence; never fails."""
        sentence = harmless(text)
        if not sentence.strip():
            return Reading()
        chances = await asyncio.to_thread(self._weigh, sentence.strip())
        ranking = tuple(Intent(self._intents[index], float(chances[index])) for index in np.argsort(-chances))
        return Reading(ranking, self._gazetteer.find(sentence))

    def _weigh(self, sentence: str) -> NDArray[np.float64]:
        scores = [logits([apart(encode(sentence)[None], self._arrays["centre"])], self._arrays["meaning"])]
        if "letters" in self._arrays:
            columns, row = self._counts.row(sentence)
            scores.append(logits_of_row(columns, row * LETTERS_WEIGHT, self._arrays["letters"]))
        return mix([log_chances(one) for one in scores], self._arrays["shares"])


def train_router(
    words: TrainingWords,
    path: Path,
    *,
    kept: Path,
    weights: Path | None = None,
    progress: Progress = unheard,
    first: bool = False,
) -> None:
    """Fit the router to the examples and write it to `path`.

    Args:
        kept: where the sentences' vectors are kept.
        weights: where the weights of the last whole training are kept; None begins with nothing.
        first: leave out words and letters, which take most of the time and bring a few sentences in a hundred.
    """
    texts = [example.text for example in words.examples]
    intents = sorted({example.intent for example in words.examples})
    labels = np.array([intents.index(example.intent) for example in words.examples])
    counts = Counts()
    vectors = read_all(texts, Vectors(kept, VERSION, what="the router", progress=progress))
    progress(Step(f"the router: {len(texts):,} sentences are weighed"))
    arrays = {"centre": vectors.mean(0)}
    views = {"meaning": ([apart(vectors, arrays["centre"])], MEANING_C)}
    if not first:
        counts.learn(texts)
        views["letters"] = (_letters(counts, texts), LETTERS_C)
    learnt = Learnt(weights, made_by(Path(__file__), encoder=VERSION), texts, [one.intent for one in words.examples])
    terms = None if first else terms_of(counts)
    fitted, shares = _fitted(views, labels, len(intents), learnt, {"letters": terms})
    arrays |= fitted
    learnt.keep()
    names = {"forms": sorted(words.forms), "patterns": words.patterns}
    counted = [] if first else counts.describe()
    described = json.dumps({"intents": intents, "counts": counted, **names}, ensure_ascii=False)
    np.savez(path, described=np.array(described), shares=shares, **arrays)


def _fitted(
    views: Mapping[str, tuple[list[Block], float]],
    labels: NDArray[np.int64],
    classes: int,
    learnt: Learnt,
    terms: Mapping[str, Terms],
) -> tuple[dict[str, NDArray[Any]], NDArray[np.float64]]:
    """Return the weights of each view, and how much each counts."""
    penalties = {name: 1 / (inverse * len(labels)) for name, (_, inverse) in views.items()}
    if learnt.is_near:
        near = {
            name: learnt.fit(name, blocks, labels, penalty=penalties[name], terms=terms.get(name))
            for name, (blocks, _) in views.items()
        }
        return near, learnt.shares("all")
    held_out = trials(len(labels), folds=FOLDS)
    whole, opinions = {}, []
    for name, (blocks, _) in views.items():
        opinions.append(held_out_opinions(blocks, labels, classes, penalty=penalties[name], kept=held_out))
        whole[name] = fit(blocks, labels, classes, penalty=penalties[name])
        learnt.note(name, whole[name], terms.get(name))
    shares = fit_shares(opinions, np.concatenate([labels[~kept] for kept in held_out]))
    learnt.note_shares("all", shares)
    return whole, shares


def _letters(counts: Counts, texts: list[str]) -> list[Block]:
    return [block * LETTERS_WEIGHT for block in counts.count(texts)]
