"""Dates written in figures: 2026-12-05, 31.12.2026, 12/5, 12.5号; day and month may stand either way in English."""

import re
from dataclasses import replace
from datetime import date

from understanding.dates.pieces import Piece
from understanding.dates.written_dates import dated

YEAR_DATE = re.compile(
    r"(?<!\d)(?P<y>20\d\d)\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})(?:\s*[日号]|t(?=\d\d:)|(?!\d))",
    re.ASCII,
)
DAY_FIRST_DATE = re.compile(
    r"(?<![\d.-])(?P<d>\d{1,2})(?P<mark>[.-])(?P<m>\d{1,2})(?P=mark)(?P<y>20\d\d)(?![\d-])", re.ASCII
)
SLASH_DATE = re.compile(
    r"(?<![\d/.])(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/(?P<y>20\d\d|\d\d))?(?![\d/%]|\.\d)(?:\s*[日号])?", re.ASCII
)
# 12.3 alone is a number, a date beside another time or where something is put on it.
BARE_DOTTED_DATE = re.compile(
    r"(?P<on>(?<=\bon )|(?<=约)(?<!大约)|(?<=改到)|(?<=换到)|(?<=推到)|(?<=挪到))?"
    r"(?<![\d.\-a-z])(?P<a>\d{1,2})\.(?P<b>\d{1,2})\.?"
    r"(?![\w.%]|\s*(?:元|块|分|米|公里|km|kg|倍|折|万|亿|gpa|credits|points))",
    re.ASCII,
)
DOTTED_DATE = re.compile(
    r"(?<![\d.\-a-z])(?P<a>\d{1,2})[.\-](?P<b>\d{1,2})(?!\d)"
    r"(?:\s*[日号](?!楼)|(?=\s*(?:\(?周|\(?星期|上午|下午|晚|早|中午|\d{1,2}[:点])))",
    re.ASCII,
)


def year_date(match: re.Match[str], today: date) -> Piece | None:
    """Read a date with its year; of 12.31.2026 only one can be the month."""
    year, month, day = (int(match[part]) for part in ("y", "m", "d"))
    if month > 12 >= day and match.re is DAY_FIRST_DATE:
        month, day = day, month
    return dated(match.start(), match.end(), today, day=day, month=month, year=year)


def bare_date(match: re.Match[str], today: date, *, either_order: bool) -> Piece | None:
    """Read 12.3, a date where something is put on it or where it stands beside another time."""
    piece = short_date(match, today, either_order=either_order)
    if piece is None or (piece.doubt and match["on"] is None):
        return None
    return replace(piece, weak=match["on"] is None)


def dotted_date(match: re.Match[str], today: date) -> Piece | None:
    """Read 12.3号, 12.3下午; of 2.30下午 the first is an hour."""
    piece = short_date(match, today, either_order=False)
    return None if piece and piece.doubt and match.group()[-1] not in "日号" else piece


def short_date(match: re.Match[str], today: date, *, either_order: bool) -> Piece | None:
    """Read month and day; the other order is a second reading, or the only one where the first cannot be."""
    first, second = int(match["a"]), int(match["b"])
    said = match.groupdict().get("y")
    year = int(said) % 100 + 2000 if said else None
    usual, swapped = (
        dated(match.start(), match.end(), today, day=day, month=month, year=year)
        for month, day in ((first, second), (second, first))
    )
    possible = [one for one in (usual, swapped) if one and not one.doubt]
    if not possible:
        doubts = ("no_such_day", "no_such_month") if said and len(said) == 4 else ("no_such_day",)
        return next(
            (one for kind in doubts for one in (swapped, usual) if one and one.doubt and one.doubt.kind == kind), None
        )
    if len(possible) == 2 and either_order and usual != swapped:
        return replace(possible[0], other=possible[1].day)
    return possible[0]
