"""The console's words in the reader's language, and its way of naming times."""

import gettext
import io
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, negotiate_locale
from babel.dates import format_date, format_timedelta
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from starlette.requests import HTTPConnection

LANGUAGES = {"zh": "中文", "en": "English"}
LANGUAGE_COOKIE = "onestop_console_language"
CONTEXT = "console"  # short words such as "Close" mean other things in the assistant's own catalogues
CATALOGUE = Path(__file__).parent.parent / "locales" / "zh" / "LC_MESSAGES" / "console.po"


@lru_cache(maxsize=4)
def translations(language: str) -> gettext.NullTranslations:
    """Return the console's catalogue; English is the key, so it has none."""
    if language != "zh":
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with CATALOGUE.open("rb") as file:
        write_mo(compiled, read_po(file, locale="zh"))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def say(language: str, words: str) -> str:
    """Return the words in the language; where the catalogue has none, as they are."""
    return translations(language).pgettext(CONTEXT, words)


def noted(words: str) -> str:
    """Mark words that are said later, so that they are found for translation."""
    return words


def say_counted(language: str, one: str, many: str, count: int) -> str:
    """Return the words for one thing or for many."""
    return translations(language).npgettext(CONTEXT, one, many, count)


def language_of(connection: HTTPConnection) -> str:
    """Return what the reader chose, else what the browser prefers, else Chinese."""
    chosen = connection.cookies.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    wanted = [part.split(";")[0].strip() for part in connection.headers.get("accept-language", "").split(",")]
    known = [tag.replace("-", "_").split("_")[0].lower() for tag in wanted]
    return negotiate_locale(known, list(LANGUAGES)) or "zh"


def when(language: str, moment: datetime, zone: ZoneInfo, *, now: datetime) -> str:
    """Name a moment in the campus zone: `14:05` today, else `Mon 23 Nov 14:05`, `11月23日周一 14:05`."""
    local = moment.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return f"{local:%H:%M}"
    return f"{day(language, local)} {local:%H:%M}"


def span(language: str, start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """Name a span of time: `Mon 23 Nov 14:00–17:00`, `Mon 23 Nov 14:00 – Tue 24 Nov 09:00`."""
    first, last = start.astimezone(zone), end.astimezone(zone)
    begins = f"{day(language, first)} {first:%H:%M}"
    if first.date() == last.date():
        return f"{begins}–{last:%H:%M}"
    return f"{begins} – {day(language, last)} {last:%H:%M}"


def day(language: str, of: date) -> str:
    """Name a day: `Mon 23 Nov`, `11月23日周一`."""
    return format_date(of, "M月d日EEE" if language == "zh" else "EEE d MMM", locale=language)


def clock(moment: datetime, zone: ZoneInfo) -> str:
    """Return the time of day in the campus zone: `14:05`."""
    return f"{moment.astimezone(zone):%H:%M}"


def when_exactly(language: str, moment: datetime, zone: ZoneInfo) -> str:
    """Name a moment in the campus zone with its year: `Mon 30 Nov 2026 14:05`, `2026年11月30日周一 14:05`."""
    local = moment.astimezone(zone)
    day = format_date(local, "y年M月d日EEE" if language == "zh" else "EEE d MMM y", locale=language)
    return f"{day} {local:%H:%M}"


def since(language: str, moment: datetime, *, now: datetime) -> str:
    """Name how long ago a moment was: `5 minutes`, `5分钟`."""
    return format_timedelta(max(now - moment, now - now), threshold=1.2, locale=Locale(language))
