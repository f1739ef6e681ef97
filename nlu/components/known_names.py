"""Entities by name: all that the examples mark, their synonyms, lookup tables and regular expressions."""

import json
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from understanding.reading.gazetteer import Form, Gazetteer, Pattern, known_forms


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class KnownNames(EntityExtractorMixin, GraphComponent):
    """Finds each known name once, the longest first, with its value; a Latin name must stand alone as a word.

    Rasa's RegexEntityExtractor can mind the bounds of words or leave them, but one sentence may need both, and it
    reports overlapping finds side by side.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {}

    def __init__(self, model_storage: ModelStorage, resource: Resource) -> None:
        self._model_storage, self._resource = model_storage, resource
        self._gazetteer: Gazetteer | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "KnownNames":
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the names by heart; warn of those marked across the bounds of tokens."""
        self.check_correct_entity_annotations(training_data)
        names: dict[str, list[str]] = {}
        for table in training_data.lookup_tables:
            names.setdefault(table["name"], []).extend(table["elements"])
        forms = sorted(known_forms(_marked(training_data), training_data.entity_synonyms, names))
        patterns = [(one["name"], one["pattern"]) for one in training_data.regex_features]
        self._gazetteer = Gazetteer(forms, patterns)
        with self._model_storage.write_to(self._resource) as folder:
            stored = json.dumps({"forms": forms, "patterns": patterns}, ensure_ascii=False)
            (folder / "names.json").write_text(stored, encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "KnownNames":
        component = cls(model_storage, resource)
        with model_storage.read_from(resource) as folder:
            stored = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        forms: list[Form] = [(form, name, value) for form, name, value in stored["forms"]]
        patterns: list[Pattern] = [(name, pattern) for name, pattern in stored["patterns"]]
        component._gazetteer = Gazetteer(forms, patterns)
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities found in each message."""
        for message in messages:
            if self._gazetteer is not None and message.get(TEXT):
                found = [
                    {"entity": one.name, "value": one.value, "start": one.start, "end": one.end}
                    for one in self._gazetteer.find(message.get(TEXT))
                ]
                message.set(ENTITIES, message.get(ENTITIES, []) + self.add_extractor_name(found), add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data


def _marked(training_data: TrainingData) -> list[Form]:
    return [
        (message.get(TEXT)[one["start"] : one["end"]], one["entity"], str(one["value"]))
        for message in training_data.entity_examples
        for one in message.get(ENTITIES)
    ]
