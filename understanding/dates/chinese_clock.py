"""Clock times and parts of the day in Chinese; `jionlp-time` takes 3点 for 03:00, so these are read here."""

import re
from datetime import datetime, timedelta

from understanding.dates.numerals import NUMBER as _N
from understanding.dates.numerals import number
from understanding.dates.numeric import no_clock, spanning
from understanding.dates.pieces import DayPart, Piece, in_part

MOMENT = re.compile(
    rf"(?:再?过)?(?P<n>{_N}|半)(?P<half>个半)?个?(?P<unit>小时|钟头|刻钟|分钟)(?P<and>半)?(?:之后|以后|后|过后|\s*later)"
    rf"|再?过(?P<n2>{_N}|半)(?P<half2>个半)?个?(?P<unit2>小时|钟头|刻钟|分钟)"
)

_PART_WORDS: dict[str, DayPart] = {
    **dict.fromkeys(("凌晨", "拂晓", "后半夜", "下半夜"), "dawn"),
    **dict.fromkeys(("大清早", "清早", "清晨", "早上", "早晨", "一大早", "一早", "上午", "早"), "morning"),
    **dict.fromkeys(("早饭后", "早饭之后", "头午", "头晌", "前晌", "上半晌"), "morning"),
    **dict.fromkeys(("中午", "正午", "午间", "晌午", "午饭时间", "午休时间"), "noon"),
    **dict.fromkeys(
        ("下午", "午后", "后晌", "下半晌", "过晌", "午饭后", "午饭之后", "午休后", "吃完午饭"), "afternoon"
    ),
    **dict.fromkeys(("傍晚", "傍黑", "擦黑"), "dusk"),
    **dict.fromkeys(("晚上", "晚间", "夜里", "夜晚", "夜间", "晚饭后", "晚饭之后", "吃完晚饭", "晚", "夜"), "evening"),
    **dict.fromkeys(("深夜", "半夜", "午夜"), "night"),
}
_LONG_PARTS = "|".join(sorted((word for word in _PART_WORDS if len(word) > 1), key=len, reverse=True))
PART = re.compile(
    rf"(?<!每天)(?P<part>{_LONG_PARTS})(?![好安]|睡不|都睡|失眠)"
    r"|(?<=[\0天日号])(?P<one>[早晚夜])(?!点|餐|饭|就|一点|恋|退|知|自习|[好安])"
)
_MINUTE = (
    rf"(?:(?P<half{{0}}>半)|(?P<quarter{{0}}>[一三13])刻|过?(?P<minute{{0}}>[零〇]?{_N})分?(?!\d|钟|[人个天月号节小块元到至\-~])"
    r"|整)?"
)
_FACE = (
    rf"(?:(?P<part{{0}}>{_LONG_PARTS}|早|晚)\s*的?\s*)?(?:差(?P<short{{0}}>{_N}分|一刻))?"
    rf"(?P<hour{{0}}>{_N})(?:[二三四五六七八九](?=点))?(?:点钟|点|时(?![间候常段长期不刻而差区装机光代]))"
)
_NO_POINTS = (
    r"(?!\s*(?:建议|意见|问题|要求|疑问|想法|想问|钱|积分|不同|小|原因|需要|内容|好处|体会|注意|都|也|儿|了解|启示))"
)
CLOCK = re.compile(rf"(?<![第几这那\d.:])(?<!(?<!没)有)(?:{_FACE}{_MINUTE})".replace("{0}", "1") + _NO_POINTS)
SHORT_CLOCK = re.compile(rf"(?P<part1>早|晚)(?P<hour1>{_N})(?=$|[^\w:.\-~—–]|[的课见可行吧吗])")
TO_CLOCK = re.compile(rf"(?<![第有几这那\d.:]){_FACE.replace('{0}', '1')}差(?P<short2>{_N}分|一刻)")
_FIRST = rf"(?:(?P<part1>{_LONG_PARTS}|早|晚)\s*)?(?P<hour1>{_N})(?:点钟?{_MINUTE.replace('{0}', '1')})?"
CLOCK_RANGE = re.compile(
    rf"(?<![第有几这那\d.:月]){_FIRST}\s*(?:到|至|-|~|—|–)\s*{_FACE.replace('{0}', '2')}{_MINUTE.replace('{0}', '2')}"
)

_DAY_READ = "\0"  # what stands in the place of a day read before


def part(match: re.Match[str]) -> Piece:
    """Read 下午, 明早's 早."""
    return Piece(match.start(), match.end(), part=_PART_WORDS[match["part"] or match["one"]])


def clock(match: re.Match[str]) -> Piece | None:
    """Read 下午三点半, 14时30分, 差五分三点; a lone 一点 is "a little" and no time, 25点 none that a day has."""
    groups = match.groupdict()
    exact = "钟" in match.group() or any(groups.get(name) for name in ("half1", "quarter1", "minute1"))
    if match["hour1"] == "一" and not exact:
        after_day = match.string[: match.start()].rstrip("的 ").endswith(_DAY_READ)
        if match["part1"] in ("早", "晚") or not (match["part1"] or after_day):
            return None
    read = _face(match, "1")
    if read is None:
        return no_clock(match, number(match["hour1"]))
    return Piece(match.start(), match.end(), clock=read[0], half_open=read[1], part=read[2])


def to_clock(match: re.Match[str]) -> Piece | None:
    """Read 三点差五分."""
    read = _face(match, "1")
    if read is None:
        return None
    return Piece(match.start(), match.end(), clock=read[0] - _short(match["short2"]), half_open=read[1], part=read[2])


def clock_range(match: re.Match[str]) -> Piece | None:
    """Read 9-10点, 下午2点到4点半."""
    first, last = _face(match, "1"), _face(match, "2", said=match["part1"])
    if first is None or last is None:
        return None
    return spanning(match.start(), match.end(), first[:2], last[:2])


def moment(match: re.Match[str], now: datetime) -> Piece:
    """Read 半小时后, 过一个半小时, 两刻钟后."""
    which = "" if match["n"] else "2"
    amount = 0.5 if match[f"n{which}"] == "半" else float(number(match[f"n{which}"]))
    if match[f"half{which}"] or match["and"]:
        amount += 0.5
    minutes = {"小时": 60, "钟头": 60, "刻钟": 15, "分钟": 1}[match[f"unit{which}"]]
    return Piece(match.start(), match.end(), moment=now + timedelta(minutes=amount * minutes))


def _face(match: re.Match[str], which: str, said: str | None = None) -> tuple[int, bool, DayPart | None] | None:
    """Return minutes after midnight, whether the half of the day is open, and the part of the day said."""
    groups = match.groupdict()
    hour = number(match[f"hour{which}"])
    if hour * 60 + _minutes(groups, which) > 24 * 60 or _minutes(groups, which) > 59:
        return None
    word = groups[f"part{which}"] or said
    part = _PART_WORDS[word] if word else None
    minutes = hour * 60 + _minutes(groups, which) - _short(groups.get(f"short{which}"))
    if part and hour <= 12:
        return in_part(part, minutes), False, part
    return minutes, 1 <= hour <= 12 and not match[f"hour{which}"].startswith("0"), part


def _minutes(groups: dict[str, str | None], which: str) -> int:
    if groups.get(f"half{which}"):
        return 30
    quarter, minute = groups.get(f"quarter{which}"), groups.get(f"minute{which}")
    if quarter:
        return number(quarter) * 15
    return number(minute.lstrip("零〇") or "零") if minute else 0


def _short(words: str | None) -> int:
    """Return the minutes that are short of the hour in 差五分, 差一刻."""
    if not words:
        return 0
    return 15 if words == "一刻" else number(words.removesuffix("分"))
