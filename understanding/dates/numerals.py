"""Whole numbers up to 99 as students write them, in Chinese characters or figures."""

NUMBER = r"(?:\d{1,2}|[二三四五六七八九两]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[零〇一二两三四五六七八九])"
_DIGITS = {**{char: value for value, char in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2, "廿": 20, "几": 3}


def number(text: str) -> int:
    """Return 23 for 23 or 二十三; only figures, the Chinese digits and 十 may occur."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return (
            sum(_DIGITS[char] for char in text) if "廿" in text else int("".join(str(_DIGITS[char]) for char in text))
        )
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
