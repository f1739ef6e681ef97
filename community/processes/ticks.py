"""When each job of the timetable last ended well, whichever process did it."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.database import insert_into, table_of
from community.processes.tables import Tick


def note(session: Session, job: str) -> None:
    """Note that a job ends well now, by the clock that all processes share."""
    ended = {"ended_at": func.clock_timestamp()}
    new = insert_into(session, Tick).values(job=job, **ended)
    session.connection().execute(new.on_conflict_do_update(index_elements=[table_of(Tick).c.job], set_=ended))


def seconds_since(session: Session) -> dict[str, float]:
    """Return how long ago each job ended well."""
    ago = func.extract("epoch", func.clock_timestamp() - Tick.ended_at)
    return {job: float(seconds) for job, seconds in session.execute(select(Tick.job, ago))}
