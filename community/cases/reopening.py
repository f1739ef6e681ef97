"""A case that was closed lately: found again, and opened again when its student has more to say."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import audit
from community.campus import house, office
from community.cases import cases, rules
from community.cases.posts import tell_staff
from community.cases.states import CaseState
from community.cases.tables import CaseMessage, HandoffCase

MOST_EARLIER = 5


def lately_closed(session: Session, conversation_id: int, *, now: datetime) -> HandoffCase | None:
    """Return the case of the conversation that was closed last, not long ago, with nothing open since; else None."""
    if cases.open_of(session, conversation_id) is not None:
        return None
    query = select(HandoffCase).where(
        HandoffCase.conversation_id == conversation_id,
        HandoffCase.state == CaseState.CLOSED,
        HandoffCase.messages.any(CaseMessage.event == "closed"),  # one that the student took back is over for good
        HandoffCase.closed_at > now - house.rules(session).reopen,
    )
    return session.scalar(query.order_by(HandoffCase.closed_at.desc()).limit(1))


def colleague_of(case: HandoffCase) -> str:
    """Return the name of whoever had the case, or closed it where nobody had."""
    return case.claimed_by or next(one.staff_label for one in reversed(case.messages) if one.event == "closed")


def reopen(session: Session, case: HandoffCase, *, words: Sequence[str], now: datetime) -> HandoffCase:
    """Open a closed case again, with what the student has written since, and tell the staff.

    Where another case of the conversation is open meanwhile, the words go to that one. Opening twice is once.
    """
    current = cases.open_of(session, case.conversation_id) or _opened_again(session, case, now)
    for said in words:
        session.add(CaseMessage(case=current, author="student", words=said, at=now))
    current.last_words_at = now
    session.flush()
    tell_staff(session, current, now=now)
    return current


def _opened_again(session: Session, case: HandoffCase, now: datetime) -> HandoffCase:
    case.state, case.closed_at, case.reopened_at = CaseState.REQUESTED, None, now
    case.claimed_by = case.staff_id = case.claimed_at = case.helped = None
    case.person_wanted = True
    its = office.calendar(session, ZoneInfo(case.student.zone))
    case.next_look_at = rules.look_by(case.kind, case.risk, now=now, office=its, house=house.rules(session))
    session.add(CaseMessage(case=case, author="system", event="reopened", at=now))
    who = f"student:{case.student_id}"
    audit.record(session, who=who, what="case_reopened", about=f"case:{case.id}", now=now)
    session.flush()
    return case


def earlier(session: Session, case: HandoffCase) -> Sequence[HandoffCase]:
    """Return the other cases of the same conversation, the newest first."""
    query = select(HandoffCase).where(HandoffCase.conversation_id == case.conversation_id, HandoffCase.id != case.id)
    return session.scalars(query.order_by(HandoffCase.id.desc()).limit(MOST_EARLIER)).all()
