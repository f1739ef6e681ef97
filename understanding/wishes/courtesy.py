"""Requests without the courtesies around them: greetings, apologies, who writes, thanks, good wishes, closings."""

import re

from understanding.words.phrasebook import phrases, plain

BOOK = "courtesies"
SHORTEST_LETTER = 30  # characters; in a short message a courtesy is all that is said, or does no harm

_PIECES = re.compile(r"[^。！？!?；;，,：:.\n～~]+|[。！？!?；;，,：:.\n～~]+")
_MARK = re.compile(r"[。！？!?；;，,：:.\n～~]+")
_ENDS = re.compile(r"[。！？!?；;\n]|\.")
_WORD = re.compile(r"\w")
_NAME_BELOW = re.compile(r"(?<=[,.!?\n]) *(?:[A-Z][a-z]*\.?)(?: [A-Z][a-z]+)?\s*$")
ALL_MARKS = "。！？!?；;，,：:.\n～~ "


def without_courtesies(text: str) -> str:
    """Return a letter's pieces that are no courtesies, with their marks; mere courtesies as they are.

    For reading what is asked; what was said for danger or for people is never cut.
    """
    if len(text) < SHORTEST_LETTER:
        return text
    kept: list[str] = []
    for piece, mark in _pieces(_NAME_BELOW.sub("", text)):
        if says_whole("link", piece) and kept:
            kept[-1] = kept[-1].rstrip(ALL_MARKS) + "\n"  # another matter begins
        elif not is_courtesy(piece):
            kept.append(piece + mark)
        elif kept and _ENDS.search(mark) and not _ENDS.search(kept[-1][-1:]):
            kept[-1] = kept[-1].rstrip("，, ") + mark  # the sentence before it ends where the courtesy did
    rest = "".join(kept).strip()
    return rest if _WORD.search(rest) else text


def is_courtesy(piece: str) -> bool:
    """Say whether a piece is a courtesy and nothing else."""
    return not piece.strip(ALL_MARKS) or says_whole("courtesy", piece) or says_whole("about_oneself", piece)


def says_whole(what: str, piece: str) -> bool:
    """Say whether a phrase of one list is all that a piece says."""
    return phrases(BOOK)[what].fullmatch(plain(piece).strip(ALL_MARKS)) is not None


def _pieces(text: str) -> list[tuple[str, str]]:
    """Cut a text at its marks; a figure such as 3.5 or 10:30 is no place for a cut."""
    pieces: list[tuple[str, str]] = []
    words = ""
    for match in _PIECES.finditer(text):
        part = match[0]
        inside = text[match.end() : match.end() + 1].isalnum() and text[match.start() - 1 : match.start()].isalnum()
        if _MARK.fullmatch(part) and not (part in ".:," and inside):
            pieces.append((words, part))
            words = ""
        else:
            words += part
    return [*pieces, (words, "")] if words else pieces
