"""The last word on a sentence that Rasa or the router has read: what it means, and whether it is ordered."""

from collections.abc import Sequence
from dataclasses import replace

from understanding.parse import Intent
from understanding.reading.reading import OUT_OF_SCOPE, Reading
from understanding.wishes.borders import COUNSELING, REMINDERS, speaks_of_counseling
from understanding.wishes.meant import LEAVE, LIKE_LEAVING, SIGN_UP, is_plain, meant
from understanding.wishes.pieces import fold
from understanding.wishes.reading import read

MATTERS = (COUNSELING, frozenset((SIGN_UP, LEAVE)), REMINDERS)
"""Intents about one thing: who speaks of several wants one of them."""

SURE = 0.9
"""How sure a rule is of what it finds; as sure as the NLU mostly is."""


def judged(reading: Reading, sentence: str) -> Reading:
    """Return the reading with what the rules know better, and with what the sentence does with it."""
    best = reading.best
    if best is None:
        return reading
    name = meant(sentence, best.name, is_weak=reading.is_weak)
    if name != best.name or (reading.is_weak and is_plain(sentence, name)):
        others = tuple(other for other in reading.ranking if other.name not in (name, best.name))
        # What is none of ours is not offered either.
        is_ruled_out = name in (OUT_OF_SCOPE, best.name)
        beside = () if is_ruled_out else (Intent(best.name, min(best.confidence, 1 - SURE)),)
        reading = replace(reading, ranking=(Intent(name, SURE), *beside, *others))
    return replace(reading, wish=read(sentence, name))


def leaves_alone(whole: Intent, parts: Sequence[Intent]) -> bool:
    """Say whether the parts only tell what the whole orders, as "I can't come to the fair. Take me off"."""
    if whole.name != LEAVE or whole.wish.kind != "ordered":
        return False
    return all(part.name == LEAVE or (part.name in LIKE_LEAVING and not _stands_alone(part)) for part in parts)


def _stands_alone(part: Intent) -> bool:
    return part.wish.kind == "ordered" and speaks_of_counseling(fold(part.wish.words))


def without_mere_mentions(intents: Sequence[Intent]) -> list[Intent]:
    """Return the requests without those that are only spoken of beside another about the same thing.

    "I don't want to cancel, I only want to check the time" is one request, whatever its second half is taken for.
    """
    kept: list[Intent] = []
    for intent in sorted(intents, key=lambda one: one.wish.kind != "ordered"):
        about = next((matter for matter in MATTERS if intent.name in matter), frozenset((intent.name,)))
        if intent.wish.kind == "ordered" or not any(other.name in about for other in kept):
            kept.append(intent)
    return [intent for intent in intents if intent in kept]
