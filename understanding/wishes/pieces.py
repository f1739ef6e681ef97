"""A clause made plain, and cut into the pieces that each say one thing."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import zhconv

from understanding.parse import Language
from understanding.wishes.grammar import plain, tags
from understanding.words.spelling import mended

LONGEST = 1_000  # characters; as for the NLU, what is wanted stands there or nowhere

_HAN = re.compile(r"[㐀-鿿]")
_QUOTES = str.maketrans(
    {
        **dict.fromkeys("‘’ʼ`´′", "'"),
        **dict.fromkeys("，、", ","),
        **{"。": ".", "？": "?", "！": "!", "；": ";", "—": " - "},
    }
)
_AFTER_SO = (
    "sign|put|count|mark|enter|enroll?|cancel|book|remove|delete|drop|stop|take|move|get|give|add|register"
    "|can|could|please|that|i"
)
_CUT = re.compile(
    r"(?<=[,;!?\n])|(?<=[^\d\s]\.)(?=\s|$|[㐀-鿿])|(?<=[㐀-鿿])\.|\s{1,9}-{1,9}\s{1,9}"
    rf"|\s{{1,9}}(?=(?:but|because|so (?:{_AFTER_SO})|though|although|however)\b)"
    r"|(?<!\byou)(?<!\bu)(?<!t)\s{1,9}(?=(?:please|pls|plz) (?!not\b|don|do not))"
    r"|(?=但是|但|可是|不过(?![去来])|只是|因为|所以|然后)|(?<=[㐀-鿿])\s{1,9}(?=[㐀-鿿])"
)
_RUNS_ON = re.compile(  # spoken, without any mark
    r"(?<=\w)\s{1,9}(?=(?:can|could|would|will) (?:you|u) |(?:get|book|sign|register|give) me\b|cancel my )"
)
_DOES_IT = re.compile(  # whose deed the words after it tell, or who is to do it
    r"\b(?:to|and|or|i|we|you|u|he|she|it|they|who|that|which|them|him|her|someone|somebody|people|can|could|will|would|may"
    r"|must|should|please|pls|plz|just|not|never|don'?t|let|help|then|did|do|does|had|go|always|often|usually|also|even"
    r"|still|really|keeps?|made|makes?|wants?|needs?|asked|told|said|says?|means?|meant|typed?|writes?|wrote|\w+n't"
    r"|(?:\w+n't|not|never) [\w-]+"
    r"|(?:my|our|the|his|her|their|an?|some|all|every|two|both)(?: [\w-]+){1,2})$"
)
_ASKS_US = re.compile(r"(?:can|could|would|will) ")
_ASKS_BEFORE = re.compile(r"\b(?:how|what|which|when|where|who|why|if|whether|wonder\w*|know|that|reminders|notices)\b")
LONGEST_IN_FRAGMENTS, LONGEST_FRAGMENT, MOST_WORDS_OF_A_FRAGMENT = 40, 8, 3
"""Characters of a message made of fragments, and of one in Chinese; words of one in English."""
_ENDS_INSIDE = re.compile(r"[?!;\n].|\b(?:no|not|don't|never)\b|[不别没勿]")
FEWEST_BEFORE = 3  # words before a request that begins without a mark
_QUOTED = re.compile(  # what is quoted is not said by the writer; an apostrophe inside a word ends no quotation
    r"\"[^\"]+\"|“[^”]+”|「[^」]+」|《[^》]+》|(?<![a-z0-9'])'(?=\w)(?:[^'\n]|(?<=[a-z])'(?=[a-z])){2,90}'(?![a-z0-9])"
)
_SAID_BY = re.compile(  # who said it stands behind it: "speak to a person, they say"
    r"(?P<start>^|[.!?;\n])\s{0,9}(?P<said>[^.!?;,\n]{3,60}), "
    r"(?P<who>(?:they|he|she|people|every(?:body|one)|(?:my|the|some) \w+)"
    r" (?:say|says|said|told me|tell me|keeps? saying|wrote|writes))(?=\s{0,9}(?:[.,;!?\n]|$))"
)
_MARKS_INSIDE = re.compile(r"[,.;!?\n]")
_WORD = re.compile(r"\w")
_MARKS = " \n,;.!?-:~…"


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a clause.

    Args:
        text: in plain words, as the grammars read it.
        said: as the writer put it.
        ends_asking: a question mark follows.
    """

    text: str
    said: str
    ends_asking: bool

    @property
    def language(self) -> Language:
        """The language whose grammar reads it: mixed words are read as Chinese."""
        return "zh" if _HAN.search(self.text) else "en"


def pieces(clause: str) -> list[Piece]:
    """Return the pieces of a clause in order, those without words left out."""
    told = _SAID_BY.sub(r"\g<start> \g<who> \g<said>", _quoted_whole(fold(clause[:LONGEST])))
    folded = _joined(told)
    said = [part for whole in _CUT.split(folded) for part in _run_on(whole or "") if _WORD.search(part)]
    return [_piece(part) for part in said]


def _quoted_whole(folded: str) -> str:
    """Return the text with no mark left inside what is quoted, so that it is not cut there."""
    return _QUOTED.sub(lambda found: _MARKS_INSIDE.sub(" ·", found[0]), folded)  # a blank cuts between two characters


def _joined(folded: str) -> str:
    """Return words thrown down one by one as the one sentence that they are: "job fair, me, yes", 招聘会 我 报."""
    if len(folded) > LONGEST_IN_FRAGMENTS or _ENDS_INSIDE.search(folded):
        return folded
    if _HAN.search(folded):
        parts = re.split(r"[\s,]+", folded.strip(_MARKS))
        return "".join(parts) if len(parts) > 1 and max(map(len, parts)) <= LONGEST_FRAGMENT else folded
    parts = re.split(r"\s{0,3}[,+-]{1,3}\s{1,3}|\s{1,3}[,+-]{1,3}\s{0,3}|\.\s{1,3}", folded.strip(_MARKS))
    return " ".join(parts) if max(len(part.split()) for part in parts) <= MOST_WORDS_OF_A_FRAGMENT else folded


def _run_on(part: str) -> list[str]:
    """Cut where a request begins that no mark parts from what is told before it."""
    begins = _RUNS_ON.search(part)
    if begins is None or _ASKS_BEFORE.search(part[: begins.start()]):
        return [part]
    before, after = part[: begins.start()], part[begins.end() :]
    if len(before.split()) < FEWEST_BEFORE or (not _ASKS_US.match(after) and _DOES_IT.search(before)):
        return [part]
    return [before, after]


def _piece(said: str) -> Piece:
    spoken = _QUOTED.sub(" ", said).strip(_MARKS)
    text = spoken if _WORD.search(spoken) else said.strip(_MARKS)
    language: Language = "zh" if _HAN.search(text) else "en"
    untagged = tags(language).sub("", text)
    asking = said.rstrip().endswith("?") and untagged == text
    for pattern, instead in plain(language):
        untagged = pattern.sub(instead, untagged)
    return Piece(re.sub(r"\s{2,}", " ", untagged).strip(), said.strip(), asking)


@lru_cache(maxsize=5_000)  # the names of all events are read with each message
def fold(text: str) -> str:
    """Return the text in lower case, simplified characters, straight quotes, no accents, and orders spelt right."""
    letters = unicodedata.normalize("NFKD", text).translate(_QUOTES).casefold()
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    _load_characters()
    return mended(zhconv.convert(unicodedata.normalize("NFC", bare), "zh-hans") if _HAN.search(bare) else bare)


@cache
def _load_characters() -> None:
    """Have zhconv read its table by path; by default it leaves the file open."""
    zhconv.loaddict(str(Path(zhconv.__file__).with_name("zhcdict.json")))
