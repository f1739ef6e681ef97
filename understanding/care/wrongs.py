"""Which wrong a student tells of that wants help before any form: money lost or asked for, something stolen, being
filmed or locked in, gas, a scald.

Told, not feared: "how do I avoid being scammed" tells of none.
"""

from typing import Literal, get_args

from understanding.words.phrasebook import says

Wrong = Literal[
    "gas", "trapped", "filmed", "money", "kidnap", "loan", "data", "police", "account", "impostor", "papers", "link",
    "wages", "burn", "theft",
]  # fmt: skip
"""`money`: it is lost. `kidnap`: a call lies that somebody was. `data`: papers or codes were given away, or a link
tapped. `police`, `account`, `impostor`, `papers`, `link`: how they try it, nothing lost yet."""

TRIED: frozenset[Wrong] = frozenset(("police", "account", "impostor", "papers", "link"))
FRAUD: frozenset[Wrong] = TRIED | {"money", "kidnap", "data"}
BOOK = "wrongs"
NEVER_FEARED: frozenset[Wrong] = frozenset(("loan", "kidnap"))
"""Whoever is afraid of these has them."""


def wrong_told(words: str) -> Wrong | None:
    """Return which wrong the words tell of, the gravest; None where they tell of none, or only fear one."""
    gravest_first: tuple[Wrong, ...] = get_args(Wrong)
    told = next((wrong for wrong in gravest_first if says(BOOK, wrong, words)), None)
    if told is None or says(BOOK, "joke", words):
        return None
    return None if told not in NEVER_FEARED and says(BOOK, "feared", words) else told


def is_plainly_a_wrong(words: str) -> bool:
    """Say whether the words tell of a wrong and hint at nothing darker, however they sound."""
    return wrong_told(words) is not None and not says(BOOK, "despair", words)
