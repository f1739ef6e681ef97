"""What a student decides about a case of their own."""

from datetime import datetime

from sqlalchemy.orm import Session

from community import audit
from community.handoff.cases import end
from community.handoff.posts import post
from community.handoff.tables import CaseMessage, HandoffCase


def withdraw(session: Session, case: HandoffCase, *, now: datetime) -> bool:
    """Let a student take back a request for a person that nobody has claimed; say whether that was done."""
    if case.state != "requested" or case.kind != "person" or case.risk == "high":
        return False
    end(case, now)
    _tell_event(session, case, "withdrawn", now)
    return True


def choose_topic(session: Session, case: HandoffCase, topic: str, *, now: datetime) -> None:
    """Keep what the request is about, and tell the staff."""
    if case.topic != topic:
        case.topic = topic
        _tell_event(session, case, "topic", now)


def choose_share(session: Session, case: HandoffCase, share: str, *, now: datetime) -> None:
    """Keep whether staff may read the talk before the case (`full`) or only what was said in it (`line`)."""
    if case.share != share:
        case.share = share
        audit.record(
            session, who=f"student:{case.student_id}", what="share", about=f"case:{case.id}", now=now, share=share
        )
        if share == "full":
            _tell_event(session, case, "shared", now)


def _tell_event(session: Session, case: HandoffCase, event: str, now: datetime) -> None:
    message = CaseMessage(case=case, author="system", event=event, at=now)
    session.add(message)
    session.flush()
    post(session, "case_message", message, now=now)


def rate(session: Session, case_id: int, *, student_id: int, helped: bool) -> None:
    """Keep whether a case of the student's helped."""
    case = session.get(HandoffCase, case_id)
    if case is not None and case.student_id == student_id:
        case.helped = helped
