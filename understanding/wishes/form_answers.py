"""What is written into a form: an answer to what it asks, or a refusal, a delay, a question, a greeting, mere signs.

What a form takes may be sent to people. So whatever is no answer as a whole is told apart here, by the words alone.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum

from understanding.wishes.withdrawal import takes_back
from understanding.words.phrasebook import phrases, plain

BOOK = "form_answers"
LONGEST_PIECE = 60  # characters; who writes more between two marks tells something
LONGEST_QUESTION = 30  # characters of Chinese; a longer one tells what it asks about
_COVERING = ("refusal", "later", "unknown", "beside")
_PIECE = re.compile(r"[^。！!；;，,.\n…~～:、?？]+[?？]?")
_SIGNS = re.compile(r"[^\w'?]+")


class Meant(StrEnum):
    """What words do that were written where a form waits for an answer."""

    ANSWER = "answer"
    HELD_BACK = "held_back"  # they tell something, and say that it shall not be passed on
    REFUSED = "refused"
    LATER = "later"
    UNKNOWN = "unknown"  # "I don't know": an answer where a place is asked for, none where words go to people
    ASIDE = "aside"  # a question, a greeting, a feeling, another request
    NOTHING = "nothing"  # signs, pictures, "ok"


_FIRST = (Meant.REFUSED, Meant.ASIDE, Meant.LATER, Meant.UNKNOWN, Meant.NOTHING)
"""What counts of several that are said, the first first."""


def meant(words: str) -> Meant:
    """Return what the words do; they are an answer unless every piece of them is something else."""
    pieces = list(_pieces(words))
    if not pieces:
        return Meant.NOTHING
    if takes_back(words):
        return Meant.REFUSED
    kinds = [_kind(piece) for piece in pieces]
    if Meant.ANSWER not in kinds:
        return next(kind for kind in _FIRST if kind in kinds)
    ends = ((kinds[0], pieces[0]), (kinds[-1], pieces[-1]))
    held = any(kind is Meant.REFUSED and phrases(BOOK)["not_to_send"].search(piece) for kind, piece in ends)
    return Meant.HELD_BACK if held else Meant.ANSWER


def is_request(words: str) -> bool:
    """Say whether the words ask for something of the writer's own that is kept here, such as an earlier report."""
    return any(phrases(BOOK)["request"].fullmatch(piece.rstrip("? ")) for piece in _pieces(words))


def _pieces(words: str) -> Iterator[str]:
    text = plain(unicodedata.normalize("NFKC", words))
    for match in _PIECE.finditer(text):
        piece = _SIGNS.sub(" ", match[0]).strip(" _'")
        if re.search(r"\w", piece):
            yield piece


def _kind(piece: str) -> Meant:
    bare = piece.rstrip("? ")
    if len(piece) > LONGEST_PIECE:
        return Meant.ANSWER
    if any(phrases(BOOK)[what].fullmatch(bare) for what in ("greeting", "feeling", "request")):
        return Meant.ASIDE
    covered = _covered(bare)
    if covered is not None:
        return covered
    return Meant.ASIDE if _asks(piece) else Meant.ANSWER


def _asks(piece: str) -> bool:
    too_long = len(piece) > LONGEST_QUESTION and not piece.isascii()
    if too_long or phrases(BOOK)["told"].search(piece):
        return False
    bare = piece.rstrip("? ")
    question = phrases(BOOK)["question"]
    return question.search(bare) is not None or (piece.endswith("?") and question.search(piece) is not None)


def _covered(piece: str) -> Meant | None:
    """Read a piece from left to right, the longest phrase first; None where something else is in it."""
    found: set[str] = set()
    rest = piece
    while rest:
        what, end = max(((what, _reach(what, rest)) for what in _COVERING), key=lambda one: one[1])
        if end == 0:
            return None
        found.add(what)
        rest = rest[end:].strip()
    kinds = {"refusal": Meant.REFUSED, "later": Meant.LATER, "unknown": Meant.UNKNOWN, "beside": Meant.NOTHING}
    return next(kinds[what] for what in _COVERING if what in found)


def _reach(what: str, rest: str) -> int:
    """Return how far a phrase of the list reaches from the left; a Latin word is never cut in two."""
    ends = [match.end() for match in [phrases(BOOK)[what].match(rest)] if match]
    cut = re.compile(r"[a-z']", re.ASCII)
    return max((end for end in ends if not (cut.match(rest[end - 1]) and cut.match(rest[end : end + 1]))), default=0)
