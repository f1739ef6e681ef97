"""Whether words take back that a person was asked for."""

from understanding.wishes.lines import patterns
from understanding.wishes.pieces import fold

_FILE = "taking_back.yaml"


def takes_back_person(words: str, *, just_asked: bool) -> bool:
    """Say whether the words take back the request for a person.

    Args:
        just_asked: nothing else was spoken of since; then "never mind" means that request.
    """
    text, known = fold(words).strip(), patterns(_FILE)
    return bool(known["named"].search(text) or (just_asked and known["vague"].search(text)))
