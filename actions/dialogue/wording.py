"""The assistant's words in the student's language, and its way of naming times."""

import gettext
import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_month_names
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.units import format_unit

LOCALES = Path(__file__).parents[2] / "locales"
SPELT = {
    "en": ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    "zh": "零一两三四五六七八九十",
}
"""Numbers that are written as words."""

UNITS = {
    "week": timedelta(weeks=1),
    "day": timedelta(days=1),
    "hour": timedelta(hours=1),
    "minute": timedelta(minutes=1),
}
LANGUAGE_NAMES = {"zh": "中文", "en": "English"}


@lru_cache(maxsize=8)
def _translations(language: str) -> gettext.NullTranslations:
    """Compile a language's catalogues, one for each subject, into one."""
    together = Catalog(locale=language)
    for source in sorted((LOCALES / language / "LC_MESSAGES").glob("*.po")):
        with source.open("rb") as file:
            for message in read_po(file, locale=language):
                together[message.id] = message
    compiled = io.BytesIO()
    write_mo(compiled, together)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def say(language: str, words: str, /, **values: object) -> str:
    """Return the words in the language, with `{name}` places filled in.

    The English words are the key; `locales/zh/LC_MESSAGES/<subject>.po` holds the Chinese ones.
    """
    return _translations(language).gettext(words).format_map(_Strict(values))


def noted(words: str) -> str:
    """Mark words that are said later, so that they are found for translation."""
    return words


class _Strict(dict[str, object]):
    def __init__(self, values: Mapping[str, object]) -> None:
        super().__init__(values)

    def __missing__(self, name: str) -> object:
        raise KeyError(f"the wording wants a value for {{{name}}}")


def when(language: str, moment: datetime, zone: ZoneInfo, *, now: datetime) -> str:
    """Name a moment by weekday, date and 24-hour time on the student's wall: `Thu 3 Dec 09:00`, `12月3日周四 09:00`.

    The year stands beside the date where it is not this one.
    """
    return f"{day(language, moment, zone, now=now)} {moment.astimezone(zone):%H:%M}"


def day(language: str, moment: datetime, zone: ZoneInfo, *, now: datetime) -> str:
    """Name the day of a moment: `Thu 3 Dec`, `12月3日周四`; `Fri 12 Mar 2027`, `2027年3月12日周五`."""
    local = moment.astimezone(zone)
    if local.year == now.astimezone(zone).year:
        return format_date(local, "M月d日EEE" if language == "zh" else "EEE d MMM", locale=language)
    return format_date(local, "y年M月d日EEE" if language == "zh" else "EEE d MMM y", locale=language)


def date(language: str, day: int, month: int, year: int | None = None) -> str:
    """Name a date that need not exist: `31 November`, `11月31日`; with its year where one is given."""
    if language == "zh":
        return f"{year or ''}{'年' if year else ''}{month}月{day}日"
    named = f"{day} {get_month_names('wide', locale=language)[month]}"
    return f"{named} {year}" if year else named


def numbered_day(language: str, day: int) -> str:
    """Name a day of a month by its number: `the 31st`, `31日`."""
    if language == "zh":
        return f"{day}日"
    ending = "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"the {day}{ending}"


def weekday(language: str, moment: datetime, zone: ZoneInfo) -> str:
    """Name the weekday of a moment: `Thursday`, `周四`."""
    return format_date(moment.astimezone(zone), "EEE" if language == "zh" else "EEEE", locale=language)


def lasting(language: str, time: timedelta) -> str:
    """Name a length of whole minutes by its longest unit: `three weeks`, `a day`, `36 hours`, `三周`, `一天`."""
    unit, length = next((unit, length) for unit, length in UNITS.items() if time >= length and not time % length)
    count = time // length
    if language == "en" and count == 1:
        return f"{'an' if unit == 'hour' else 'a'} {unit}"
    named = format_unit(count, f"duration-{unit}", locale=language)
    return named.replace(str(count), SPELT[language][count]) if count < len(SPELT[language]) else named
