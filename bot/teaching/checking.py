"""Whether a lesson would do harm: what its words tell of danger, and what they stand for elsewhere already."""

from functools import cache

from actions.dialogue import registry
from actions.dialogue.registry import Registry
from bot.settings import ROOT
from understanding import crisis
from understanding.reading.examples import read_training_words
from understanding.reading.lessons import Lesson, folded
from understanding.trial import sets


def why_refused(lesson: Lesson) -> str:
    """Return why a lesson may not be taught; empty where it may. Takes seconds at the first.

    `danger`: it tells of danger, which no intent may hear. `other_intent`: it is an example of another. `known`: it is
    one of this already. `held_out`: models are tried on it, so that none may learn it.
    """
    danger = crisis.assess(lesson.text)
    if danger.is_urgent or danger.emergency or (danger.level == "distress" and _is_small_talk(lesson.intent)):
        return "danger"
    same = folded(lesson.text)
    meant_as = _examples().get(same)
    if meant_as is not None:
        return "known" if meant_as == lesson.intent else "other_intent"
    return "held_out" if same in _held_out() else ""


def _is_small_talk(intent: str) -> bool:
    """Say whether nobody who is sad should be answered by it: what is never offered as a meaning helps with nothing."""
    return not _registry().of(intent).guessed


@cache
def _registry() -> Registry:
    return registry.load()


@cache
def _examples() -> dict[str, str]:
    return {folded(one.text): one.intent for one in read_training_words(ROOT / "nlu_data").examples}


@cache
def _held_out() -> frozenset[str]:
    return frozenset(folded(fields[0]) for name in sets.meant() for fields in sets.rows(name))
