"""Numbers to call."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.cases import rules
from community.cases.tables import Hotline
from community.languages import either


class Number(NamedTuple):
    """One number as a student is shown it; `hours` is empty where none are known for sure."""

    number: str
    name: str
    hours: str


AMBULANCE, POLICE, SUPPORT = "120", "110", "12356"
LABOUR, LEGAL_AID = "12333", "12348"
"""The numbers of the whole country, said also where the table is empty: a lost table must not cost a life."""


def numbers(session: Session, kind: str, *, language: str, today: date) -> list[Number]:
    """Return the numbers of a kind, those checked in the last 90 days first.

    One that was checked longer ago is still shown, since a number that may be dead is better than none; but its
    hours, which change more often, are not.
    """
    rows = session.scalars(select(Hotline).where(Hotline.kind == kind).order_by(Hotline.position, Hotline.id))
    known = [(rules.is_fresh(row.verified_on, today), row) for row in rows]
    return [_shown(row, fresh, language) for fresh, row in sorted(known, key=lambda pair: not pair[0])]


def _shown(row: Hotline, fresh: bool, language: str) -> Number:
    name = either(language, row.name_zh, row.name_en)
    return Number(row.number, name, either(language, row.hours_zh, row.hours_en) if fresh else "")


def all_of_them(session: Session) -> list[Hotline]:
    """Return every row, in their order."""
    return list(session.scalars(select(Hotline).order_by(Hotline.position, Hotline.id)))


def shown(row: Hotline, *, language: str, today: date) -> Number:
    """Return one row as a student is shown it."""
    return _shown(row, rules.is_fresh(row.verified_on, today), language)
