"""Which wrong a student tells of that wants help before any form: money lost, something stolen, being filmed or
locked in, gas.

Told, not feared: "how do I avoid being scammed" tells of none.
"""

from typing import Literal, get_args

from understanding.phrasebook import says

Wrong = Literal["gas", "trapped", "filmed", "money", "theft"]
BOOK = "wrongs"


def wrong_told(words: str) -> Wrong | None:
    """Return which wrong the words tell of, the gravest; None where they tell of none, or only fear one."""
    if says(BOOK, "feared", words):
        return None
    gravest_first: tuple[Wrong, ...] = get_args(Wrong)
    return next((wrong for wrong in gravest_first if says(BOOK, wrong, words)), None)
