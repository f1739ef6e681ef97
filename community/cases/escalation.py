"""What time itself does to a case: nobody came, or nobody has said anything for long."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import audit
from community.campus import house, office
from community.campus.rules import OfficeCalendar
from community.cases import rules
from community.cases.posts import tell_staff, tell_student
from community.cases.states import CaseState
from community.cases.tables import IS_OPEN, HandoffCase
from community.database import one_at_a_time


def escalate(session: Session, *, now: datetime) -> None:
    """Tell staff again of cases that nobody has taken in time, and again, until somebody does.

    Their students are told how things stand, as often as it matters to them.

    A conversation whose counselor and student have both been silent for long goes back to the assistant.
    """
    one_at_a_time(session, "escalation")
    waits = HandoffCase.state == CaseState.REQUESTED
    overdue = select(HandoffCase).where(IS_OPEN, waits, HandoffCase.next_look_at <= now)
    for case in session.scalars(overdue):
        _call_again(session, case, now)
    silent = select(HandoffCase).where(
        IS_OPEN,
        HandoffCase.holds,
        HandoffCase.state == CaseState.CLAIMED,
        HandoffCase.last_words_at <= now - house.rules(session).silence,
    )
    for case in session.scalars(silent):
        case.holds = False
        tell_student(session, case, "released", staff_label=case.claimed_by or "", now=now)
    session.flush()


def _call_again(session: Session, case: HandoffCase, now: datetime) -> None:
    tell_staff(session, case, now=now)
    its = house.rules(session)
    again_at = rules.call_again(case.alerts, case.risk, now=now, office=_office(session, case), house=its)
    case.next_look_at = again_at
    # Who did not ask for anybody, and may not know that somebody looks, is not told that nobody did.
    waits = rules.passes_on(state=case.state, person_wanted=case.person_wanted, risk=case.risk)
    if waits and rules.is_worth_telling(_told_at(case), case.risk, again_at=again_at, now=now, house=its):
        tell_student(session, case, "unanswered", now=now)
    audit.record(session, who="system", what="case_escalated", about=f"case:{case.id}", now=now, alert=case.alerts)


def will_tell(session: Session, case: HandoffCase) -> bool:
    """Say whether the student is told as well when staff are called next."""
    at = case.next_look_at
    if at is None:
        return False
    its = house.rules(session)
    again_at = rules.call_again(case.alerts + 1, case.risk, now=at, office=_office(session, case), house=its)
    return rules.is_worth_telling(_told_at(case), case.risk, again_at=again_at, now=at, house=its)


def _office(session: Session, case: HandoffCase) -> OfficeCalendar:
    return office.calendar(session, ZoneInfo(case.student.zone))


def _told_at(case: HandoffCase) -> datetime | None:
    """Return when the student was last told that nobody has come, since asking."""
    told = (message.at for message in case.messages if message.event == "unanswered" and message.at >= case.asked_at)
    return max(told, default=None)
