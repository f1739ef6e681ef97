"""Things that are given up by an order: an appointment that nobody needs any longer is no farewell."""

import re

from understanding.patterns import bounded

_OF_NO_WEIGHT = (
    "bookings?|reservations?|slots?|seats?|spots?|tickets?|reminders?|subscriptions?|notifications?|alerts?|updates?"
    "|newsletters?|tutor(?:ing)?"
)
_WITH_SOMEBODY = "appointments?|sessions?|consultation"
_WHICH = r"(?: (?:the|my|that|this|an?|any|your|our|another|more|anymore|\w+ing)){0,3}"
_NO_LONGER_NEEDED = re.compile(
    bounded(
        # Who "won't need" a session any more is still asked: some take leave with these words.
        rf"\b(?:dont|do not|no longer) need{_WHICH} (?:{_OF_NO_WEIGHT}|{_WITH_SOMEBODY})\b(?: anymore)?"
        rf"|\b(?:wont|will not|not going to)(?: be)? need(?:ing)?{_WHICH} (?:{_OF_NO_WEIGHT})\b(?: anymore)?"
    )
)
_AWAY_FOR_A_WHILE = re.compile(
    bounded(
        r"\b(?:not going to|wont|will not) be (?:around|here|there|in town)\b[^.!?;,\n]{0,24}[, ]{1,2}"
        r"(?:so )?(?:can you |could you |can we |please |pls )?(?:move|reschedule|cancel|postpone)\b"
    )
)
_FAREWELL = re.compile(
    r"\b(?:thank(?:s| you) for (?:everything|all|always|being)|good ?bye|farewell|forgive me|love you|where im going)\b"
)


def without_given_up(plain: str) -> str:
    """Return a normalised text without the words that give up an appointment, a seat or a subscription."""
    if _FAREWELL.search(plain):
        return plain
    return _AWAY_FOR_A_WHILE.sub(" ", _NO_LONGER_NEEDED.sub(" ", plain))
