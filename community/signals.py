"""Telling other processes on one PostgreSQL, at once, what they would find by looking; SQLite has no such thing."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

CHANNEL = "onestop"
LONGEST = 1_000  # bytes of a line; PostgreSQL takes 8,000

_TELL = text("SELECT pg_notify(:channel, line) FROM unnest(CAST(:lines AS text[])) AS line")


def tell(session: Session, lines: Sequence[str]) -> None:
    """Have lines heard by all who listen, once the transaction is committed.

    Nothing else should be done in it: such transactions commit one after the other.
    """
    session.connection().execute(_TELL, {"channel": CHANNEL, "lines": list(lines)})
