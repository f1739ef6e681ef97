"""What people wrote, made harmless for whoever has to read it; what is stored stays as it came."""

import regex

# Orders to show text from right to left: with them a line reads otherwise than it was written.
_TURNS_TEXT_ROUND = "\u202a-\u202e\u2066-\u2069"
# Zero-width blanks and tags are read by nobody; the joiners U+200C and U+200D hold emoji and Persian words together.
_INVISIBLE = "\u00ad\u200b\u2060-\u2064\ufeff\U000e0000-\U000e007f"
_ORDERS = regex.compile(f"[{_TURNS_TEXT_ROUND}{_INVISIBLE}\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BREAKS = regex.compile("\r\n?|[\u2028\u2029]")
_HEAP_OF_MARKS = regex.compile(r"(\p{M}{4})\p{M}+")  # no writing that people use puts more than four on one letter


def quoted(words: str) -> str:
    """Return the words made harmless, with a mark before each further line: none can pass for a line of ours."""
    return harmless(words).replace("\n", "\n> ")


def harmless(words: str) -> str:
    """Return the words without what turns other text round, hides, climbs over its neighbours or steers a terminal."""
    tamed: str = _HEAP_OF_MARKS.sub(r"\1", _ORDERS.sub("", _BREAKS.sub("\n", words)))
    return tamed
