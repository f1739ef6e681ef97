"""Weeks of the teaching calendar: 第14周周三, 单周周五, "Wednesday of week 14"."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from understanding.dates.numerals import number
from understanding.dates.pieces import Doubt, Piece, monday_of

FIRST_MONDAY = date(2026, 8, 31)  # of the autumn term of 2026; who answers students names the term that runs
LONGEST_TERM_WEEKS = 30

_N = r"(?P<n>\d{1,2}|[一二三四五六七八九十]{1,3})"
WEEK = re.compile(
    rf"第\s*{_N}\s*(?:教学)?(?:周|星期|礼拜)(?P<d>[一二三四五六日天](?![共起定直般样程期]))?"
    rf"|(?<![\d一二两三四五六七八九十每]){_N.replace('<n>', '<n2>')}\s*周(?=的?(?:周|星期|礼拜))"
    rf"|\b(?:teaching )?(?:week|wk)\s*{_N.replace('<n>', '<n3>')}\b",
    re.ASCII,
)
ODD_OR_EVEN = re.compile(
    r"(?P<next>下一?个|next |(?<!\w)the next )?(?:(?P<zh>[单双])周|(?P<en>odd|even)[- ]weeks?\b)", re.ASCII
)


def readers(today: date, term_start: date | None) -> Iterator[tuple[re.Pattern[str], Callable[[re.Match[str]], Piece]]]:
    """Yield who reads teaching weeks, by their patterns; where no term is known, they name no day."""
    if term_start is None:
        yield from ((pattern, _of_no_term) for pattern in (WEEK, ODD_OR_EVEN))
        return
    yield WEEK, lambda match: week(match, term_start)
    yield ODD_OR_EVEN, lambda match: odd_or_even(match, today, term_start)


def _of_no_term(match: re.Match[str]) -> Piece:
    return Piece(match.start(), match.end(), doubt=Doubt("no_term", said=match.group().strip()))


def week(match: re.Match[str], term_start: date) -> Piece:
    """Read a numbered teaching week, Monday to Sunday; no term has a 60th."""
    count = number(match["n"] or match["n2"] or match["n3"])
    if not 1 <= count <= LONGEST_TERM_WEEKS:
        return Piece(match.start(), match.end(), doubt=Doubt("no_such_week", said=match.group().strip()))
    monday = monday_of(term_start) + timedelta(weeks=count - 1)
    if match["d"]:
        day = monday + timedelta(days="一二三四五六日".index(match["d"].replace("天", "日")))
        return Piece(match.start(), match.end(), day=day, by_weekday=True)
    return Piece(match.start(), match.end(), day=monday, last=monday + timedelta(days=6))


def odd_or_even(match: re.Match[str], today: date, term_start: date) -> Piece:
    """Read the next odd (单周) or even (双周) teaching week, the running one included."""
    monday = monday_of(today)
    running = (monday - monday_of(term_start)).days // 7 + 1
    odd = match["zh"] == "单" or match["en"] == "odd"
    if match["next"]:
        monday, running = monday + timedelta(weeks=1), running + 1
    monday += timedelta(weeks=0 if running % 2 == odd else 1)
    return Piece(match.start(), match.end(), day=monday, last=monday + timedelta(days=6), step="fortnight")
