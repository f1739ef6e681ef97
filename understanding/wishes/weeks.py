"""Questions about the week of the term, and their answer: which week, odd or even, or that no term runs."""

import re
from datetime import date, datetime, timedelta

from understanding.dates import read_times
from understanding.dates.teaching import FIRST_MONDAY
from understanding.parse import Entity, Intent
from understanding.words.phrasebook import phrases, plain, says
from understanding.words.telling import telling_words

INTENT = "ask_week"
BOOK = "weeks"
TERM_WEEKS = 20
"""Teaching and exam weeks of the longest term; after them no term runs that we know of."""

_AWAY = (
    (re.compile(r"下下(?:个)?(?:周|星期|礼拜)|\bthe week after next\b", re.IGNORECASE), 14),
    (re.compile(r"下(?:个)?(?:周|星期|礼拜)|\bnext week\b", re.IGNORECASE), 7),
    (re.compile(r"上(?:个)?(?:周|星期|礼拜)|\blast week\b", re.IGNORECASE), -7),
)


def asked(words: str, *, now: datetime, term_start: date | None) -> Intent | None:
    """Return the question with its answer in the entities `week` and `day`, None where none is asked.

    `week` counts from 1, the week that holds `term_start`; it is 0 or less before the term and greater than TERM_WEEKS
    after it. "Which week is the exam in" has a subject of its own and is none of these.

    Args:
        now: aware, on the student's wall.
        term_start: a day of the first teaching week; None for the sample campus's autumn term.
    """
    if not says(BOOK, "asked", words) or telling_words(phrases(BOOK)["of_it"].sub(" ", plain(words))):
        return None
    day = _day_meant(words, now, term_start)
    first = term_start or FIRST_MONDAY
    monday = first - timedelta(days=first.weekday())
    week = (day - monday).days // 7 + 1
    return Intent(
        INTENT, 1.0, (Entity("week", str(week)), Entity("day", day.isoformat()), Entity("began", monday.isoformat()))
    )


def _day_meant(words: str, now: datetime, term_start: date | None) -> date:
    for pattern, days in _AWAY:
        if pattern.search(words):
            return now.date() + timedelta(days=days)
    times = read_times(words, now=now, language="zh", term_start=term_start).times
    named = [
        time for time in times if re.search(r"\d|[一二三四五六七八九十]{1,4}[月号日]|[明后]天|tomorrow", time.text)
    ]
    return named[0].start.date() if named else now.date()
