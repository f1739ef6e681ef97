"""Letting off steam: "homework is killing me lol", 好累啊. It wants a kind word, no form and no alarm."""

from typing import Literal

from understanding.wishes.clauses import asks
from understanding.words.phrasebook import says

Mood = Literal["steam", "laugh"]
BOOK = "venting"
LONGEST = 60  # characters; who writes more has more to say


def mood(words: str) -> Mood | None:
    """Return how the words let off steam, None where they don't: short, asking nothing, nothing weighing."""
    said = words.strip()
    if not said or len(said) > LONGEST or asks(said) or says(BOOK, "heavier", said) or says(BOOK, "other", said):
        return None
    if says(BOOK, "steam", said):
        return "steam"
    return "laugh" if says(BOOK, "laughs", said) else None
