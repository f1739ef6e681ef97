"""Letters of other scripts that stand in for Latin ones: look-alikes, small capitals, letters in squares."""

import re
import unicodedata
from functools import lru_cache

_LATIN = re.compile(r"[a-z]")
_FOREIGN = re.compile(r"[\u0370-\u03ff\u0400-\u052f\u1f00-\u1fff]")
_WORD = re.compile(r"[^\W\d_]+")

# Lower-case Cyrillic and Greek letters drawn like a Latin one: those of Unicode's confusables that words hide behind.
_LOOKALIKES = str.maketrans(
    {
        **dict(zip("асеіјорѕхуԁһԛѡӏ", "aceijopsxydhqwl", strict=True)),
        **dict(zip("вкмнтгпи", "bkmhtrnu", strict=True)),  # like the Latin capitals, or as people write them by hand
        **dict(zip("αβεγηικλμνορσςτυωχϲϳ", "abeyniklmvopsstuwxcj", strict=True)),
    }
)
_NEVER_RUSSIAN = re.compile("[іјѕԁһԛѡӏϲϳ]")  # Ukrainian and Serbian have some, but no word of Latin shape only
_LETTER_OF_A_NAME = re.compile(
    r"(?:LATIN LETTER SMALL CAPITAL|NEGATIVE \w+ LATIN CAPITAL LETTER|REGIONAL INDICATOR SYMBOL LETTER) ([A-Z])$"
)


def in_latin(text: str) -> str:
    """Return a lower-case text whose look-alikes are Latin letters; real Cyrillic and Greek stay."""
    text = "".join(_plain_letter(character) if character > "\x7f" else character for character in text)
    if not _FOREIGN.search(text):
        return text
    talks_latin = len(_LATIN.findall(text)) >= len(_FOREIGN.findall(text))
    return _WORD.sub(lambda word: _unmasked(word.group(), talks_latin=talks_latin), text)


def _unmasked(word: str, *, talks_latin: bool) -> str:
    """Return the word that look-alikes spell, where something says that they are none of their own script."""
    if not _FOREIGN.search(word):
        return word
    if not (_LATIN.search(word) or talks_latin or _NEVER_RUSSIAN.search(word)):
        return word
    plain = word.translate(_LOOKALIKES)
    return plain if plain.isascii() else word


@lru_cache(maxsize=4_096)
def _plain_letter(character: str) -> str:
    """Return the letter that a letter-like sign is named after: ᴋ and 🅺 are k."""
    named = _LETTER_OF_A_NAME.match(unicodedata.name(character, ""))
    return named[1].lower() if named else character
