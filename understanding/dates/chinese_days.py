"""Days named in Chinese: `jionlp-time` reads weekdays, days near today and feasts; months, which it miscounts, not."""

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
from understanding.dates.pieces import Piece, Step, add_months, month_of, weekday_from

_W = r"(?:周|星期|礼拜)"
_NOT_COUNTED = r"(?!\s*(?:次|个|节|回|遍|趟|天[^上下早晚中]|门|种|位|名|人|篇|场|小时|分))"
_PRE = r"(?:(?:上+|下+|这|本|当)(?:一)?个?|next |this )"
_NOT_NUMBERED = r"(?!楼|线|门|院|馆|厅|食堂|教|宿舍|机|窗|码|店|出口|公寓|桌|台|实验|床|柜|选手|文件|房|球|车|位|同学)"

WEEKDAY = re.compile(
    rf"(?<![每])(?:(?P<pre>{_PRE})\s*)?{_W}(?P<d>[一二三四五六日天]|[1-6](?!\d|[:点号月])){_NOT_COUNTED}"
)
WEEKEND = re.compile(rf"(?P<pre>{_PRE})?(?:{_W}末|双休日|{_W}六[、和]?(?:{_W})?[日天])")
WEEK = re.compile(rf"(?P<pre>{_PRE})\s*(?:(?:周|星期|礼拜)(?![次期])(?P<today>的?今天)?|(?={_ENGLISH_DAY}(?![a-z])))")
WEEKS_ON = re.compile(
    rf"(?:再?过)?(?P<n>{_N})个?{_W}(?:之后|以后|后|过后)的?(?:(?:周|星期|礼拜)(?P<d>[一二三四五六日天])|今天)?"
)
NTH_WEEKDAY = re.compile(
    rf"(?P<month>{_N}月份?|(?:下+|这|本)一?个?月)的?(?:第(?P<n>[一二三四五1-5])个?|(?P<last>最后一?个?)){_W}(?P<d>[一二三四五六日天])"
)
MONTH_DAY = re.compile(
    rf"(?P<year>今年|明年|后年|去年|\d{{4}}年|\d\d年|[零〇一二三四五六七八九]{{4}}年)?的?(?P<month>{_N}月份?|(?:上|下+|这|本)一?个?月)的?"
    rf"(?:(?P<day>{_N})\s*[日号]{_NOT_NUMBERED}|(?P<bound>底|初|中旬|末))?"
)
DAY_OF_MONTH = re.compile(rf"(?<![第月\d.一二三四五六七八九十])(?P<day>{_N})[日号]{_NOT_NUMBERED}")
MONTH_BOUND = re.compile(r"(?<![年个])(?P<bound>月底|月末|月初)|(?<!\d)年[底末]")
WORKDAYS_ON = re.compile(rf"(?P<n>{_N})个?工作日(?:之后|以后|后)")
DAY = re.compile(
    r"大+前天|前天|昨[天日]|今[天日儿]|明[天日儿]|大+后天|后[天日](?!性)|(?P<short>[今明昨])(?=早|晚|晨|夜|上午|下午|中午)"
)
DAYS_ON = re.compile(rf"(?:再?过)?(?P<n>{_N}|半)个?(?P<unit>天|日|月)(?:之后|以后|后|过后|\s*later)|过(?P<n2>{_N})天")
FEAST_BY_MOON = re.compile(r"除夕|春节|元宵节?|清明节?|端午节?|中秋节?")

_FIGURES = str.maketrans("123456天", "一二三四五六日")

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
    name = match["d"].translate(_FIGURES)
    if match["pre"] is None:
        day = weekday_from(today, "一二三四五六日".index(name))
        return Piece(match.start(), match.end(), day=day, step="week", by_weekday=True)
    named = _piece(match, _days(f"{_nearness(match['pre'])}周{name}", today))
    return replace(named, by_weekday=True) if named else None


def weekend(match: re.Match[str], today: date) -> Piece | None:
    """Read 周末, 下周末: Saturday and Sunday."""
    saturday = weekday_from(today, 5) if today.weekday() < 6 else today - timedelta(days=1)
    saturday += timedelta(weeks=_away(_nearness(match["pre"] or "")))
    step: Step | None = None if match["pre"] else "week"
    return Piece(match.start(), match.end(), day=saturday, last=saturday + timedelta(days=1), step=step)


def week(match: re.Match[str], today: date) -> Piece | None:
    """Read 下周, 这个星期: Monday to Sunday."""
    if match["today"]:
        return Piece(match.start(), match.end(), day=today + timedelta(weeks=_away(match["pre"])))
    return _piece(match, _days(f"{_nearness(match['pre'])}周", today))


def weeks_on(match: re.Match[str], today: date) -> Piece | None:
    """Read 两周后, and 两周后的周三, which is the Wednesday of the week two weeks on."""
    day = today + timedelta(weeks=number(match["n"]))
    if match["d"]:
        day += timedelta(days="一二三四五六日".index(match["d"].translate(_FIGURES)) - day.weekday())
    return Piece(match.start(), match.end(), day=day)


def near_day(match: re.Match[str], today: date) -> Piece | None:
    """Read 明天, 大后天, and the 明 of 明早."""
    return _piece(match, _days(match["short"] + "天" if match["short"] else match.group().replace("儿", "天"), today))


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
    """Read the next feast of that name."""
    for year in (today, today.replace(year=today.year + 1, day=min(today.day, 28))):
        days = _days(match.group(), year)
        if days and days[1] >= today:
            return _piece(match, (days[0], days[0]))
    return None


def month_day(match: re.Match[str], today: date) -> Piece | None:
    """Read 12月5号, 下个月3号, 明年3月, 下个月底."""
    step: Step | None = None
    if match["month"][0] in "上下这本":
        first = add_months(today.replace(day=1), _away(match["month"]))
    else:
        month = number(match["month"].split("月")[0])
        year = _year(match["year"], today)
        if not 1 <= month <= 12:
            return None
        first = date(year or today.year, month, 1)
        step = None if year else "year"
    return _within(match, first, step)


def nth_weekday(match: re.Match[str], today: date) -> Piece | None:
    """Read 12月第一个周一, 这个月最后一个周五."""
    first = _month(match["month"], today)
    if first is None:
        return None
    weekday = "一二三四五六日".index(match["d"].translate(_FIGURES))
    if match["last"]:
        return Piece(match.start(), match.end(), day=weekday_from(month_of(first)[1] - timedelta(days=6), weekday))
    day = weekday_from(first, weekday) + timedelta(weeks=number(match["n"]) - 1)
    return Piece(match.start(), match.end(), day=day) if day.month == first.month else None


def _month(words: str, today: date) -> date | None:
    """Return the first day of the coming month of that name, the running one included."""
    if words[0] in "下这本":
        return add_months(today.replace(day=1), _away(words))
    month = number(words.split("月")[0])
    if not 1 <= month <= 12:
        return None
    return date(today.year + (month < today.month), month, 1)


def day_of_month(match: re.Match[str], today: date) -> Piece | None:
    """Read 30号, this month or the next that has one."""
    wanted = number(match["day"])
    first = today.replace(day=1)
    if not 1 <= wanted <= 31:
        return None
    if wanted > month_of(first)[1].day:
        first = add_months(first, 1)
    return Piece(match.start(), match.end(), day=first.replace(day=wanted), step="month")


def month_bound(match: re.Match[str], today: date) -> Piece | None:
    """Read 月底 as the last day of this month, 月初 as the first of the next."""
    first = today.replace(day=1)
    if match["bound"] is None:
        return Piece(match.start(), match.end(), day=today.replace(month=12, day=31))
    return _within(match, add_months(first, 1) if match["bound"] == "月初" else first, None)


def _within(match: re.Match[str], first: date, step: Step | None) -> Piece | None:
    end = month_of(first)[1]
    groups = match.groupdict()
    if groups.get("day"):
        wanted = number(match["day"])
        if not 1 <= wanted <= end.day:
            return None
        return Piece(match.start(), match.end(), day=first.replace(day=wanted), step=step)
    bound = (groups["bound"] or " ")[-1]
    days = {
        "底": (end, end),
        "末": (end, end),
        "初": (first, first),
        "旬": (first.replace(day=11), first.replace(day=20)),
    }
    begins, ends = days.get(bound, (first, end))
    return Piece(match.start(), match.end(), day=begins, last=ends if ends > begins else None, step=step)


def _piece(match: re.Match[str], days: tuple[date, date] | None) -> Piece | None:
    if days is None:
        return None
    first, last = days
    return Piece(match.start(), match.end(), day=first, last=last if last > first else None)


def _nearness(words: str) -> str:
    """Return 下, 上 or 这, as often as said: 下下个 gives 下下."""
    if words.strip() in ("next", "this"):
        return "下" if words.startswith("next") else "这"
    return words.strip("一个").replace("当", "这").replace("本", "这")


def _away(words: str) -> int:
    """Return how many weeks or months away 下下, 下, 这 and 上 point."""
    return words.count("下") - words.count("上")


def _year(words: str | None, today: date) -> int | None:
    if not words:
        return None
    near = {"去年": -1, "今年": 0, "明年": 1, "后年": 2}
    return today.year + near[words] if words in near else _figures_of_year(words[:-1]) % 100 + 2000


def _figures_of_year(words: str) -> int:
    """Return 2026 for 2026 or 二〇二六."""
    return int("".join(char if char.isdigit() and char.isascii() else str(number(char)) for char in words))
