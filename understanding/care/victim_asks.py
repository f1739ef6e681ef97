"""What somebody asks in a talk about what was done to them: each such question has an answer of its own."""

from typing import Literal, get_args

from understanding.words.phrasebook import says

Asked = Literal["book", "fault", "proof", "police", "known", "decides", "where", "believe", "late"]
BOOK = "victim_asks"
LONGEST = 120  # characters; what is longer tells more than it asks


def asked(words: str) -> Asked | None:
    """Return what the words ask, None where they ask nothing of the kind."""
    if len(words) > LONGEST:
        return None
    in_order: tuple[Asked, ...] = get_args(Asked)
    return next((question for question in in_order if says(BOOK, question, words)), None)
