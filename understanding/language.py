"""Which language a message is in."""

import re

from understanding.parse import Language

_CJK = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]")

ENOUGH_WORDS = 3


def language_of(words: str, chosen: str | None) -> Language:
    """Return the language to answer in: one Chinese character means Chinese, else what the student chose.

    Args:
        chosen: `zh` or `en` as the student or the talk so far settled it; None means that nothing did.
    """
    if _CJK.search(words):
        return "zh"
    return "zh" if chosen == "zh" else "en"


def is_too_short_to_tell(words: str) -> bool:
    """Say whether words without Chinese characters say little of their writer's language: "ok", "CET-6"."""
    return len(re.findall(r"[A-Za-z']+", words)) < ENOUGH_WORDS
