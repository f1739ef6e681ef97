"""Questions about the week of the term: of which day it is asked."""

import re
from datetime import date, datetime, timedelta

from understanding.dates import read_times
from understanding.parse import Entity, Intent
from understanding.words.phrasebook import phrases, plain, says
from understanding.words.telling import telling_words

INTENT = "ask_week"
BOOK = "weeks"

_AWAY = (
    (re.compile(r"下下(?:个)?(?:周|星期|礼拜)|\bthe week after next\b", re.IGNORECASE), 14),
    (re.compile(r"下(?:个)?(?:周|星期|礼拜)|\bnext week\b", re.IGNORECASE), 7),
    (re.compile(r"上(?:个)?(?:周|星期|礼拜)|\blast week\b", re.IGNORECASE), -7),
)


def asked(words: str, *, now: datetime, term_start: date | None) -> Intent | None:
    """Return the question, with the day that it is about in the entity `day`; None where none is asked.

    "Which week is the exam in" has a subject of its own and is none of these.

    Args:
        now: aware, on the student's wall.
        term_start: a day of the first teaching week; None where no term is known.
    """
    if not says(BOOK, "asked", words) or telling_words(phrases(BOOK)["of_it"].sub(" ", plain(words))):
        return None
    day = _day_meant(words, now, term_start)
    return Intent(INTENT, 1.0, (Entity("day", day.isoformat()),))


def _day_meant(words: str, now: datetime, term_start: date | None) -> date:
    for pattern, days in _AWAY:
        if pattern.search(words):
            return now.date() + timedelta(days=days)
    times = read_times(words, now=now, language="zh", term_start=term_start).times
    named = [
        time for time in times if re.search(r"\d|[一二三四五六七八九十]{1,4}[月号日]|[明后]天|tomorrow", time.text)
    ]
    return named[0].start.date() if named else now.date()
