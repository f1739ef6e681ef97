"""Where Chinese words end: 减轻生活 holds 轻生, and says nothing of it."""

import re
from functools import lru_cache

from understanding.words.segmenter import cut

_GOES_ON = re.compile(
    r"死(?:去|掉|亡|了|了?算了|吧)|活(?:着|[下过]去|[下过]来|[过下])|生命|杀(?:掉|死|了|害)|跳下[去来]?"
)
"""Words that go on with what a match has said so far. Any other that begins with such a letter says another thing."""
_AMBIGUOUS = "死活生杀"
_PREFIXES = re.compile(r"^(?:不|就|真|好|只|都|又|还|老|总|假|没|很|太|也|再|我)")


@lru_cache(maxsize=256)
def _words(text: str) -> tuple[tuple[int, str], ...]:
    """Return each word of a text with its place."""
    words, place = [], 0
    for word in cut(text, guess=False):
        words.append((place, word))
        place += len(word)
    return tuple(words)


def cuts_a_word(text: str, start: int, end: int) -> bool:
    """Say whether a match begins inside another word, or ends inside one of another meaning."""
    for place, word in _words(text):
        if place < start < place + len(word) and not _PREFIXES.match(word):
            return True
        if start <= place < end < place + len(word):
            return text[end - 1] in _AMBIGUOUS and place == end - 1 and not _GOES_ON.fullmatch(word)
    return False
