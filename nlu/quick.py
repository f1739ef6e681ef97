"""What Rasa's training does in vain, left out: it takes as long as all that our own components learn after a change.

It names every example, and all that is made of one, by digests, for a cache that is turned off (`RASA_MAX_CACHE_SIZE`).
It reads all files twice. And it checks its own JSON schema anew for each of the thousands of entities that are marked.
"""

import uuid
from collections.abc import Callable
from functools import lru_cache
from typing import Any


def install() -> None:
    """Leave it out in this process; imports Rasa."""
    from rasa.shared.importers import utils
    from rasa.shared.nlu.training_data import entities_parser
    from rasa.shared.nlu.training_data.training_data import TrainingData

    TrainingData.fingerprint = _no_two_alike
    utils.training_data_from_paths = _once(utils.training_data_from_paths)
    entities_parser.get_validated_dict = _each_once(entities_parser.get_validated_dict)


def _no_two_alike(_data: Any) -> str:
    return uuid.uuid4().hex


def _once(read: Callable[..., Any]) -> Callable[..., Any]:
    """Return a reader that gives the same data for the same files; whoever asks makes copies of them."""
    known: dict[Any, Any] = {}

    def reads(paths: Any, language: str) -> Any:
        key = (tuple(paths), language)
        if key not in known:
            known[key] = read(key[0], language)
        return known[key]

    return reads


def _each_once(check: Callable[[str], dict[str, str]]) -> Callable[[str], dict[str, str]]:
    checked = lru_cache(maxsize=None)(check)
    return lambda written: dict(checked(written))
