"""Whether a message may be about danger, or ask for a person, seen at a glance: it then begins before the others.

No judgement: that is made in the message's turn, whatever was seen here. Who is taken for urgent and is not has only
gone first; who is missed waits as everybody does. So this may be rough, and has to be cheap: it is done for each
message before its channel is told that we have it.
"""

from functools import lru_cache

from understanding.care.crisis_answers import asks_for_person
from understanding.crisis import acute
from understanding.crisis.evidence import languages
from understanding.crisis.foreign import language_of_danger
from understanding.crisis.lexicon import lexicon
from understanding.crisis.normalise import normalise

BEGINNING, ENDING = 60, 100
"""Characters that are looked at of a long message: people say what weighs first or last."""


def seems_urgent(words: str) -> bool:
    """Say whether the words may tell of danger, of an emergency, or ask for a person; some 2 ms for the worst text."""
    return _seems_urgent(_looked_at(words))


@lru_cache(maxsize=2_048)
def _seems_urgent(words: str) -> bool:
    if not any(character.isalnum() for character in words):
        return False
    plain = normalise(words)
    told = _meets_a_rule(plain) or acute.emergency_in(plain) is not None
    return told or asks_for_person(plain) or language_of_danger(words) is not None


def _looked_at(words: str) -> str:
    return words if len(words) <= BEGINNING + ENDING else f"{words[:BEGINNING]}\n{words[-ENDING:]}"


def _meets_a_rule(plain: str) -> bool:
    """Say whether any rule of danger is met, whatever the words around it make of that."""
    return any(rule.pattern.search(plain) for language in languages(plain) for rule in lexicon(language).rules)


def warm_up() -> None:
    """Read the phrases, so that the first message need not wait for them."""
    _seems_urgent("hello there")
