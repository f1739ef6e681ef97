"""What security does with a report: take it, close it with a note; the reporter is told what happened and no more."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.orm import Session

from community import audit
from community.post import outbox
from community.post.conversations import Conversation
from community.post.kinds import Kind
from community.safety.kinds import INCIDENT_CLOSED, INCIDENT_TAKEN
from community.safety.states import IncidentState
from community.safety.tables import IN_HAND, Incident
from community.staff.tables import StaffAccount
from community.students.tables import Student

MOST_LISTED, THREAT = 200, "threat"
URGENCY = ("threat", "danger", "scam", "theft", "hazard")
"""Kinds of reports, the one to look at first first."""


class TakenBefore(Exception):
    """A colleague has it; `by` is their name."""

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by


class AlreadyClosed(Exception):
    """It is closed; nothing is done to it any more."""


class NoteMissing(Exception):
    """Who closes a report says what was done."""


def listed(session: Session, *, closed: bool) -> Sequence[Incident]:
    """Return the reports in hand: those that nobody has, danger, and what waits longest first; or the latest closed."""
    if closed:
        query = select(Incident).where(Incident.status == IncidentState.CLOSED).order_by(Incident.closed_at.desc())
        return session.scalars(query.limit(MOST_LISTED)).all()
    found = session.scalars(select(Incident).where(IN_HAND)).all()
    return sorted(found, key=lambda one: (one.status != IncidentState.OPEN, _urgency(one), one.opened_at))[:MOST_LISTED]


def _urgency(incident: Incident) -> int:
    return URGENCY.index(incident.kind) if incident.kind in URGENCY else len(URGENCY)


def take(session: Session, incident: Incident, account: StaffAccount, *, over: bool = False, now: datetime) -> None:
    """Assign a report to oneself; taking one's own again changes nothing.

    Args:
        over: take it even where a colleague has it.

    Raises:
        TakenBefore, AlreadyClosed: nothing is changed.
    """
    free = IN_HAND if over else Incident.status == IncidentState.OPEN
    # Two may tap at once: the row itself decides, not what we read of it before.
    taken = session.execute(
        update(Incident)
        .where(Incident.id == incident.id, free)
        .values(status=IncidentState.ASSIGNED, staff_id=account.id, taken_at=now)
    )
    assert isinstance(taken, CursorResult)
    session.refresh(incident)
    if taken.rowcount == 0:
        _refuse(session, incident, account)
        return
    _tell_reporter(session, incident, INCIDENT_TAKEN, now)
    _record(session, "incident_taken", incident, account, now)


def _refuse(session: Session, incident: Incident, account: StaffAccount) -> None:
    if incident.status == IncidentState.CLOSED:
        raise AlreadyClosed
    if incident.staff_id != account.id:
        raise TakenBefore(name_of(session, incident.staff_id))


def close(session: Session, incident: Incident, account: StaffAccount, *, note: str, now: datetime) -> None:
    """Close a report with a note for colleagues.

    Raises:
        NoteMissing, AlreadyClosed: nothing is changed.
    """
    if not note.strip():
        raise NoteMissing
    ended = session.execute(
        update(Incident)
        .where(Incident.id == incident.id, Incident.status != IncidentState.CLOSED)
        .values(status=IncidentState.CLOSED, closed_by=account.id, closed_at=now, note=note.strip())
    )
    assert isinstance(ended, CursorResult)
    session.refresh(incident)
    if ended.rowcount == 0:
        raise AlreadyClosed
    outbox.cancel(session, INCIDENT_TAKEN, incident)
    _tell_reporter(session, incident, INCIDENT_CLOSED, now)
    _record(session, "incident_closed", incident, account, now)


def _tell_reporter(session: Session, incident: Incident, kind: Kind[Incident], now: datetime) -> None:
    """Queue the news for whoever reported, each once; of an anonymous report nobody knows who that is.

    A threat was no report of its writer's, who is told nothing of what becomes of it.
    """
    if incident.kind == THREAT:
        return
    talk = session.get(Conversation, incident.conversation_id) if incident.conversation_id is not None else None
    if talk is not None:
        key = f"{kind.name}:{incident.id}"
        outbox.enqueue(session, kind, talk, about=incident, due_at=now, now=now, key=key)


def _record(session: Session, what: str, incident: Incident, account: StaffAccount, now: datetime) -> None:
    audit.record(session, who=f"staff:{account.id}", what=what, about=f"incident:{incident.id}", now=now)


def reporter(session: Session, incident: Incident, *, may_know: bool) -> str | None:
    """Return who reported, None where that is not for the reader to know, or not known at all.

    Args:
        may_know: the reader is of security, who alone learn of a confidential reporter.
    """
    if incident.student_id is None or not (incident.mode == "named" or (incident.mode == "confidential" and may_know)):
        return None
    student = session.get_one(Student, incident.student_id)
    known = [part for part in (student.name, student.school_number) if part]
    return " · ".join(known) or f"#{student.id}"


def name_of(session: Session, staff_id: int | None) -> str:
    """Return the name of an account, empty where none is named."""
    account = session.get(StaffAccount, staff_id) if staff_id is not None else None
    return account.name if account is not None else ""


def mark(session: Session) -> str:
    """Return a mark that differs whenever the list of reports does; cheap enough to ask for twice a second."""
    in_hand = session.execute(select(Incident.id, Incident.status, Incident.taken_at).where(IN_HAND))
    return str((sorted(tuple(row) for row in in_hand), session.scalar(select(func.max(Incident.id)))))
