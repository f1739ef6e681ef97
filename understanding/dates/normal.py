"""One way of writing for what students type, character by character, so that offsets keep their meaning."""

import unicodedata

_TRADITIONAL = str.maketrans(
    "週禮點後號時鐘兩個這過間單雙淩國慶節聖誕勞動陽", "周礼点后号时钟两个这过间单双凌国庆节圣诞劳动阳"
)
_MARKS = str.maketrans({"’": "'", "‘": "'", "～": "~", "〜": "~", "−": "-", "\N{NO-BREAK SPACE}": " ", "\0": " "})


def normal(text: str) -> str:
    """Return the text in half width, simplified characters and lower case, of the same length."""
    return "".join(map(_half_width, text)).translate(_TRADITIONAL).translate(_MARKS)


def _half_width(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char).lower()
    return plain if len(plain) == 1 else char
