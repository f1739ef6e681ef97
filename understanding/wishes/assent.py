"""Whether somebody says yes to what was asked, or only takes note of an answer: "yes please", "ok, got it"."""

import re

from understanding.words.phrasebook import phrases, plain

BOOK = "assent"
LONGEST = 40  # characters; who says more says what
_SIGNS = re.compile(r"[\W_]+")


def is_plain_yes(words: str) -> bool:
    """Say whether the words say yes and no more; "ok" alone does not."""
    return _is_made_of(words, "assents")


def takes_note(words: str) -> bool:
    """Say whether the words only show that an answer was read: "ok cool", 嗯嗯知道了."""
    return _is_made_of(words, "notes")


def begins_with_assent(words: str) -> bool:
    """Say whether what is said begins with a yes or an ok: 好，取消."""
    text = _bare(words)
    return any(phrases(BOOK)[what].match(text) for what in ("assents", "notes"))


def _is_made_of(words: str, needed: str) -> bool:
    """Read from left to right: one phrase at least of the list, beside it only courtesies and notes."""
    rest, found = _bare(words), False
    if not rest or len(rest) > LONGEST:
        return False
    while rest:
        wanted = phrases(BOOK)[needed].match(rest)
        match = wanted or phrases(BOOK)["notes"].match(rest) or phrases(BOOK)["beside"].match(rest)
        if match is None:
            return False
        found = found or wanted is not None
        rest = rest[match.end() :].strip()
    return found


def _bare(words: str) -> str:
    return _SIGNS.sub(" ", plain(words).replace("'", "")).strip()
