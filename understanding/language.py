"""Which language a message is in."""

import re

from understanding.parse import Language

_CJK = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]")


def language_of(words: str, chosen: str | None) -> Language:
    """Return the language to answer in: one Chinese character means Chinese, else what the student chose.

    Args:
        chosen: `zh` or `en` as the student or the talk so far settled it; None means that nothing did.
    """
    if _CJK.search(words):
        return "zh"
    return "zh" if chosen == "zh" else "en"
