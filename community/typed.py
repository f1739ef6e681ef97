"""Reading what people type, into a form or a file, as what columns hold; pure. None where nothing was typed."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from community.checks import YEARS, Unreadable, Wrong, is_blank
from community.database import storable

LARGEST = 2**31 - 1  # what PostgreSQL's integers hold
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def text(typed: str) -> str:
    """Return the words without blanks around them, with one kind of line end; empty where nothing is to be seen."""
    kept = _STEERING.sub("", storable(typed).replace("\r\n", "\n").replace("\r", "\n"))
    return "" if is_blank(kept) else kept.strip()


def one_line(typed: str) -> str:
    """Return the words on one line."""
    return " ".join(text(typed).split())


def lines(typed: str) -> list[str]:
    """Return the lines that hold anything."""
    return [line for line in map(one_line, text(typed).splitlines()) if line]


def whole_number(typed: str) -> int | None:
    """Read a whole number.

    Raises:
        Unreadable: it is none, or larger than any column holds.
    """
    words = one_line(typed)
    if not words:
        return None
    if not re.fullmatch(r"[+-]?\d{1,10}", words) or abs(int(words)) > LARGEST:
        raise Unreadable(Wrong.NO_NUMBER)
    return int(words)


def day(typed: str) -> date | None:
    """Read a day, as 2026-11-30.

    Raises:
        Unreadable: there is no such day.
    """
    words = one_line(typed)
    try:
        return date.fromisoformat(words) if words else None
    except ValueError:
        raise Unreadable(Wrong.NO_DAY) from None


def clock(typed: str) -> time | None:
    """Read a wall time, as 14:05.

    Raises:
        Unreadable: no clock shows it.
    """
    words = one_line(typed)
    try:
        read = time.fromisoformat(words) if words else None
    except ValueError:
        raise Unreadable(Wrong.NO_CLOCK) from None
    if read is not None and read.tzinfo is not None:
        raise Unreadable(Wrong.NO_CLOCK)
    return read


def moment(typed: str, zone: ZoneInfo) -> datetime | None:
    """Read a moment, as 2026-11-30 14:05 on the zone's clock, and return it in UTC.

    Raises:
        Unreadable: there is no such day or time, or it is of another century.
    """
    words = one_line(typed)
    try:
        read = datetime.fromisoformat(words) if words else None
    except ValueError:
        raise Unreadable(Wrong.NO_MOMENT) from None
    if read is None:
        return None
    if read.year not in YEARS:
        raise Unreadable(Wrong.OTHER_CENTURY)
    return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
