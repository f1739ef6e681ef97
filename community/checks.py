"""What any row has to pass before it is kept, whether typed into a form or read from a file; pure.

A check yields the faults that it finds and stays silent about a column that is empty: that something is needed is said
once, by `validity.py`, from the column itself.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import regex

Row = Mapping[str, Any]
"""A row's columns and what they are to hold."""

AREA = re.compile(r"[^\W_]+(?:/[^\W_]+)*")
"""A path in the tree of areas, as SHU/E/D7, or a country, as CN."""

YEARS = range(2000, 2100)
_UNSEEN = regex.compile(r"[\p{Z}\p{C}\p{Default_Ignorable_Code_Point}\u2800]+")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_SPACED = re.compile(r"[\s\x00-\x1f\x7f]")
_PASTED_JSON = re.compile(r"""(?:\[\s*["'\[{].*|\{\s*["'].*|"[^"]*",|\[\s*\]|\{\s*\}|[\[\]{}],?)""")


class Wrong(StrEnum):
    """What can be wrong with a value; the words for it are chosen by whoever shows it."""

    MISSING = "missing"
    ONE_LANGUAGE = "one_language"
    NO_NUMBER = "no_number"
    NO_DAY = "no_day"
    NO_CLOCK = "no_clock"
    NO_MOMENT = "no_moment"
    NO_CHOICE = "no_choice"
    NO_ADDRESS = "no_address"
    NO_CODE = "no_code"
    NO_PHONE = "no_phone"
    NO_AREA = "no_area"
    NO_CHAT = "no_chat"
    NO_LINES = "no_lines"
    NO_TOPIC = "no_topic"
    NO_LEAD = "no_lead"
    NO_MONDAY = "no_monday"
    NO_PART = "no_part"
    NOT_IN_TREE = "not_in_tree"
    NO_OPENING = "no_opening"
    OPEN_TWICE = "open_twice"
    NOT_OF_SUBJECT = "not_of_subject"
    OUT_OF_RANGE = "out_of_range"
    OTHER_CENTURY = "other_century"
    TOO_LONG = "too_long"
    LINE_TOO_LONG = "line_too_long"
    TOO_MANY_LINES = "too_many_lines"
    NOT_AFTER = "not_after"
    LATER_THAN = "later_than"
    MORE_THAN = "more_than"
    BEFORE_SENT = "before_sent"
    STILL_AHEAD = "still_ahead"
    NIGHT_TOO_LONG = "night_too_long"
    TERMS_MEET = "terms_meet"
    TOO_SHORT_TO_MEET = "too_short_to_meet"
    TAKEN = "taken"
    REPLACES_NONE = "replaces_none"
    ALERT_REPLACES = "alert_replaces"
    REPLACES_ITSELF = "replaces_itself"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a row.

    Args:
        column: where it can be mended.
        than: the other column, where two do not go together.
        least, most: what would be allowed, where a number or a length is not.
        said: the line that is wrong, of several.
    """

    column: str
    wrong: Wrong
    than: str = ""
    least: int = 0
    most: int = 0
    said: str = ""


class Unreadable(ValueError):
    """What was typed can't be read as what the column holds."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong)
        self.wrong = wrong


def is_blank(value: object) -> bool:
    """Say whether there is nothing to be seen: None, no words, or words of blanks and invisible signs alone."""
    return value is None or (isinstance(value, str) and not _UNSEEN.sub("", value)) or value in ([], {})


def later(row: Row, column: str, *, than: str) -> Iterator[Fault]:
    """Find a column that does not come after another one."""
    if None not in (row.get(column), row.get(than)) and row[column] <= row[than]:
        yield Fault(column, Wrong.NOT_AFTER, than=than)


def not_later(row: Row, column: str, *, than: str) -> Iterator[Fault]:
    """Find a column that comes after another one; at the same time is right."""
    if None not in (row.get(column), row.get(than)) and row[column] > row[than]:
        yield Fault(column, Wrong.LATER_THAN, than=than)


def not_more(row: Row, column: str, *, than: str) -> Iterator[Fault]:
    """Find a number that is greater than that of another column; as much is right."""
    if None not in (row.get(column), row.get(than)) and row[column] > row[than]:
        yield Fault(column, Wrong.MORE_THAN, than=than)


def between(row: Row, column: str, least: int, most: int) -> Iterator[Fault]:
    """Find a number, or one of several, that is outside of its bounds."""
    value = row.get(column)
    numbers = value if isinstance(value, list) else [value]
    if any(number is not None and not least <= number <= most for number in numbers):
        yield Fault(column, Wrong.OUT_OF_RANGE, least=least, most=most)


def shaped(row: Row, column: str, shape: re.Pattern[str], wrong: Wrong) -> Iterator[Fault]:
    """Find words, or a line of several, that don't have the shape."""
    value = row.get(column)
    lines = value if isinstance(value, list) else [value]
    if any(not is_blank(line) and not shape.fullmatch(str(line)) for line in lines):
        yield Fault(column, wrong)


def code(row: Row) -> Iterator[Fault]:
    """Find a code that nobody could read out or type in again."""
    return shaped(row, "code", _CODE, Wrong.NO_CODE)


def chosen(row: Row, column: str, choices: Collection[Any]) -> Iterator[Fault]:
    """Find a value, or one of several, that is no choice."""
    value = row.get(column)
    values = value if isinstance(value, list) else [] if value in (None, "") else [value]
    if any(each not in choices for each in values):
        yield Fault(column, Wrong.NO_CHOICE)


def web_address(row: Row, column: str) -> Iterator[Fault]:
    """Find what is no address of a web page: a browser must never be sent to `javascript:` or `data:`."""
    typed = row.get(column)
    if not is_blank(typed) and not _is_web_address(str(typed)):
        yield Fault(column, Wrong.NO_ADDRESS)


def _is_web_address(typed: str) -> bool:
    try:
        parts = urlsplit(typed)
        host, _port = parts.hostname or "", parts.port
    except ValueError:  # a bracket or a port that leads nowhere
        return False
    named = bool(re.fullmatch(r"[^\W_](?:[\w.-]*[^\W_])?|[0-9a-f:.]*:[0-9a-f:.]*", host)) and ".." not in host
    # Whoever reads `https://bank.example@evil.example` takes it for the bank's.
    return parts.scheme in ("http", "https") and named and "@" not in parts.netloc and not _SPACED.search(typed)


def lines(row: Row, column: str, *, most: int, longest: int) -> Iterator[Fault]:
    """Find lists that are too long, or that were pasted as code instead of one item on each line."""
    items = row.get(column) or []
    if any(not isinstance(item, str) or _PASTED_JSON.fullmatch(item.strip()) for item in items):
        yield Fault(column, Wrong.NO_LINES)
    elif len(items) > most:
        yield Fault(column, Wrong.TOO_MANY_LINES, most=most)
    elif any(len(item) > longest for item in items):
        yield Fault(column, Wrong.LINE_TOO_LONG, most=longest)


def length(row: Row, column: str, most: int) -> Iterator[Fault]:
    """Find words that are too long."""
    if len(row.get(column) or "") > most:
        yield Fault(column, Wrong.TOO_LONG, most=most)


def year(row: Row, column: str) -> Iterator[Fault]:
    """Find a day or a moment of another century, which is a slip of the finger."""
    value = row.get(column)
    if value is not None and value.year not in YEARS:
        yield Fault(column, Wrong.OTHER_CENTURY)
