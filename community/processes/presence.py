"""Being seen alive, and seeing who is not."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, delete, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from community.database import insert_new_returning
from community.processes.tables import Presence

ALIVE_FOR = timedelta(seconds=10)
"""So long a process counts as alive after it was last seen; it shows itself several times meanwhile."""


def show(
    session: Session,
    process: str,
    roles: Collection[str],
    *,
    signs_with: str | None,
    now: datetime,
    learns: str | None = None,
) -> None:
    """Note that a process is alive.

    Args:
        signs_with: what tells its secret from others; None where it signs nothing.
        learns: what is still taught that its answers will be better by; None where nothing is.
        now: by the clock that all processes share.
    """
    seen = session.execute(update(Presence).where(Presence.process == process).values(seen_at=now, learns=learns))
    assert isinstance(seen, CursorResult)
    if seen.rowcount == 0:
        row = {"process": process, "seen_at": now, "signs_with": signs_with, "learns": learns}
        rows = [{**row, "role": role} for role in sorted(roles)]
        insert_new_returning(session, Presence, rows, "role")
        _forget_outlived(session, now)


def last_seen(session: Session) -> Mapping[str, datetime]:
    """Return when a process of each role was last seen; a role that never was is left out."""
    newest = select(Presence.role, func.max(Presence.seen_at).label("at")).group_by(Presence.role)
    return {row.role: row.at for row in session.execute(newest)}


def is_somebody_learning(session: Session, *, now: datetime) -> bool:
    """Say whether what a living process answers by is still being taught."""
    learning = select(Presence.process).where(Presence.seen_at > now - ALIVE_FOR, Presence.learns.is_not(None))
    return session.scalar(learning.limit(1)) is not None


def secrets_in_use(session: Session, *, now: datetime) -> set[str]:
    """Return what tells the secrets apart that living processes sign with."""
    living = select(Presence.signs_with).where(Presence.seen_at > now - ALIVE_FOR, Presence.signs_with.is_not(None))
    return {name for name in session.scalars(living) if name is not None}


def _forget_outlived(session: Session, now: datetime) -> None:
    """Let go of the dead, but for the last one of each role: it shows since when there has been none."""
    newer = aliased(Presence)
    outlived = exists().where(newer.role == Presence.role, newer.seen_at > Presence.seen_at)
    session.execute(
        delete(Presence).where(Presence.seen_at <= now - ALIVE_FOR, outlived),
        execution_options={"synchronize_session": False},
    )
