"""What is decided about questions: which may be kept, and which are the same."""

import re
import unicodedata

LONGEST_KEPT = 160  # characters; what is longer is a story, and stories tell who told them

_NUMBER = re.compile(r"\d[\d\s-]{4,}\d|\d{5,}")  # a phone, a student's or an account's number
_ADDRESS = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,64}\.\w+|https?://\S+"
    r"|(?:微信|wechat|wx|qq)号?[:： ]{0,2}[a-z_-]{0,40}\d[a-z0-9_-]*",
    re.IGNORECASE | re.ASCII,
)
_COURTESY = re.compile(
    r"^(?:请问|老师|同学|[你您]好|在吗|麻烦(?:问)?一下|问一下|想问(?:一下|问)?|那个|嗨|哈喽|hi|hello|hey"
    r"|excuse me|please|sorry|(?:can|could) you tell me|do you know|i want(?:ed)? to ask|may i ask"
    r"|[\s,，.。!！:：]){1,20}"
    r"|(?:谢谢|多谢|thanks|thank you|please|[\s,，.。!！?？~]){1,20}$",
    re.IGNORECASE,
)


def keepable(words: str) -> str:
    """Return the question as it may be kept, without numbers and addresses; empty where it may not be.

    What has no letters asks nothing, and what is very long is a story.
    """
    plain = " ".join(words.split())
    if len(plain) > LONGEST_KEPT or sum(sign.isalpha() for sign in plain) < 2:
        return ""
    return _ADDRESS.sub("…", _NUMBER.sub("…", plain))


def sameness(words: str) -> str:
    """Return what all ways to put the same question have in common: case, width, signs and courtesy do not count."""
    folded = unicodedata.normalize("NFKC", words).casefold().strip()
    bare = _COURTESY.sub("", folded).strip() or folded
    return "".join(sign for sign in bare if sign.isalnum())[:LONGEST_KEPT] or bare[:LONGEST_KEPT]
