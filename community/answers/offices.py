"""Offices: the one that is asked where no other fits, those that words name, and when one is open."""

import re
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.answers.tables import Office
from community.campus.days import SpecialDay
from community.campus.opening import OpeningHours


def general(session: Session, now: datetime) -> Office | None:
    """Return the office for everything else, None where none is written down."""
    return session.scalar(select(Office).where(Office.is_live(now), Office.general).order_by(Office.id).limit(1))


def named(session: Session, words: str, now: datetime) -> tuple[str, list[Office]]:
    """Return the longest name of an office that the words hold, and every office that is called so."""
    found: dict[str, list[Office]] = {}
    for office in Office.live(session, now):
        for name in {one.lower() for one in office.names}:
            if _pattern(name).search(words):
                found.setdefault(name, []).append(office)
    longest = max(found, key=len, default="")
    return longest, found.get(longest, [])


def without_name(words: str, name: str) -> str:
    """Return the words without the name."""
    return _pattern(name).sub(" ", words)


@lru_cache(maxsize=2_000)
def _pattern(name: str) -> re.Pattern[str]:
    """Find a name; one in Latin letters only where it is a word of its own, also between Chinese signs."""
    edge = r"\b" if name.isascii() else ""
    return re.compile(rf"{edge}{re.escape(name)}{edge}", re.IGNORECASE | re.ASCII)


def hours(office: Office, special: dict[date, SpecialDay], zone: ZoneInfo) -> OpeningHours:
    """Return an office's hours over the year, with the feasts and worked weekends of the campus."""
    return OpeningHours(zone, office.week, {day: one.is_worked for day, one in special.items()})
