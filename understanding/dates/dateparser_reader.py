"""English times where Duckling has no wheel: weekdays and clock times read here, other days by `dateparser`."""

import re
from datetime import datetime, time, timedelta

from understanding.dates.english_words import DAY, ONES, WEEKDAYS
from understanding.dates.pieces import following, monday_of, month_of, weekday_from
from understanding.dates.readings import Reading

_NUMBERS = {word: count for count, word in enumerate(ONES.split("|"), start=1)}
_WEEKDAY = re.compile(rf"\b(?:on )?(?:(?P<which>next|last|this|coming|following) )?(?P<day>{DAY})\b", re.ASCII)
_DAY_OF_MONTH = re.compile(r"[\s,]{0,9}(?:on )?(?:the )?(?P<d>\d{1,2})(?:st|nd|rd|th)[\s,]{0,9}", re.ASCII)
_HOUR = rf"(?P<h>\d{{1,2}}|{ONES})\b"
_HALF = r"(?: (?P<half>[ap])\.?m)?"
_CLOCKS = [
    re.compile(
        rf"\b(?:at )?(?P<away>quarter|twenty|\d{{1,2}}|{ONES}|half) (?P<way>past |to |after ){_HOUR}{_HALF}", re.ASCII
    ),
    re.compile(rf"\b(?:at )?(?P<away>half) {_HOUR}{_HALF}", re.ASCII),
    re.compile(rf"\b(?:at )?{_HOUR} (?P<minute>fifteen|thirty|forty[- ]five){_HALF}", re.ASCII),
    re.compile(rf"\bat {_HOUR}(?: ?o'?clock)?{_HALF}", re.ASCII),
    re.compile(rf"\b{_HOUR}(?: ?o'?clock{_HALF}| (?P<noon>[ap])\.?m\b)", re.ASCII),
]
_MINUTES = {"quarter": 15, "half": 30, "twenty": 20, "fifteen": 15, "thirty": 30, "forty five": 45, "forty-five": 45}


def read(words: str, now: datetime) -> list[Reading]:
    """Return what a short run of time words names: at most one clock time, one day and two weekdays."""
    today = now.replace(tzinfo=None)
    clock = next(
        (found for pattern in _CLOCKS if (match := pattern.search(words)) and (found := _clock(match, today))), None
    )
    rest = _blank(words, clock) if clock else words
    weekday = _WEEKDAY.search(rest)
    named = _weekday(weekday, today) if weekday else None
    rest = _blank(rest, named) if named else rest
    second = _WEEKDAY.search(rest)
    day = _day_of_month(rest, today) or (None if second else _other_day(rest, today))
    pieces = (clock, day, named, _weekday(second, today) if second else None)
    return sorted((piece for piece in pieces if piece), key=lambda reading: reading.start)


def _blank(words: str, taken: Reading) -> str:
    return words[: taken.start] + " " * (taken.end - taken.start) + words[taken.end :]


def _weekday(match: re.Match[str], today: datetime) -> Reading:
    number = WEEKDAYS[match["day"][:3]]
    weeks = {"next": 1, "following": 1, "last": -1}.get(match["which"] or "")
    if weeks is not None:
        day = monday_of(today.date()) + timedelta(weeks=weeks, days=number)
        return Reading(match.start(), match.end(), (datetime.combine(day, time()),), "day")
    first = datetime.combine(weekday_from(today.date(), number), time())
    return Reading(match.start(), match.end(), (first, first + timedelta(weeks=1)), "day")


def _clock(match: re.Match[str], today: datetime) -> Reading | None:
    groups = match.groupdict()
    hour = _number(match["h"])
    if not 1 <= hour <= 23:
        return None
    minutes = _number(groups.get("away") or groups.get("minute") or "0")
    moment = datetime.combine(today.date(), time(hour))
    moment += timedelta(minutes=-minutes if groups.get("way") == "to " else minutes)
    half = groups.get("half") or groups.get("noon")
    if half:
        moment = moment.replace(hour=moment.hour % 12 + (12 if half == "p" else 0))
    again = 12 if not half and hour <= 12 else 24
    times = tuple(moment + timedelta(hours=again * count) for count in range(3))
    return Reading(match.start(), match.end(), times, "minute")


def _number(said: str) -> int:
    return _MINUTES.get(said) or _NUMBERS.get(said) or int(said)


def _day_of_month(words: str, today: datetime) -> Reading | None:
    match = _DAY_OF_MONTH.fullmatch(words)
    if match is None or not 1 <= int(match["d"]) <= 31:
        return None
    day = today.date().replace(day=1)
    while int(match["d"]) > month_of(day)[1].day:
        day = month_of(day)[1] + timedelta(days=1)
    first = datetime.combine(day.replace(day=int(match["d"])), time())
    times = (first, datetime.combine(following(first.date(), "month"), time()))
    return Reading(match.start("d"), match.end(), times, "day")


def _other_day(words: str, today: datetime) -> Reading | None:
    from dateparser.date import DateDataParser

    said = words.strip(" ,")
    plain = re.sub(r"^(?:on|the|at|in the) |\b(?:of|the)\b|(?<=\d)(?:st|nd|rd|th)\b", "", said)
    if not said or re.fullmatch(r"[\d ]*|[a-z]{1,3}|(?:on|the|at|in|of|a) *", said):
        return None
    if re.search(r"\bday after tomorrow\b", said):
        plain = "in 2 days"
    settings = {"PREFER_DATES_FROM": "future", "RELATIVE_BASE": today, "RETURN_TIME_AS_PERIOD": True}
    found = DateDataParser(languages=["en"], settings=settings).get_date_data(" ".join(plain.split()))
    if found.date_obj is None or found.period not in ("day", "month"):
        return None
    start = words.index(said)
    named = found.date_obj.date()
    day = datetime.combine(named.replace(day=1) if found.period == "month" else named, time())
    return Reading(start, start + len(said), (day,), found.period)
