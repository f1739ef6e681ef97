"""When an office is open, as lines that people write and as hours of a year: pure.

A line names days and their times, as `Mon-Fri 08:30-11:30, 13:30-16:30`. Days are weekdays, `daily`, `feasts` or dates;
times are spans, `24h` or `closed`. A span that ends no later than it begins ends on the day after.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from community.campus.rules import LOOKED_AHEAD, WEEKDAYS

Span = tuple[time, time]
Spans = tuple[Span, ...]
Open = tuple[datetime, datetime]

MIDNIGHT = time()
ALL_DAY: Spans = ((MIDNIGHT, MIDNIGHT),)
A_DAY = timedelta(days=1)

_WEEKDAY = "|".join(WEEKDAYS)
_LINE = re.compile(
    rf"(?P<days>daily|feasts|(?:{_WEEKDAY})(?:-(?:{_WEEKDAY}))?(?:, (?:{_WEEKDAY})(?:-(?:{_WEEKDAY}))?)*"
    r"|(?P<first>\d{4}-\d\d-\d\d)(?: to (?P<last>\d{4}-\d\d-\d\d))?)"
    r" (?P<times>closed|24h|\d\d:\d\d-\d\d:\d\d(?:, \d\d:\d\d-\d\d:\d\d)*)"
)


class NoOpening(ValueError):
    """A line does not say when an office is open, or says it twice; `line` is the one."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


class Overlapping(NoOpening):
    """A line names a time that it, or an earlier one, has named already."""


@dataclass(frozen=True, slots=True)
class Dated:
    """What holds on these days alone, whatever their weekday; the last included."""

    first: date
    last: date
    spans: Spans


@dataclass(frozen=True, slots=True)
class Week:
    """What an office's lines say.

    Args:
        days: the spans of each weekday, 0 for Monday; others are free.
        feasts: the spans of feasts; None where no line says: then it is closed, unless it never closes.
    """

    days: Mapping[int, Spans] = field(default_factory=dict)
    feasts: Spans | None = None
    dated: tuple[Dated, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether anybody has written down when it is open."""
        return bool(self.days or self.dated or self.feasts)

    @property
    def never_closes(self) -> bool:
        """Whether it is open around the clock on every weekday."""
        return len(self.days) == len(WEEKDAYS) and all(spans == ALL_DAY for spans in self.days.values())


def is_line(words: str) -> bool:
    """Say whether the words have the shape of a line."""
    return _LINE.fullmatch(words) is not None


def read(lines: Iterable[str]) -> Week:
    """Read the lines.

    Raises:
        NoOpening: a line cannot be read.
        Overlapping: a line names a time that has been named already.
    """
    days: dict[int, Spans] = {}
    feasts: Spans | None = None
    dated: list[Dated] = []
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is None:
            raise NoOpening(line)
        spans = _spans(found["times"], line)
        if found["first"]:
            dated.append(_dated(found, spans, line))
        elif found["days"] == "feasts":
            feasts = _together(feasts or (), spans, line)
        else:
            named = _weekdays(found["days"])  # what is closed on a day takes back what an earlier line said of it
            days |= {day: _together(days.get(day, ()), spans, line) if spans else () for day in named}
    return Week({day: spans for day, spans in days.items() if spans}, feasts, tuple(dated))


def _dated(found: re.Match[str], spans: Spans, line: str) -> Dated:
    try:
        first, last = (date.fromisoformat(found[name] or found["first"]) for name in ("first", "last"))
    except ValueError:
        raise NoOpening(line) from None
    if last < first:
        raise NoOpening(line)
    return Dated(first, last, spans)


def _weekdays(named: str) -> Iterator[int]:
    if named == "daily":
        yield from range(len(WEEKDAYS))
        return
    for part in named.split(", "):
        first, _, last = part.partition("-")
        begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        yield from ((begin + step) % 7 for step in range((end - begin) % 7 + 1))  # Sat-Mon goes over the week's end


def _spans(times: str, line: str) -> Spans:
    if times == "closed":
        return ()
    if times == "24h":
        return ALL_DAY
    spans: Spans = ()
    for part in times.split(", "):
        first, _, last = part.partition("-")
        try:
            span = time.fromisoformat(first), time.fromisoformat("00:00" if last == "24:00" else last)
        except ValueError:
            raise NoOpening(line) from None
        spans = _together(spans, (span,), line)
    return spans


def _together(earlier: Spans, later: Spans, line: str) -> Spans:
    spans = tuple(sorted((*earlier, *later)))
    on_one_day = [_of_day(date.min, span) for span in spans]
    if any(one[1] > following[0] for one, following in pairwise(on_one_day)):
        raise Overlapping(line)
    return spans


def _of_day(day: date, span: Span) -> Open:
    """Return when a span of a day begins and ends, on a wall clock without a zone."""
    begins, ends = datetime.combine(day, span[0]), datetime.combine(day, span[1])
    return begins, ends if ends > begins else ends + A_DAY


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """An office's hours over the year.

    Args:
        worked: whether work is done on a day that is not like its weekday.
    """

    zone: ZoneInfo
    week: Week
    worked: Mapping[date, bool] = field(default_factory=dict)

    def spans_on(self, day: date) -> Spans:
        """Return when it is open on a day; a line for that very date goes before all others."""
        dated = [one for one in self.week.dated if one.first <= day <= one.last]
        if dated:
            return min(dated, key=lambda one: one.last - one.first).spans
        usual = self.week.days.get(day.weekday(), ())
        match self.worked.get(day):
            case False:
                return self._on_a_feast()
            case True:
                return usual or next((self.week.days[weekday] for weekday in sorted(self.week.days)), ())
        return usual

    def _on_a_feast(self) -> Spans:
        if self.week.feasts is not None:
            return self.week.feasts
        return ALL_DAY if self.week.never_closes else ()

    def open_at(self, moment: datetime) -> Open | None:
        """Return since when it is open at that moment, and until when; None where it is closed."""
        return next((one for one in self._from(moment) if one[0] <= moment < one[1]), None)

    def opens_after(self, moment: datetime) -> Open | None:
        """Return when it opens next after that moment, and until when; None where it does not for two months."""
        return next((one for one in self._from(moment) if one[0] > moment), None)

    def _from(self, moment: datetime) -> Iterator[Open]:
        """Go through the spells in which it is open without a break; the first may have begun the day before."""
        first = moment.astimezone(self.zone).date() - A_DAY
        spell: Open | None = None
        for ahead in range(LOOKED_AHEAD.days + 1):
            day = first + timedelta(days=ahead)
            for span in self.spans_on(day):
                begins, ends = (one.replace(tzinfo=self.zone) for one in _of_day(day, span))
                if spell is not None and begins > spell[1]:
                    yield spell
                    spell = None
                spell = (begins, ends) if spell is None else (spell[0], max(ends, spell[1]))
        if spell is not None:
            yield spell


def in_words(lines: Sequence[str], language: str) -> str:
    """Return the lines as one that students read."""
    usual = {line.removeprefix("daily ") for line in lines if line.startswith("daily ")}
    alike = [line for line in lines if line.startswith("feasts ") and line.removeprefix("feasts ") in usual]
    kept = [line for line in lines if line not in alike]
    if language != "zh":
        return "; ".join((*kept, *("feasts too" for _ in alike)))
    return "；".join((*map(_in_chinese, kept), *("节假日照常" for _ in alike)))


_CHINESE = {
    **dict(zip(WEEKDAYS, ("周一", "周二", "周三", "周四", "周五", "周六", "周日"), strict=True)),
    **{"daily": "每天", "feasts": "节假日", "closed": "不开", "24h": "全天", " to ": "至", ", ": "、"},
}
_ENGLISH_WORD = re.compile("|".join(map(re.escape, _CHINESE)) + r"|(?<=[a-z])-(?=[A-Z])")


def _in_chinese(line: str) -> str:
    return _ENGLISH_WORD.sub(lambda found: _CHINESE.get(found[0], "至"), line)
