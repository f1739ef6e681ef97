"""The intent classifier: two readings of a sentence, a quick one and, where that is unsure, a thorough one."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components import neighbours
from nlu.components.encoder import ENCODERS, encode_all, load_encoder
from nlu.components.neighbours import ask_neighbours
from understanding.encoding.counts import Counts
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
    unit,
)

QUICK, THOROUGH, LETTERS = "quick", "thorough", "letters"

_kept: dict[str, Path] = {}


def keep(folder: Path) -> None:
    """Keep the weights of whole trainings there, from here on, and begin with them where little is new."""
    _kept["weights"] = folder


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class BlendClassifier(IntentClassifier, GraphComponent):
    """Weighs every intent by logistic regressions on what the sentence means and on its very words and letters.

    The quick reading takes the sentence vectors that the pipeline's dense featurizers made, and the counts. Where it is
    not sure, the thorough one encodes the sentence once more with a second, slower encoder, takes both vectors, and
    asks the nearest examples too. How much meaning, letters and neighbours count is fitted on folds that were held
    out, which also makes the confidence of either reading an honest probability.

    Config:
        second_encoder: of the thorough reading, null for none.
        sure_from: the confidence from which the quick reading stands. Measured: at 0.9 nothing is lost.
        second_weight: how much the second vector counts beside the first.
        counts_weight: how much the counts count beside unit vectors.
        C, counts_C: inverse of the penalty, as in scikit-learn.
        folds: held out in turn, until enough rows have been.
        nearness: how fast an example's say fades with distance.
        neighbours_from: examples an intent, on average, from which neighbours are asked. With ten they only repeat what
            the regression knows: 0.839 instead of 0.841 on HWU64; with 140 they bring 0.917 to 0.922.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        return [Featurizer]

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "second_encoder": "e5",
            "sure_from": 0.9,
            "second_weight": 1.3,
            "counts_weight": 0.7,
            "C": 10.0,
            "counts_C": 30.0,
            "folds": 4,
            "nearness": 16.0,
            "neighbours_from": 25,
        }

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config, self._model_storage, self._resource = config, model_storage, resource
        if config["second_encoder"] not in (None, *ENCODERS):
            raise ValueError(f"second_encoder must be null or one of {', '.join(ENCODERS)}")
        self._encode = load_encoder(config["second_encoder"]) if config["second_encoder"] else None
        self._intents: list[str] = []
        self._counts = Counts()
        self._arrays: dict[str, np.ndarray] = {}  # centres, weights and shares, by name

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "BlendClassifier":
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit each regression on all examples, and the shares on held-out folds where much is new."""
        examples = [one for one in training_data.intent_examples if one.get(INTENT) and one.get(TEXT)]
        self._intents = sorted({one.get(INTENT) for one in examples})
        labels = np.array([self._intents.index(one.get(INTENT)) for one in examples])
        views = self._learn_views(examples)
        texts, intents = [one.get(TEXT) for one in examples], [one.get(INTENT) for one in examples]
        version = made_by(Path(__file__), Path(neighbours.__file__), **self._config)
        learnt = Learnt(_kept.get("weights"), version, texts, intents)
        asked = self._keep_neighbours(views, labels)
        if learnt.is_near:
            self._fit_nearly(views, labels, learnt)
        else:
            self._fit_wholly(views, labels, learnt, asked)
            learnt.keep()
        self._persist()
        return self._resource

    def _penalty(self, view: str, rows: int) -> float:
        return 1 / (self._config["counts_C" if view == LETTERS else "C"] * rows)

    def _terms(self, view: str) -> Terms:
        return terms_of(self._counts) if view == LETTERS else None

    def _fit_nearly(self, views: dict[str, list[Block]], labels: np.ndarray, learnt: Learnt) -> None:
        """Fit each regression from where the last whole training ended, and take the shares that it found."""
        for view, blocks in views.items():
            penalty = self._penalty(view, len(labels))
            self._arrays[f"weights_{view}"] = learnt.fit(view, blocks, labels, penalty=penalty, terms=self._terms(view))
        for mixture in (QUICK, THOROUGH):
            if mixture in views:
                self._arrays[f"shares_{mixture}"] = learnt.shares(mixture)

    def _fit_wholly(
        self, views: dict[str, list[Block]], labels: np.ndarray, learnt: Learnt, asked: np.ndarray | None
    ) -> None:
        """Fit all from nothing."""
        kept = trials(len(labels), folds=self._config["folds"])
        truth = np.concatenate([labels[~known] for known in kept])
        opinions = {}
        for view, blocks in views.items():
            penalty = self._penalty(view, len(labels))
            opinions[view] = held_out_opinions(blocks, labels, len(self._intents), penalty=penalty, kept=kept)
            self._arrays[f"weights_{view}"] = fit(blocks, labels, len(self._intents), penalty=penalty)
            learnt.note(view, self._arrays[f"weights_{view}"], self._terms(view))
        mixtures = {QUICK: [opinions[QUICK], opinions[LETTERS]]}
        if THOROUGH in views:
            mixtures[THOROUGH] = [opinions[THOROUGH], opinions[LETTERS]]
            if asked is not None:
                mixtures[THOROUGH].append(
                    np.vstack([self._ask(asked[~known], asked[known], labels[known]) for known in kept])
                )
        for mixture, voices in mixtures.items():
            self._arrays[f"shares_{mixture}"] = fit_shares(voices, truth)
            learnt.note_shares(mixture, self._arrays[f"shares_{mixture}"])

    def _keep_neighbours(self, views: dict[str, list[Block]], labels: np.ndarray) -> np.ndarray | None:
        """Keep the examples to ask later, and return them; None where there are too few."""
        if THOROUGH not in views or len(labels) < self._config["neighbours_from"] * len(self._intents):
            return None
        examples: np.ndarray = unit(np.hstack(views[THOROUGH]))
        self._arrays |= {"examples": examples.astype(np.float16), "labels": labels.astype(np.int16)}
        return examples

    def _ask(self, vectors: np.ndarray, examples: np.ndarray, labels: np.ndarray) -> np.ndarray:
        return ask_neighbours(vectors, examples, labels, len(self._intents), self._config["nearness"])

    def _learn_views(self, examples: list[Message]) -> dict[str, list[Block]]:
        texts = [one.get(TEXT) for one in examples]
        self._counts.learn(texts)
        first = first_vectors(examples)
        self._arrays["centre_first"] = first.mean(0)
        views = {QUICK: self._quick_view(first), LETTERS: self._letters_view(texts)}
        if self._encode is not None:
            second = encode_all(self._config["second_encoder"], texts)
            self._arrays["centre_second"] = second.mean(0)
            views[THOROUGH] = self._thorough_view(first, second)
        return views

    def _quick_view(self, first: np.ndarray) -> list[Block]:
        return [apart(first, self._arrays["centre_first"])]

    def _thorough_view(self, first: np.ndarray, second: np.ndarray) -> list[Block]:
        weight = np.float32(self._config["second_weight"])
        return [*self._quick_view(first), apart(second, self._arrays["centre_second"]) * weight]

    def _letters_view(self, texts: list[str]) -> list[Block]:
        weight = np.float32(self._config["counts_weight"])
        return [block * weight for block in self._counts.count(texts)]

    def process(self, messages: list[Message]) -> list[Message]:
        """Set each message's intent and the ranking of all intents."""
        for message in messages:
            if not message.get(TEXT):
                continue
            weighed = self._read(message)
            ranking = [{"name": self._intents[i], "confidence": float(weighed[i])} for i in np.argsort(-weighed)]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _read(self, message: Message) -> np.ndarray:
        first, text = first_vectors([message]), message.get(TEXT)
        columns, row = self._counts.row(text)
        weight = np.float32(self._config["counts_weight"])
        letters = log_chances(logits_of_row(columns, row * weight, self._arrays[f"weights_{LETTERS}"]))
        meaning = self._judge(QUICK, self._quick_view(first))
        quick = mix([meaning, letters], self._arrays[f"shares_{QUICK}"])
        if self._encode is None or quick.max() >= self._config["sure_from"]:
            return quick
        blocks = self._thorough_view(first, self._encode(text)[None])
        voices = [self._judge(THOROUGH, blocks), letters]
        if "examples" in self._arrays:
            voices.append(self._ask(unit(np.hstack(blocks)), self._arrays["examples"], self._arrays["labels"]))
        return mix(voices, self._arrays[f"shares_{THOROUGH}"])

    def _judge(self, view: str, blocks: list[Block]) -> np.ndarray:
        return log_chances(logits(blocks, self._arrays[f"weights_{view}"]))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data  # nothing in our pipeline asks how the classifier reads what it was trained on

    def _persist(self) -> None:
        with self._model_storage.write_to(self._resource) as folder:
            np.savez(folder / "classifier.npz", **self._arrays)
            described = {"intents": self._intents, "counts": self._counts.describe()}
            (folder / "classifier.json").write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "BlendClassifier":
        """Read what training stored: arrays and JSON, nothing that can run."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            described = json.loads((folder / "classifier.json").read_text(encoding="utf-8"))
            with np.load(folder / "classifier.npz", allow_pickle=False) as stored:
                component._arrays = dict(stored)
        if "examples" in component._arrays:  # stored in half the precision for half the size, used in full for speed
            component._arrays["examples"] = component._arrays["examples"].astype(np.float32)
        component._intents = described["intents"]
        component._counts = Counts.from_description(described["counts"])
        return component


def first_vectors(messages: list[Message]) -> np.ndarray:
    """Return the sentence vectors that the pipeline's dense featurizers made, a row a message."""
    return np.vstack([message.get_dense_features(TEXT)[1].features for message in messages]).astype(np.float32)
