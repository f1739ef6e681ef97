"""The assistant's words in the student's language, and its way of naming times."""

import gettext
import io
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent.parent / "locales"
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


def when(language: str, moment: datetime, zone: ZoneInfo) -> str:
    """Name a moment by weekday, date and 24-hour time on the student's wall: `Thu 3 Dec 09:00`, `12月3日周四 09:00`."""
    local = moment.astimezone(zone)
    return f"{day(language, local)} {local:%H:%M}"


def day(language: str, local: date) -> str:
    """Name the day of a local time, or a day: `Thu 3 Dec`, `12月3日周四`."""
    return format_date(local, "M月d日EEE" if language == "zh" else "EEE d MMM", locale=language)
