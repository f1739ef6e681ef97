"""Reads sentences while Rasa is starting or down: the same examples, on the sentence encoder alone."""

import asyncio
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from understanding.encoder import encode
from understanding.examples import TrainingWords
from understanding.gazetteer import Gazetteer
from understanding.nlu import harmless
from understanding.parse import Intent
from understanding.reading import Reading

REGULARISATION = 10.0  # C of the logistic regression; 10-shot HWU64: 0.803 at 10, 0.797 at 30


class RouterMissing(Exception):
    """The router has not been trained: `python -m bot train` does it."""


class FallbackRouter:
    """A logistic regression over sentence vectors, and the entity names that the examples mention."""

    def __init__(self, intents: tuple[str, ...], weights: NDArray[np.float32], gazetteer: Gazetteer) -> None:
        self._intents, self._weights, self._gazetteer = intents, weights, gazetteer

    @classmethod
    def load(cls, path: Path) -> "FallbackRouter":
        """Read what `train_router` wrote.

        Raises:
            RouterMissing: there is no such file.
        """
        if not path.exists():
            raise RouterMissing(f"{path} is missing. Run `make train`.")
        with np.load(path, allow_pickle=False) as stored:
            names = json.loads(str(stored["names"]))
            gazetteer = Gazetteer(map(tuple, names["forms"]), map(tuple, names["patterns"]))
            return cls(tuple(map(str, stored["intents"])), stored["weights"], gazetteer)

    async def read(self, text: str) -> Reading:
        """Return how the router reads the sentence; never fails."""
        sentence = harmless(text)
        if not sentence.strip():
            return Reading()
        vector = await asyncio.to_thread(encode, sentence.strip())
        scores = vector @ self._weights[:-1] + self._weights[-1]
        chances = np.exp(scores - scores.max())
        chances /= chances.sum()
        ranking = tuple(Intent(self._intents[index], float(chances[index])) for index in np.argsort(-chances))
        return Reading(ranking, self._gazetteer.find(sentence))


def train_router(words: TrainingWords, path: Path) -> None:
    """Fit the router to the examples and write it to `path`."""
    from sklearn.linear_model import LogisticRegression  # a second to import, needed here alone

    intents = sorted({example.intent for example in words.examples})
    vectors = np.stack([encode(example.text) for example in words.examples])
    model = LogisticRegression(C=REGULARISATION, max_iter=1_000)
    model.fit(vectors, [intents.index(example.intent) for example in words.examples])
    weights = np.vstack([model.coef_.T, model.intercept_]).astype(np.float32)
    names = json.dumps({"forms": sorted(words.forms), "patterns": words.patterns}, ensure_ascii=False)
    np.savez(path, intents=np.array(intents), weights=weights, names=np.array(names))
