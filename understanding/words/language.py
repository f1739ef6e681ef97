"""Which language a message is in."""

import re

from understanding.parse import Language

_CJK = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]")
# Kana, Hangul, Cyrillic, Greek, Arabic, Hebrew, Devanagari to Malayalam, Thai to Burmese, Mongolian, Khmer.
_OTHER_LETTER = re.compile(r"[぀-ヿ가-힣ᄀ-ᇿͰ-ϿЀ-ԯ֐-׿؀-ۿऀ-ൿ฀-႟ក-៿᠀-ᢪ]")
_VIETNAMESE = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_ENGLISH = re.compile(
    r"\b(?:i|i'm|the|a|an|to|my|is|are|am|you|and|of|in|it|do|what|how|can|want|for|on|not|don't|please|where|when|with"
    r"|from|at|we|they|he|she|has|had|was|does|need"
    r"|this|that|have|will|so|be)\b",
    re.IGNORECASE,
)
# The commonest words of French, Spanish, Indonesian and German that are neither English nor pinyin.
_FOREIGN = re.compile(
    r"\b(?:je|suis|veux|vous|moi|avec|dans|une|les|quand|mourir|yo|quiero|estoy|muy|pero|por|para|una|los|que|más|morir"
    r"|ayuda|vida|puedo|aku|saya|ingin|tidak|ini|sudah|lagi|bisa|tolong|ich|nicht|und|mein|mich|kann|leben|sterben)\b",
    re.IGNORECASE,
)

_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'’]+|\b[aAiI]\b")
_A_WORD = re.compile(r"\b[A-Za-z]?[a-z]{2,}\b")  # CET is none

ENOUGH_WORDS = 3


def language_of(words: str, chosen: str | None) -> Language:
    """Return the language to answer in: that of the sentence, whatever names it holds of the other one.

    "where is 学工办" is an English sentence, deadline是哪天 a Chinese one. Words without a Chinese character are in
    the language that the student chose.

    Args:
        chosen: `zh` or `en` as the student or the talk so far settled it; None means that nothing did.
    """
    signs = len(_CJK.findall(words))
    if signs:
        return "en" if _is_english_around(words, signs) else "zh"
    return "zh" if chosen == "zh" else "en"


def _is_english_around(words: str, signs: int) -> bool:
    """Say whether the Chinese signs stand in an English sentence; a Chinese word has two signs, mostly."""
    return len(_ENGLISH.findall(words)) > 1 and len(_LATIN_WORD.findall(words)) >= signs


def has_chinese(words: str) -> bool:
    """Say whether there is a Chinese character in the words."""
    return _CJK.search(words) is not None


def guessed(words: str) -> Language:
    """Return the language of the first words of somebody of whom nothing else is known: "bike stolen", "6级"."""
    return "en" if not has_chinese(words) and _A_WORD.search(words) else "zh"


def is_too_short_to_tell(words: str) -> bool:
    """Say whether words without Chinese characters say little of their writer's language: "ok", "CET-6"."""
    return len(re.findall(r"[A-Za-z']+", words)) < ENOUGH_WORDS


def speaks_neither(code: str, words: str) -> bool | None:
    """Say whether the writer's language is neither Chinese nor English, None where nothing tells.

    Args:
        code: their language as the channel names it, as `ru` or `zh-hans`; empty where it names none.
    """
    told = code.partition("-")[0].lower()
    if told and told not in ("zh", "en"):
        return True
    written = _is_foreign(words)
    return False if written is None and told else written


def _is_foreign(words: str) -> bool | None:
    others, ours = len(_OTHER_LETTER.findall(words)), len(_CJK.findall(words))
    if others > ours / 3 and others > len(
        _LATIN.findall(words)
    ):  # one の in a Chinese line, or a disguised а, is no tongue
        return True
    if ours:
        return False
    foreign, english = len(_FOREIGN.findall(words)), len(_ENGLISH.findall(words))
    if _VIETNAMESE.search(words) or (foreign > 1 and foreign > english):
        return True
    return False if english else None
