"""Whether somebody asks what becomes of their words here: who reads them, whether they are kept, who is told."""

from typing import Literal, get_args

from understanding.words.phrasebook import says

Side = Literal["told", "anonymous", "kept", "readers"]
BOOK = "privacy"
LONGEST = 120  # characters; a longer sentence tells something, and asks about that


def side_asked(words: str) -> Side | None:
    """Return which side of privacy a sentence asks for, None where it asks for none or for that of another thing."""
    if len(words) > LONGEST or says(BOOK, "elsewhere", words):
        return None
    sides: tuple[Side, ...] = get_args(Side)
    return next((side for side in sides if says(BOOK, side, words)), None)
