"""Where Chinese words end: 减轻生活 holds 轻生, and says nothing of it."""

import re
from functools import lru_cache

import rjieba

_GOES_ON = frozenset(
    "死去 死掉 死亡 死了 死了算了 死吧 死算了 活着 活下去 活下来 活过来 活过 活下 生命 杀掉 杀死 杀了 杀害 跳下去 跳下来 跳下".split()
)
"""Words that go on with what a match has said so far; any other word that begins with such a letter says another thing."""
_AMBIGUOUS = "死活生杀"
_PREFIXES = re.compile(r"^(?:不|就|真|好|只|都|又|还|老|总|假|没|很|太|也|再|我)")


def segmented(text: str) -> list[str]:
    """Return the words of a text, what stands between them too; 10 microseconds a sentence."""
    return list(rjieba.cut(text, False))


@lru_cache(maxsize=256)
def _words(text: str) -> tuple[tuple[int, str], ...]:
    """Return each word of a text with its place."""
    words, place = [], 0
    for word in segmented(text):
        words.append((place, word))
        place += len(word)
    return tuple(words)


def cuts_a_word(text: str, start: int, end: int) -> bool:
    """Say whether what stands from `start` to `end` begins inside another word, or ends inside one of another meaning."""
    for place, word in _words(text):
        if place < start < place + len(word) and not _PREFIXES.match(word):
            return True
        if start <= place < end < place + len(word):
            return text[end - 1] in _AMBIGUOUS and place == end - 1 and word not in _GOES_ON
    return False
