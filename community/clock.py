"""One clock for all processes: the database server's, as the clocks of several machines differ."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

Clock = Callable[[], datetime]

SMALL = timedelta(milliseconds=50)
"""A difference that is left alone: a clock that is put back hides for a moment what was due just before."""

_SERVERS_CLOCK = text("SELECT clock_timestamp()")  # not now(), which stands still until the transaction ends


def shared_moment(session: Session, clock: Clock) -> datetime:
    """Return the time by which all processes on this database judge whether a lease has run out.

    PostgreSQL serves several machines, so its own clock is read. The processes on a SQLite file share one machine,
    whose clock is `clock`.
    """
    if session.get_bind().dialect.name != "postgresql":
        return clock()
    moment: datetime = session.connection().execute(_SERVERS_CLOCK).scalar_one()
    return moment.astimezone(UTC)


class SharedClock:
    """This machine's clock, put right by the database's, so that what one process writes down holds for the others.

    Args:
        follows: False for a clock that somebody sets, such as that of a story on a stage.
    """

    def __init__(self, machine: Clock, *, follows: bool = True) -> None:
        self._machine = machine
        self._follows = follows
        self._behind = timedelta()

    def __call__(self) -> datetime:
        return self._machine() + self._behind

    def follow(self, session: Session) -> timedelta:
        """Look at the database's clock; return by how much this one was put forward, or back where that is negative."""
        if not self._follows:
            return timedelta()
        asked = self._machine()
        right = shared_moment(session, self._machine)
        took = self._machine() - asked
        behind = right - asked - took / 2
        change = behind - self._behind
        if abs(change) <= max(SMALL, took):  # it may have been read at either end of that time
            return timedelta()
        self._behind = behind
        return change
