"""What somebody does to the writer, and whether it is happening now: told from the words, for the help that fits."""

from typing import Literal

from understanding.words.phrasebook import says

HarmKind = Literal[
    "drink", "blackmail", "sexual", "online", "racism", "stalking", "work", "home", "partner", "violence", "other"
]
BOOK = "harm"
_AFTER_THE_BODY: tuple[HarmKind, ...] = ("racism", "home", "stalking", "work")


def kind_of_harm(words: str) -> HarmKind:
    """Return what is done to the writer, as far as the words tell; what was done to the body before what was posted."""
    if says(BOOK, "blackmail", words):
        return "blackmail"
    if says(BOOK, "drink", words):
        return "drink"
    online = says(BOOK, "online", words)
    if says(BOOK, "sexual", words) and not (online and says(BOOK, "pictures", words)):
        return "sexual"
    if online:
        return "online"
    named = next((kind for kind in _AFTER_THE_BODY if says(BOOK, kind, words)), None)
    return named or _of_violence(words)


def _of_violence(words: str) -> HarmKind:
    if not says(BOOK, "violence", words):
        return "other"
    return "partner" if says(BOOK, "partner", words) else "violence"


def is_at_work(words: str) -> bool:
    """Say whether it is done at work, where the labour law helps as well."""
    return says(BOOK, "at_work", words)


def is_happening_now(words: str) -> bool:
    """Say whether the words tell of a danger that is there at this moment."""
    return says(BOOK, "now", words)
