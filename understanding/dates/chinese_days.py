"""Days named in Chinese by weekday or by their distance: `jionlp-time` reads weekdays, days near today and feasts."""

import re
import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from threading import Lock
from typing import Any

from understanding.dates.english_words import DAY as _ENGLISH_DAY
from understanding.dates.numerals import NUMBER as _N
from understanding.dates.numerals import number
from understanding.dates.pieces import Doubt, Piece, Step, add_months, month_of, weekday_from

_W = r"(?:周|星期|礼拜)"
_NOT_COUNTED = r"(?!\s*(?:次|个|节|回|遍|趟|天[^上下早晚中]|门|种|位|名|人|篇|场|小时|分))"
_PRE = r"(?:(?:上{1,4}|下{1,4}|这|本|当)(?:一)?个?|next |this )"

WEEKDAY = re.compile(
    rf"(?<![每])(?:(?P<pre>{_PRE})\s*)?{_W}(?P<d>[一二三四五六日天]|[1-6](?!\d|[:点号月])){_NOT_COUNTED}"
)
# 周七 and 周八 may be people, so there a word of time must stand on one side.
NO_WEEKDAY = re.compile(
    rf"(?:(?P<pre>{_PRE})\s*{_W}|(?<=\0){_W}|(?:星期|礼拜)|周(?=.(?:$|[\s\d\0,，。.?？!！的上下中早晚约能可有行吧吗])))"
    rf"(?P<d>[七八九零〇](?![十百千点号月日])|[0789](?![\d:点号月日百千])){_NOT_COUNTED}"
)
WEEKEND = re.compile(rf"(?P<pre>{_PRE})?(?:{_W}末|双休日|{_W}六[、和]?(?:{_W})?[日天])")
WEEK = re.compile(
    rf"(?<!next )(?P<pre>{_PRE})\s*(?:(?:周|星期|礼拜)(?![次期])(?P<today>的?今天)?|(?={_ENGLISH_DAY}(?![a-z])))"
)
WEEKS_ON = re.compile(
    rf"(?:再?过)?(?P<n>{_N})个?{_W}(?:之后|以后|后|过后)的?(?:(?:周|星期|礼拜)(?P<d>[一二三四五六日天])|今天)?"
)
WORKDAYS_ON = re.compile(rf"(?P<n>{_N})个?工作日(?:之后|以后|后)")
DAY = re.compile(
    r"大+前[天儿]|前[天儿](?![童子媳])|[昨今明]儿个?|昨[天日]|今[天日]|明[天日]|大+后[天儿]"
    r"|后[天日](?!性)|(?<![以之然最随前背今先])后儿个?(?![童子媳女])|(?P<short>[今明昨])(?=早|晚|晨|夜|上午|下午|中午)"
)
DAYS_ON = re.compile(rf"(?:再?过)?(?P<n>{_N}|半)个?(?P<unit>天|日|月)(?:之后|以后|后|过后|\s*later)|过(?P<n2>{_N})天")
_LUNAR_DAY = r"(?:初[一二三四五六七八九十]|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?)"
FEAST_BY_MOON = re.compile(
    r"(?P<eve>除夕|(?:大年|腊月|年)三十)|(?P<little>小年(?!轻|级|纪))|春节|元宵节?|清明节?|端午节?|中秋节?|重阳节?|七夕节?|腊八节?|冬至"
    rf"|大年初[一二三四五六七八]|(?:农历|阴历)?[正腊冬]月{_LUNAR_DAY}|(?:农历|阴历)?(?:{_N})月初[一二三四五六七八九十]"
    rf"|(?:农历|阴历){_N}月{_LUNAR_DAY}"
)
# After 周一 without 周 again: 周一三五, but 周一三点 is an hour.
_REST = r"(?=[一二三四五六日]{0,4}(?:$|[\s,，。.?？!！的上下中早晚都也可行能有]))"
MORE_WEEKDAYS = re.compile(
    rf"(?:(?<=\0)|(?<=\0[二三四五六])|(?<=\0[二三四五六]{{2}})|(?<=\0[二三四五六]{{3}}))(?P<d>[二三四五六日]){_REST}"
)

FIGURES = str.maketrans("123456天", "一二三四五六日")

_lock = Lock()  # the library keeps its working state in the one parser object


@lru_cache(maxsize=1)
def _library() -> Callable[..., dict[str, Any]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # its patterns are written without raw strings
        warnings.simplefilter("ignore", DeprecationWarning)
        from jionlp_time import parse_time
    return parse_time  # type: ignore[no-any-return]


@lru_cache(maxsize=2_000)
def _days(words: str, today: date) -> tuple[date, date] | None:
    """Ask the library for the first and last day meant; None where it reads nothing."""
    with _lock:
        try:
            read = _library()(words, time_base={"year": today.year, "month": today.month, "day": today.day})
            first, last = (datetime.fromisoformat(end).date() for end in read["time"])
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):
            return None
    return first, last


def weekday(match: re.Match[str], today: date) -> Piece | None:
    """Read 周三, 下周三, 这周5."""
    name = match["d"].translate(FIGURES)
    if match["pre"] is None:
        day = weekday_from(today, "一二三四五六日".index(name))
        return Piece(match.start(), match.end(), day=day, step="week", by_weekday=True)
    named = _piece(match, _days(f"{nearness(match['pre'])}周{name}", today))
    return replace(named, by_weekday=True) if named else None


def more_weekday(match: re.Match[str], today: date) -> Piece:
    """Read the 三 and the 五 of 周一三五."""
    day = weekday_from(today, "一二三四五六日".index(match["d"]))
    return Piece(match.start(), match.end(), day=day, step="week", by_weekday=True)


def no_weekday(match: re.Match[str], today: date) -> Piece:
    """Read 周八, which no week has; the Sunday is nearest."""
    sunday = weekday_from(today, 6) + timedelta(weeks=away(nearness(match["pre"] or "")))
    step: Step | None = None if match["pre"] else "week"
    doubt = Doubt("no_such_weekday", said=match.group().replace(match["pre"] or "\0", "").strip("\0 "))
    return Piece(match.start(), match.end(), day=sunday, step=step, by_weekday=True, doubt=doubt)


def weekend(match: re.Match[str], today: date) -> Piece | None:
    """Read 周末, 下周末: Saturday and Sunday."""
    saturday = weekday_from(today, 5) if today.weekday() < 6 else today - timedelta(days=1)
    saturday += timedelta(weeks=away(nearness(match["pre"] or "")))
    step: Step | None = None if match["pre"] else "week"
    return Piece(match.start(), match.end(), day=saturday, last=saturday + timedelta(days=1), step=step)


def week(match: re.Match[str], today: date) -> Piece | None:
    """Read 下周, 这个星期: Monday to Sunday."""
    if match["today"]:
        return Piece(match.start(), match.end(), day=today + timedelta(weeks=away(match["pre"])))
    return _piece(match, _days(f"{nearness(match['pre'])}周", today))


def weeks_on(match: re.Match[str], today: date) -> Piece | None:
    """Read 两周后, and 两周后的周三, which is the Wednesday of the week two weeks on."""
    day = today + timedelta(weeks=number(match["n"]))
    if match["d"]:
        day += timedelta(days="一二三四五六日".index(match["d"].translate(FIGURES)) - day.weekday())
    return Piece(match.start(), match.end(), day=day)


def near_day(match: re.Match[str], today: date) -> Piece | None:
    """Read 明天, 大后天, and the 明 of 明早."""
    return _piece(
        match, _days(match["short"] + "天" if match["short"] else match.group().strip("个").replace("儿", "天"), today)
    )


def days_on(match: re.Match[str], today: date) -> Piece | None:
    """Read 三天后, 半个月后, 一个月后."""
    if match["unit"] == "月":
        if match["n"] == "半":
            return Piece(match.start(), match.end(), day=today + timedelta(days=15))
        first = add_months(today.replace(day=1), number(match["n"]))
        return Piece(match.start(), match.end(), day=first.replace(day=min(today.day, month_of(first)[1].day)))
    count = match["n"] or match["n2"]
    return None if count == "半" else Piece(match.start(), match.end(), day=today + timedelta(days=number(count)))


def workdays_on(match: re.Match[str], today: date) -> Piece | None:
    """Read 三个工作日后, Saturdays and Sundays not counted."""
    day = today
    for _ in range(number(match["n"])):
        day += timedelta(days=1 if day.weekday() < 4 else 7 - day.weekday())
    return Piece(match.start(), match.end(), day=day)


def feast(match: re.Match[str], today: date) -> Piece | None:
    """Read the next feast of that name, and the next day of the moon's calendar."""
    name = _by_moon(match)
    for years in (-1, 0, 1):  # the twelfth month of the moon's year may lie in the sun's next one
        days = _days(name, today.replace(year=today.year + years, day=min(today.day, 28)))
        first = days[0] - timedelta(days=bool(match["eve"])) if days else None
        if first and first >= today:
            return Piece(match.start(), match.end(), day=first)
    return None


def _by_moon(match: re.Match[str]) -> str:
    """Return the name as the library knows it; its 腊八 is another day, and it has no 除夕, 小年 and 冬月."""
    if match["eve"]:  # the day before, as the last month has 29 days or 30
        return "春节"
    said = match.group().removeprefix("农历").removeprefix("阴历")
    if said.startswith("腊八"):
        return "农历腊月初八"
    return "农历腊月二十三" if match["little"] else f"农历{said.replace('冬月', '十一月')}" if "月" in said else said


def _piece(match: re.Match[str], days: tuple[date, date] | None) -> Piece | None:
    if days is None:
        return None
    first, last = days
    return Piece(match.start(), match.end(), day=first, last=last if last > first else None)


def nearness(words: str) -> str:
    """Return 下, 上 or 这, as often as said: 下下个 gives 下下."""
    if words.strip() in ("next", "this"):
        return "下" if words.startswith("next") else "这"
    return words.strip("一个").replace("当", "这").replace("本", "这")


def away(words: str) -> int:
    """Return how many weeks or months away 下下, 下, 这 and 上 point."""
    return words.count("下") - words.count("上")
