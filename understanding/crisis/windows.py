"""A long message as pieces that are judged one by one, so that danger is seen wherever in it it stands.

A rule weighs what it finds by all that stands around it, which for a page is everything and means nothing: an exam
three paragraphs off explains no wish to die. And what a rule costs grows with its text.
"""

import re
from collections.abc import Iterator, Sequence

from understanding.crisis.evidence import Evidence, gather
from understanding.crisis.lexicon import abuse
from understanding.crisis.sayings import without_sayings

Piece = tuple[str, Evidence]

WINDOW = 1_000
"""Characters up to which a message is judged as one."""

SIZE, OVERLAP, SEAM = 600, 150, 80
"""Characters of a piece, those that the next one reads again, and within how many of its end a sentence may end it."""

_SENTENCE_END = re.compile(r"[.!?;\n]")
_SENTENCES = re.compile(r"[^.!?;\n]+[.!?;\n]*")


def ranked(read: Sequence[Piece]) -> list[Piece]:
    """Return the pieces, those first in which the strongest rules are met.

    Of equals the last comes first, where people say what weighs, then the others in their order.
    """
    order = [len(read) - 1, *range(len(read) - 1)]
    return [
        read[place] for place in sorted(order, key=lambda place: (-read[place][1].strongest, -_met(read[place][1])))
    ]


def read_piece(piece: str) -> Piece:
    """Return a piece as it is judged, with what the rules find in it.

    A death wished to whoever is spoken to is not the writer's own.
    """
    plain = without_sayings(abuse().death.sub(" ", piece))
    return plain, gather(plain)


def sentence_of(piece: Piece) -> Piece:
    """Return the sentence that says it, and those beside it: the tone of a whole page tells nothing."""
    said = [part for part in _SENTENCES.findall(piece[0]) if part.strip()]
    strengths = [gather(part).strongest for part in said]
    at = max(range(len(said)), key=lambda place: (strengths[place], place), default=0)
    return read_piece("".join(said[max(0, at - 1) : at + 2]))


def pieces(plain: str) -> Iterator[str]:
    """Yield the text in pieces that overlap; each ends with a sentence where one ends near."""
    start = 0
    while len(plain) - start > SIZE:
        end = start + SIZE
        ends = [found.end() for found in _SENTENCE_END.finditer(plain, end - SEAM, end)]
        end = ends[-1] if ends else end
        yield plain[start:end]
        start = end - OVERLAP
    yield plain[start:]


def _met(evidence: Evidence) -> int:
    return len({found.rule for found in evidence.findings})
