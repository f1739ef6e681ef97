"""Everyday sayings in words of danger: an appointment that nobody needs any longer is no farewell.

The tone was taught with them; a message is judged without them.
"""

import re

from understanding.words.patterns import bounded

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
        # Who needs no counseling is asked, unless it is the order to cancel it.
        r"|\b(?:dont|do not|no longer) need (?:the|my|that|this) counsell?ing\b"
        r"(?=[^.!?;\n]{0,60}\b(?:cancel|delete|remove|drop|scrap|free)\b)"
    )
)
_PLACE_GIVEN_UP = re.compile(
    bounded(
        r"\b(?:give|let|hand|pass|release|free)(?: up| away)? my (?:chair|seat|place|spot|slot)\b"
        r"(?: (?:away|go|on|up))?"
        r"(?! in (?:this|the|my|your) (?:world|life|family))"
        r"|\bcount me out\b(?! of (?:this|the|my) (?:world|life))(?: for good)?"
        r"|\btake me off (?:everything|all (?:of )?(?:it|them|lists?|of these)|every list)\b"
        r"|我的?(?:位置|位子|名额|座位|席位) ?就?[让留转]?给 ?(?:别人|其他人|他人|别的?同学|需要的?人|候补)"
    )
)
_SOMEBODY_ALIVE = re.compile(
    r"\b(?:somebody|someone|anybody|anyone|a person|a human) (?:who|that) (?:breathes|has a pulse|is alive)\b"
)
_AWAY_FOR_A_WHILE = re.compile(
    bounded(
        r"\b(?:not going to|wont|will not) be (?:around|here|there|in town)\b[^.!?;,\n]{0,24}[, ]{1,2}"
        r"(?:so )?(?:can you |could you |can we |please |pls )?(?:move|reschedule|cancel|postpone)\b"
    )
)
_NOT_MUCH = re.compile(
    r"\b(?:it|that|this) (?:(?:might|may|could|will|would|should)(?: (?:well|just|also))? be|is probably|is surely)"
    r" nothing\b"
)
_FAREWELL = re.compile(
    r"\b(?:thank(?:s| you) for (?:everything|all|always|being)|good ?bye|farewell|forgive me|love you|where im going)\b"
)


def without_sayings(plain: str) -> str:
    """Return a normalised text without what gives up a seat, puts off a meeting, asks for a person or plays down."""
    if _FAREWELL.search(plain):
        return plain
    for saying in (_NO_LONGER_NEEDED, _PLACE_GIVEN_UP, _AWAY_FOR_A_WHILE, _SOMEBODY_ALIVE, _NOT_MUCH):
        plain = saying.sub(" ", plain)
    return plain
