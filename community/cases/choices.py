"""What a student decides about a case of their own."""

from datetime import datetime

from sqlalchemy.orm import Session

from community import audit
from community.cases import rules
from community.cases.cases import end, has_message
from community.cases.kinds import TO_STAFF
from community.cases.posts import post
from community.cases.states import CaseState
from community.cases.tables import CaseMessage, HandoffCase


def withdraw(session: Session, case: HandoffCase, *, now: datetime) -> bool:
    """Let a student take back a request that nobody has claimed; say whether that was done."""
    if not can_be_withdrawn(case):
        return False
    end(case, now)
    _tell_event(session, case, "withdrawn", now)
    return True


def can_be_withdrawn(case: HandoffCase) -> bool:
    """Say whether it is for the student alone to end the case: a mere request, which nobody has taken."""
    return case.state == CaseState.REQUESTED and case.kind in ("person", "welfare") and case.risk != "high"


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


def tap(session: Session, case: HandoffCase, title: str, *, inbox_id: int | None, now: datetime) -> None:
    """Keep which button a student tapped, once; staff who get the student's words are told of it too.

    Typed words that stand for the button are in the case as words, and not noted again.
    """
    if has_message(session, case, inbox_id):
        return
    message = CaseMessage(case=case, author="system", event="tapped", words=title, at=now, inbox_id=inbox_id)
    session.add(message)
    session.flush()
    if rules.passes_on(state=case.state, person_wanted=case.person_wanted, risk=case.risk):
        post(session, TO_STAFF, message, now=now)


def _tell_event(session: Session, case: HandoffCase, event: str, now: datetime) -> None:
    message = CaseMessage(case=case, author="system", event=event, at=now)
    session.add(message)
    session.flush()
    post(session, TO_STAFF, message, now=now)


def rate(session: Session, case_id: int, *, student_id: int, helped: bool) -> None:
    """Keep whether a case of the student's helped."""
    case = session.get(HandoffCase, case_id)
    if case is not None and case.student_id == student_id:
        case.helped = helped
