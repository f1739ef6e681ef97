"""What Rasa's training does in vain, left out: it took as long as all that our own components learn after a change.

It names every example, and all that is made of one, by digests, for a cache that is turned off (`RASA_MAX_CACHE_SIZE`)
and to find two that are the same. It reads and copies all of them twice, as it asks for them under two languages. And
it checks its own JSON schema anew for each of the thousands of entities that are marked.
"""

import uuid
from collections.abc import Callable
from functools import lru_cache
from typing import Any


def install() -> None:
    """Leave it out in this process; imports Rasa."""
    from rasa.shared.importers.importer import ResponsesSyncImporter
    from rasa.shared.nlu.training_data import entities_parser
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

    TrainingData.fingerprint = _no_two_alike
    Message.__hash__ = _by_its_text
    ResponsesSyncImporter.get_nlu_data = _whatever_the_language(ResponsesSyncImporter.get_nlu_data)
    entities_parser.get_validated_dict = _each_once(entities_parser.get_validated_dict)


def _no_two_alike(_data: Any) -> str:
    return uuid.uuid4().hex


def _by_its_text(message: Any) -> int:
    """Those that are the same have the same text; of those that share it, Rasa compares the rest."""
    return hash(message.data.get("text"))


def _whatever_the_language(read: Callable[..., Any]) -> Callable[..., Any]:
    """Return a reader that Rasa's own cache knows by one name; the language matters to no format that we write."""
    return lambda importer, language=None: read(importer)


def _each_once(check: Callable[[str], dict[str, str]]) -> Callable[[str], dict[str, str]]:
    checked = lru_cache(maxsize=None)(check)
    return lambda written: dict(checked(written))
