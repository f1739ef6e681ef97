"""The many ways of writing one thing, brought to one: what the rules then read."""

import re
import unicodedata
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
import zhconv

from understanding.crisis.scripts import in_latin
from understanding.words.patterns import bounded
from understanding.words.squeezed import ORDINARY, without_repeats

LONGEST = 4_096  # characters looked at; Telegram sends no more in one message
LONGEST_SIGN = 4  # characters that one may stand for in a text that grows too long
LONGEST_SPELT = 60  # letters written one by one that are looked at for words
HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_BETWEEN = r"[ \t\u3000.*_\-~·•|/\\+=^'`、。,]"

_SPACED_HAN = re.compile(rf"(?<![{HAN}])([{HAN}](?:(?:{_BETWEEN}|\n){{1,3}}[{HAN}])+)(?![{HAN}])")
_LONE_BEFORE = re.compile(rf"(?<![{HAN}])([{HAN}]){_BETWEEN}{{1,3}}(?=[{HAN}])")
_LONE_AFTER = re.compile(rf"(?<=[{HAN}]){_BETWEEN}{{1,3}}([{HAN}])(?![{HAN}])")
_MASKED_HAN = re.compile(rf"(?<=[{HAN}])[*_\-~·•|/\\+=^'`]{{1,3}}(?=[{HAN}])")
_BLANK_HAN = re.compile(rf"(?<=[{HAN}])[ \t]+(?=[{HAN}])")
_SPACED_LATIN = re.compile(r"(?<![a-z0-9])[a-z](?:[ .*_\-~·|/\n]{1,3}[a-z]){2,}(?![a-z0-9])")
# *one* and __one__, also where one of the two marks stands inside a word: my_self_. k*ll is masked, not marked.
_MARKED = re.compile(r"(?<!\w)(\*{1,3}|_{1,3}|~~|`)(?=\w)([^*_~`\n]{1,80})\1|(\*{1,3}|_{1,3}|~~|`)(\w{1,20})\3(?!\w)")
_MORE_THAN_TWO = re.compile(r"(.)\1{2,}")
_ODD_WORD = re.compile(r"(?<![a-z0-9@$!*#+|])(?=[0-9@$!*#+|]*[a-z])[a-z]*[0-9@$!*#+|][a-z0-9@$!*#+|]*")
_ROOM = re.compile(r"[a-z][0-9]+")  # D13 is where somebody lives
_MASKED = re.compile(
    r"[a-z@$!]{1,30}(?:[*#]{1,30}[a-z@$!]{1,30}){1,9}|[a-z@$!]{2,30}\*{1,30}"
)  # k*ll, s#icide, dea*; but not C#, #12 or f***
_SUICIDE_LIKE = re.compile(r"\bs[a-z]{3,9}\b")
_LEET = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i", "+": "t", "|": "l"}
_LEETS = (str.maketrans(_LEET), str.maketrans(_LEET | {"1": "l", "!": "l", "|": "i"}))
_KEPT_DOUBLE = frozenset("lsfoe哈呵嘿呜")
_QUOTES = str.maketrans(
    {
        **dict.fromkeys("“”「」『』〝〞«»„", '"'),
        **dict.fromkeys("‘’ʼ`´", "'"),
        "。": ".",
        "、": ",",
        "…": ".",
        "\t": " ",
    }
)


@lru_cache(maxsize=1)
def _read() -> Any:
    return yaml.safe_load((Path(__file__).parent / "data" / "variants.yaml").read_text(encoding="utf-8"))


@lru_cache(maxsize=2)
def _variants(name: Literal["spellings", "mixed"]) -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile(bounded(pattern), re.ASCII), plain) for pattern, plain in _read()[name]
    ]  # in 我想die a word begins at d


@lru_cache(maxsize=3)
def _words(name: Literal["disguised", "curses", "little"]) -> list[str]:
    return list(_read()[name].split())  # the likeliest first


@lru_cache(maxsize=1)
def _simplified_known() -> None:
    """Have zhconv read its table by path; by default it leaves the file open."""
    zhconv.loaddict(str(Path(zhconv.__file__).with_name("zhcdict.json")))


def normalise(text: str) -> str:
    """Return the text in lower case, simplified characters and plain spelling; sentence marks are kept.

    Reads the first and the last half of `LONGEST` characters of a longer text, so that neither end is lost.
    """
    text = _both_ends(text)
    text = in_latin(compatible(text).translate(_QUOTES).lower())
    text = _without_pictures(text)
    if len(text) > ORDINARY:
        text = _both_ends(without_repeats(text))  # one sign may have become many letters
    _simplified_known()
    text = zhconv.convert(text, "zh-hans")
    text = _MORE_THAN_TWO.sub(_shorter, text)
    text = _joined(text)
    text = _SUICIDE_LIKE.sub(lambda found: _spelt_right(found.group()), text)
    text = _ODD_WORD.sub(lambda found: _undisguised(found.group()), text)
    for pattern, plain in _variants("spellings"):
        text = pattern.sub(plain, text)
    return re.sub(r" {2,}", " ", text).strip()


def _both_ends(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]}\n{text[-LONGEST // 2 :]}"


def compatible(text: str) -> str:
    """Return the text in plain letters. Signs that stand for a sentence of their own (ﷺ becomes 18) are left out of it
    where they would make it long: 4,096 of them are 73,728 characters."""
    plain = unicodedata.normalize("NFKD", text)
    if len(plain) <= 2 * LONGEST:
        return plain
    return "".join(one for letter in text if len(one := unicodedata.normalize("NFKD", letter)) <= LONGEST_SIGN)


def in_chinese(text: str) -> str:
    """Return a normalised text of both languages with its English words of danger in Chinese: 我想die, 我想死."""
    for pattern, plain in _variants("mixed"):
        text = pattern.sub(plain, text)
    return _BLANK_HAN.sub("", text)


def _without_pictures(text: str) -> str:
    """Drop what has no width and no meaning; keep the few pictures that speak, as words."""
    return "".join(_character(character) for character in text)


_SPEAKING = {
    **dict.fromkeys("😂🤣😆😹", " lol "),
    **dict.fromkeys("💀☠", " lol "),
    **dict.fromkeys("🔪🗡", " 刀 "),
    "🩸": " 血 ",
    "💊": " pills ",
    "🔫": " gun ",
    **dict.fromkeys("⚰🪦", " grave "),
}


def _character(character: str) -> str:
    if character < "\x7f":
        return character if character >= " " or character == "\n" else " "
    kind = unicodedata.category(character)
    if kind in ("Cf", "Mn", "Me", "Cs", "Cc", "Cn"):
        return ""  # joiners, accents, halves of characters: never a word's end
    return _SPEAKING.get(character, " ") if kind in ("So", "Sk", "Co") else character


def _shorter(found: re.Match[str]) -> str:
    letter = found.group(1)
    return letter * 2 if letter in _KEPT_DOUBLE or letter.isdigit() else letter


def _joined(text: str) -> str:
    """Take blanks and masking marks out of words: 想 死, 自.杀, s.u.i.c.i.d.e."""
    text = _MARKED.sub(lambda found: found[2] or found[4], text.replace("'", ""))
    text = _SPACED_HAN.sub(lambda found: re.sub(rf"{_BETWEEN}|\n", "", found.group()), text)
    text = _LONE_BEFORE.sub(r"\1", text)
    text = _LONE_AFTER.sub(r"\1", text)
    text = _MASKED_HAN.sub("", text)
    text = _BLANK_HAN.sub(" ", text)
    return _SPACED_LATIN.sub(lambda found: _parted(re.sub(r"[^a-z]", "", found.group())), text)


@lru_cache(maxsize=1_024)
def _parted(letters: str) -> str:
    """Return the words that letters written one by one make up, as `kill myself`; the letters where they make none."""
    if len(letters) > LONGEST_SPELT:
        return letters
    words = "|".join(map(re.escape, sorted({*_words("disguised"), *_words("little")}, key=len, reverse=True)))
    if not re.fullmatch(f"(?:{words})++", letters):  # no second way of reading is tried: there are 2^n of them
        return letters
    return " ".join(re.findall(words, letters))


@lru_cache(maxsize=4_096)
def _spelt_right(word: str) -> str:
    """Return `suicide` or `suicidal` for a misspelling of it, like suicde; 0.8 keeps "subside" and "decide" apart."""
    near = get_close_matches(word, ("suicide", "suicidal"), n=1, cutoff=0.8)
    return near[0] if near else word


@lru_cache(maxsize=4_096)
def _undisguised(word: str) -> str:
    """Return the dangerous word that digits or stars stand in for, else the word unchanged.

    A mask that may as well hide a curse hides nothing: sh*t is no "shoot".
    """
    if _ROOM.fullmatch(word):
        return word
    for letters in _LEETS:
        if (plain := word.translate(letters)) in _words("disguised"):
            return plain
    if not _MASKED.fullmatch(word):
        return word
    shape = re.compile(re.sub(r"[*#]+", _hidden, re.sub(r"[@$!]", ".", word)))
    if any(map(shape.fullmatch, _words("curses"))):
        return word
    return next(filter(shape.fullmatch, _words("disguised")), word)


def _hidden(mask: re.Match[str]) -> str:
    """Return what a mask may hide; one sign may have been three and more, which `_shorter` has made one."""
    return "[a-z]{1,6}" if len(mask.group()) == 1 else "[a-z]{1,3}"
