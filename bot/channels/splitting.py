"""Cutting a long text into messages that a channel takes."""

import regex

from bot.message import units

_CLOSING = "[\"'”’」』》）)\\]]*"
BORDERS = (
    regex.compile(r"\n\s*\n"),
    regex.compile(r"\n"),
    # A sentence: Chinese ends it without a blank; in English a blank follows, and no small letter ("e.g. this").
    regex.compile(rf"[。！？…]+{_CLOSING}|[.!?]+{_CLOSING}\s+(?!\p{{Ll}})"),
    regex.compile(r"[；，、]|[;,:]\s+"),
    regex.compile(r"\s+"),
)
"""Where a text may be cut, the best border first; the cut lies behind it."""

_ADDRESS = regex.compile(r"https?://[^\s\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
_CLUSTER = regex.compile(r"\X")


def split(text: str, most_units: int) -> list[str]:
    """Cut a text into parts of at most that many UTF-16 units, in order, at the best border each part offers.

    What is read as one character stays whole where it fits at all, and so does a web address.
    """
    parts = []
    rest = text.strip()
    while units(rest) > most_units:
        cut = _cut(rest, _fitting(rest, most_units))
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*parts, rest]


def _fitting(text: str, most_units: int) -> int:
    """Return how many characters fit, at least one; a character outside the basic plane takes two units."""
    used = 0
    for place, character in enumerate(text):
        used += 2 if ord(character) > 0xFFFF else 1
        if used > most_units:
            return max(1, place)
    return len(text)


def _cut(text: str, room: int) -> int:
    """Return where to cut: behind the best border in the second half, else between two characters, else at the end."""
    between = {found.end() for found in _CLUSTER.finditer(text, 0, room + 1) if found.end() <= room}
    whole = between - _inside_addresses(text, room)
    for border in BORDERS:
        ends = [found.end() for found in border.finditer(text, room // 2, room)]
        if cut := max(whole.intersection(ends), default=0):
            return cut
    return max(whole, default=0) or max(between, default=room)


def _inside_addresses(text: str, room: int) -> set[int]:
    """Return the places at which a cut would break a web address."""
    return {
        place
        for found in _ADDRESS.finditer(text)
        if found.start() < room
        for place in range(found.start() + 1, found.end())
    }
