"""Days named in Chinese by their month: 12月3日, 下个月5号, 月底; `jionlp-time` miscounts them."""

import re
from dataclasses import replace
from datetime import date, timedelta

from understanding.dates.chinese_days import FIGURES, away
from understanding.dates.numerals import NUMBER as _N
from understanding.dates.numerals import number
from understanding.dates.pieces import Piece, Step, add_months, month_of, weekday_from
from understanding.dates.written_dates import YEARS, dated, in_month, of_month

_W = r"(?:周|星期|礼拜)"
_NOT_NUMBERED = r"(?!楼|线|门|院|馆|厅|食堂|教|宿舍|机|窗|码|店|出口|公寓|桌|台|实验|床|柜|选手|文件|房|球|车|位|同学)"

NTH_WEEKDAY = re.compile(
    rf"(?P<month>{_N}月份?|(?:下{{1,4}}|这|本)一?个?月)的?(?:第(?P<n>[一二三四五1-5])个?|(?P<last>最后一?个?)){_W}(?P<d>[一二三四五六日天])"
)
_YEAR = r"(?P<year>今年|明年|后年|去年|\d{4}年|\d\d年|[零〇一二三四五六七八九]{4}年)?的?"
_MONTH = rf"(?P<month>{_N}月份?|(?:上|下{{1,4}}|这|本)一?个?月)的?"
MONTH_DAYS = re.compile(
    rf"{_YEAR}{_MONTH}(?P<day>{_N})\s*[日号]?\s*[到至~—–-]\s*(?P<last>{_N})\s*[日号]{_NOT_NUMBERED}"
)
MONTH_DAY = re.compile(
    rf"{_YEAR}{_MONTH}(?:(?P<day>{_N})\s*[日号]{_NOT_NUMBERED}"
    r"|(?P<bare>\d{1,2})(?=$|[\s,，。?？!！()（）的上下中早晚周星礼有可能约])|(?P<bound>底|初(?![一二三四五六七八九十])|[上中下]旬|末))?"
)
DAY_OF_MONTH = re.compile(
    rf"(?<![第月\d.一二三四五六七八九十路街道巷弄楼座室房区栋])(?P<day>{_N})[日号]{_NOT_NUMBERED}"
)
MONTH_BOUND = re.compile(r"(?<![年个])(?P<bound>月底|月末|月初)|(?<!\d)年[底末]")
_ENDS_MONTH = re.compile(r"\s*(?:$|[,，。.?？!！的上中下约能可有吗周星礼\0])")


def month_day(match: re.Match[str], today: date) -> Piece | None:
    """Read 12月5号, 下个月3号, 明年3月, 下个月底."""
    said = match["day"] or match["bare"]
    if said:
        return _numbered(match, said, today)
    if match["month"][0] in "上下这本":
        return _within(match, add_months(today.replace(day=1), away(match["month"])), None)
    month, year = number(match["month"].split("月")[0]), _year(match["year"], today)
    if month > 12 and _ENDS_MONTH.match(match.string, match.end()):
        return dated(match.start(), match.end(), today, day=1, month=month)
    if not 1 <= month <= 12 or (year and year not in YEARS):
        return None
    return _within(match, date(year or today.year, month, 1), None if year else "year")


def month_days(match: re.Match[str], today: date) -> Piece | None:
    """Read 12月3到5号."""
    first, last = _numbered(match, match["day"], today), _numbered(match, match["last"], today)
    if first is None or last is None or first.day is None or last.day is None or first.day > last.day:
        return None
    return replace(first, last=last.day if last.day > first.day else None, doubt=first.doubt or last.doubt)


def _numbered(match: re.Match[str], said: str, today: date) -> Piece | None:
    """Return the piece of a numbered day of the month named."""
    start, end = match.span()
    if match["month"][0] in "上下这本":
        return in_month(start, end, add_months(today.replace(day=1), away(match["month"])), number(said), None)
    month = number(match["month"].split("月")[0])
    year, by_name = _year(match["year"], today), match["day"] is not None
    return dated(start, end, today, day=number(said), month=month, year=year, by_name=by_name)


def nth_weekday(match: re.Match[str], today: date) -> Piece | None:
    """Read 12月第一个周一, 这个月最后一个周五."""
    first = _month(match["month"], today)
    if first is None:
        return None
    weekday = "一二三四五六日".index(match["d"].translate(FIGURES))
    if match["last"]:
        return Piece(match.start(), match.end(), day=weekday_from(month_of(first)[1] - timedelta(days=6), weekday))
    day = weekday_from(first, weekday) + timedelta(weeks=number(match["n"]) - 1)
    return Piece(match.start(), match.end(), day=day) if day.month == first.month else None


def _month(words: str, today: date) -> date | None:
    """Return the first day of the coming month of that name, the running one included."""
    if words[0] in "下这本":
        return add_months(today.replace(day=1), away(words))
    month = number(words.split("月")[0])
    if not 1 <= month <= 12:
        return None
    return date(today.year + (month < today.month), month, 1)


def day_of_month(match: re.Match[str], today: date) -> Piece | None:
    """Read 30号, this month or the next that has one."""
    return of_month(match.start(), match.end(), today, number(match["day"]))


def month_bound(match: re.Match[str], today: date) -> Piece | None:
    """Read 月底 as the last day of this month, 月初 as the first of the next."""
    first = today.replace(day=1)
    if match["bound"] is None:
        return Piece(match.start(), match.end(), day=today.replace(month=12, day=31))
    return _within(match, add_months(first, 1) if match["bound"] == "月初" else first, None)


def _within(match: re.Match[str], first: date, step: Step | None) -> Piece:
    end = month_of(first)[1]
    bound = (match["bound"] or " ").removeprefix("月")
    days = {
        "底": (end, end),
        "末": (end, end),
        "初": (first, first),
        "上旬": (first, first.replace(day=10)),
        "中旬": (first.replace(day=11), first.replace(day=20)),
        "下旬": (first.replace(day=21), end),
    }
    begins, ends = days.get(bound, (first, end))
    return Piece(match.start(), match.end(), day=begins, last=ends if ends > begins else None, step=step)


def _year(words: str | None, today: date) -> int | None:
    if not words:
        return None
    near = {"去年": -1, "今年": 0, "明年": 1, "后年": 2}
    if words in near:
        return today.year + near[words]
    figures = _figures_of_year(words[:-1])
    return figures if figures >= 1900 else figures % 100 + 2000


def _figures_of_year(words: str) -> int:
    """Return 2026 for 2026 or 二〇二六."""
    return int("".join(char if char.isdigit() and char.isascii() else str(number(char)) for char in words))
