"""What may be taught; pure.

A lesson that does harm is refused before any training, and says why. What is told of danger, or stands in nlu_data/,
the process that understands students finds out (`bot/teaching/checking.py`).
"""

import re
import unicodedata
from collections.abc import Collection

from community.unanswered.rules import keepable

LONGEST = 160  # characters: examples are what students say in one breath
MOST_AT_ONCE = 40
"""Untaught lessons of one intent: more would weigh more than all that was written for it with care."""

MOST_OF_A_FORM = 500  # lines; what one pastes by mistake is refused, not read

_NAMED = re.compile(
    r"(?:我(?:的名字)?叫|我是|本人(?:叫|是)?|姓名(?:是|[:：]))\s{0,3}[\u4e00-\u9fff]{2,4}(?=$|[，,。.！!？?\s的])"
    r"|\b(?:my name is|i am called|this is)\s{1,3}[A-Z][a-z]{1,20}\b",
)
_STUDENT = re.compile(r"学生|同学|新生|本科|硕士|博士|老师|大[一二三四]|研[一二三]|留学")


def sameness(words: str) -> str:
    """Return what makes two lessons the same example: letters and digits, whatever their case and width."""
    plain = unicodedata.normalize("NFKC", words).casefold()
    return ("".join(sign for sign in plain if sign.isalnum()) or plain.strip())[:200]


def lines_of(typed: str) -> list[str]:
    """Return the sentences of a form, one a line, each once."""
    lines = (" ".join(line.split()) for line in typed.splitlines())
    return list({sameness(line): line for line in lines if line}.values())


def refused_for(words: str) -> str:
    """Return why a lesson may not be taught, by its words alone; empty where it may.

    `empty`: it says nothing. `long`: it is a story. `personal`: it names somebody, or a number or address of theirs.
    """
    if sum(sign.isalpha() for sign in words) < 2:
        return "empty"
    if len(words) > LONGEST:
        return "long"
    return "personal" if is_personal(words) else ""


def is_personal(words: str) -> bool:
    """Say whether the words hold a number or an address of somebody, or say what they are called."""
    named = _NAMED.search(words)
    return keepable(words) != " ".join(words.split()) or (named is not None and not _STUDENT.search(named[0]))


def too_many(new: int, waiting: int) -> bool:
    """Say whether an intent would get more lessons at a time than it can bear."""
    return new + waiting > MOST_AT_ONCE


def may_be_taught(intent: str, known: Collection[str]) -> bool:
    """Say whether there is an intent of that name that learns by examples."""
    return intent in known
