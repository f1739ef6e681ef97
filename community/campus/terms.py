"""The terms, read from their rows."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.campus import term_rules
from community.campus.tables import AcademicTerm
from community.campus.term_rules import Term
from community.content import read_once

_ROWS = select(AcademicTerm.begins, AcademicTerm.weeks).order_by(AcademicTerm.begins)


def known(session: Session) -> Sequence[Term]:
    """Return every term, the earliest first."""
    return read_once(session, "terms", lambda: [Term(begins, weeks) for begins, weeks in session.execute(_ROWS)])


def of(session: Session, day: date) -> Term | None:
    """Return the term that a day is counted in, None where no term is known; see `term_rules.term_of`."""
    return term_rules.term_of(day, known(session))
