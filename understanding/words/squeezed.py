"""A text as the rules read it: what is said once, and no more than anybody needs to say what they want.

What a pattern costs grows with its text, and people hold a key down or paste one line a hundred times. Whatever
somebody has to read (a counselor, a report) is kept as it was written.
"""

import re

import numpy as np

ORDINARY = 300
"""Characters up to which a text is read as it stands."""

LONGEST, ENDING = 1_000, 300
"""Characters that rules read of a longer text, and how many of them are its end: people ask at the end of a story."""

LONGEST_REPEATED, TIMES = 64, 3
"""Up to how many characters are known for one piece that is said again, and how often it is left standing."""

_BLANKS = re.compile(r"[^\S\n]{3,}|\n{3,}")


def squeezed(text: str) -> str:
    """Return the text without long blanks and repeats, its beginning and end where that is longer than LONGEST."""
    if len(text) <= ORDINARY:
        return text
    said = without_repeats(text)
    return said if len(said) <= LONGEST else f"{said[: LONGEST - ENDING]}\n{said[1 - ENDING :]}"


def without_repeats(text: str) -> str:
    """Return the text with long blanks made short, and what is said over and over said three times."""
    text = _BLANKS.sub(lambda found: found[0][:2], text)
    for size in range(1, LONGEST_REPEATED + 1):
        text = _without_repeats_of(text, size)
    return text


def _without_repeats_of(text: str, size: int) -> str:
    """Return the text with each run of one piece of that many characters cut down to TIMES of it, and what is begun."""
    if len(text) <= size * TIMES:
        return text
    letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    same = np.concatenate(([False], letters[size:] == letters[:-size], [False])).astype(np.int8)
    begins, ends = np.flatnonzero(np.diff(same) == 1) + size, np.flatnonzero(np.diff(same) == -1) + size
    for begin, end in reversed(
        [(begin, end) for begin, end in zip(begins, ends, strict=True) if end - begin > size * TIMES]
    ):
        # Whole pieces only, so that the words around keep their borders.
        spare = (end - begin - size * (TIMES - 1)) // size * size
        text = text[: end - spare] + text[end:]
    return text
