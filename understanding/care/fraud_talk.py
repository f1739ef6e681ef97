"""What a student writes next once a fraud is spoken of: that they have paid, or whether it is safe."""

from typing import Literal

from understanding.words.phrasebook import says

Said = Literal["paid", "gave", "safe"]
BOOK = "fraud_talk"
LONGEST = 80  # characters; what is longer tells a story of its own


def said(words: str) -> Said | None:
    """Return what the words say in a talk about a fraud, None where they say something else."""
    if len(words) > LONGEST:
        return None
    done = not says(BOOK, "not_done", words)
    if done and says(BOOK, "paid", words):
        return "paid"
    if done and says(BOOK, "gave", words):
        return "gave"
    return "safe" if says(BOOK, "safe", words) else None
