"""What people ask any bot for fun or to have their work done: no question for an office."""

from understanding.words.phrasebook import says


def is_idle(words: str) -> bool:
    """Say whether the words are nothing an office could write an answer to."""
    return says("idle", "idle", words)
