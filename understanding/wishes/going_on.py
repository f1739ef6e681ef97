"""Whether a message only goes on with the one before: any word about something else makes it a new question."""

from understanding.wishes.lines import patterns
from understanding.wishes.pieces import fold

_FILE = "going_on.yaml"


def is_only_a_time(rest: str) -> bool:
    """Say whether the words around a time name nothing else, as in "and on Friday?".

    Args:
        rest: the message without the time.
    """
    return not patterns(_FILE)["beside_a_time"].sub("", fold(rest))


def is_only_about_a_counselor(rest: str) -> bool:
    """Say whether the words speak of nothing but which counselor it shall be."""
    return is_only_a_time(patterns(_FILE)["about_a_counselor"].sub(" ", fold(rest)))
