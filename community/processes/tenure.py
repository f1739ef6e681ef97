"""What only one process may do at a time: whoever took it first, and another once that one is gone."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, delete, or_, update
from sqlalchemy.orm import Session

from community.database import insert_new_returning
from community.processes.tables import Tenure

LEASE = timedelta(seconds=6)
"""So long a task waits for a process that is dead or frozen; whoever lives lengthens its tenure meanwhile."""


def hold(session: Session, task: str, process: str, *, now: datetime) -> bool:
    """Take a task, or keep it; False while it is another's.

    Args:
        now: by the clock that all processes share.
    """
    free = or_(Tenure.process == process, Tenure.until <= now)
    taken = session.execute(update(Tenure).where(Tenure.task == task, free).values(process=process, until=now + LEASE))
    assert isinstance(taken, CursorResult)
    if taken.rowcount:
        return True
    new = {"task": task, "process": process, "until": now + LEASE}
    return bool(insert_new_returning(session, Tenure, [new], "task"))


def let_go(session: Session, processes: Iterable[str]) -> None:
    """Leave the tasks of processes that do nothing more to others."""
    session.execute(delete(Tenure).where(Tenure.process.in_(tuple(processes))))


def let_go_of(session: Session, task: str, process: str) -> None:
    """Leave one task of a process to others."""
    session.execute(delete(Tenure).where(Tenure.task == task, Tenure.process == process))
