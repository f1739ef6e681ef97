"""The intent classifier: logistic regression on sentence vectors and the letters and words themselves."""

import json
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.counts import Counts
from nlu.components.softmax import Block, best_temperature, chances, fit, logits


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class BlendClassifier(IntentClassifier, GraphComponent):
    """Weighs every intent by multinomial logistic regression on all dense featurizers and on n-gram counts.

    The confidence is a calibrated probability: its temperature is fitted on folds that were held out.

    Config:
        C: inverse of the penalty, as in scikit-learn.
        dense_weights: how much each dense featurizer's unit vectors count, in the pipeline's order.
        counts_weight: how much the counts of words and of characters count; 0 leaves them out.
        folds: of the calibration.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        return [Featurizer]

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"C": 10.0, "dense_weights": [1.0], "counts_weight": 0.6, "folds": 5}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._counts = Counts()
        self._intents: list[str] = []
        self._centres: list[np.ndarray] = []
        self._matrix: np.ndarray | None = None
        self._temperature = 1.0

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
        """Fit the weights, and the temperature on held-out folds."""
        examples = [one for one in training_data.intent_examples if one.get(INTENT) and one.get(TEXT)]
        self._intents = sorted({one.get(INTENT) for one in examples})
        labels = np.array([self._intents.index(one.get(INTENT)) for one in examples])
        self._counts.learn([one.get(TEXT) for one in examples])
        self._centres = [block.mean(0) for block in dense_blocks(examples)]
        blocks = self._blocks(examples)
        self._matrix = self._fit(blocks, labels)
        self._temperature = self._calibrate(blocks, labels)
        self._persist()
        return self._resource

    def _blocks(self, messages: list[Message]) -> list[Block]:
        blocks: list[Block] = []
        for block, centre, weight in zip(
            dense_blocks(messages), self._centres, self._config["dense_weights"], strict=True
        ):
            # Sentence vectors share a large common part that tells nothing of the intent.
            apart = block - centre
            apart /= np.linalg.norm(apart, axis=1, keepdims=True) + 1e-9
            blocks.append((apart * weight).astype(np.float32))
        if self._config["counts_weight"]:
            counted = self._counts.count([one.get(TEXT) for one in messages])
            blocks += [block * np.float32(self._config["counts_weight"]) for block in counted]
        return blocks

    def _fit(self, blocks: list[Block], labels: np.ndarray) -> np.ndarray:
        per_class = np.bincount(labels, minlength=len(self._intents))
        weights = 1 / np.sqrt(np.maximum(per_class, 1))[labels]
        return fit(blocks, labels, len(self._intents), 1 / (self._config["C"] * len(labels)), weights)

    def _calibrate(self, blocks: list[Block], labels: np.ndarray) -> float:
        fold = np.random.default_rng(0).permutation(len(labels)) % self._config["folds"]
        held_out = np.zeros((len(labels), len(self._intents)), np.float32)
        for one in range(self._config["folds"]):
            kept = fold != one
            matrix = self._fit([block[kept] for block in blocks], labels[kept])
            held_out[~kept] = logits([block[~kept] for block in blocks], matrix)
        return best_temperature(held_out, labels)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set each message's intent and the ranking of all intents."""
        for message in messages:
            if self._matrix is None or not message.get(TEXT):
                continue
            weighed = chances(logits(self._blocks([message]), self._matrix), self._temperature)[0]
            order = np.argsort(-weighed)
            ranking = [{"name": self._intents[i], "confidence": float(weighed[i])} for i in order]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data  # nothing in our pipeline asks for the readings of what it was trained on

    def _persist(self) -> None:
        with self._model_storage.write_to(self._resource) as folder:
            np.savez(folder / "weights.npz", *self._centres, matrix=self._matrix)
            described = {"intents": self._intents, "temperature": self._temperature, "counts": self._counts.describe()}
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
            with np.load(folder / "weights.npz", allow_pickle=False) as stored:
                component._matrix = stored["matrix"]
                component._centres = [stored[f"arr_{i}"] for i in range(len(stored.files) - 1)]
        component._intents = described["intents"]
        component._temperature = described["temperature"]
        component._counts = Counts.from_description(described["counts"])
        return component


def dense_blocks(messages: list[Message]) -> list[np.ndarray]:
    """Return one matrix for each dense featurizer, in the pipeline's order, a row a message."""
    vectors = [
        [
            one.features
            for one in message.features
            if one.is_dense() and one.type == FEATURE_TYPE_SENTENCE and one.attribute == TEXT
        ]
        for message in messages
    ]
    return [np.vstack(column) for column in zip(*vectors, strict=True)]
