"""Putting what happens in a case into the outbox: to the student on one side, to the staff's groups on the other."""

from datetime import datetime

from sqlalchemy.orm import Session

from community.cases import crowds
from community.cases.kinds import ALERT, TO_STAFF, TO_STUDENT
from community.cases.tables import CaseMessage, HandoffCase
from community.post import outbox, talks
from community.post.kinds import Kind


def tell_staff(session: Session, case: HandoffCase, *, now: datetime) -> int:
    """Queue an alert about the case to every staff group; return to how many.

    Of a crowd of new visitors they are told together.
    """
    case.alerts += 1
    session.flush()
    if crowds.holds(session, case):
        return crowds.call(session, case.risk, now=now)
    groups = talks.staff_groups(session)
    for group in groups:
        key = f"{ALERT.name}:{case.id}:{case.alerts}:{group.id}"
        outbox.enqueue(session, ALERT, group, about=case, due_at=now, now=now, key=key)
    return len(groups)


def tell_student(session: Session, case: HandoffCase, event: str, *, staff_label: str = "", now: datetime) -> None:
    """Write an event of the case down and queue a message about it to the student."""
    message = CaseMessage(case=case, author="system", event=event, staff_label=staff_label, at=now)
    session.add(message)
    session.flush()
    post(session, TO_STUDENT, message, now=now)


def post(session: Session, kind: Kind[CaseMessage], message: CaseMessage, *, now: datetime) -> None:
    """Queue a message of a case: `TO_STUDENT`, or `TO_STAFF`, which is to their groups.

    What somebody in a crowd of new visitors writes is read in the console, with the case.
    """
    if kind is TO_STAFF and crowds.holds(session, message.case):
        return
    readers = [message.case.conversation] if kind is TO_STUDENT else talks.staff_groups(session)
    for reader in readers:
        key = f"{kind.name}:{message.id}:{reader.id}"
        outbox.enqueue(session, kind, reader, about=message, due_at=now, now=now, key=key)
