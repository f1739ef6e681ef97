"""Opening, claiming and closing a case, and passing words between its two sides."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy import CursorResult, Select, bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community import audit
from community.campus import house, office
from community.cases import crisis_talks, rules
from community.cases.kinds import TO_STAFF, TO_STUDENT
from community.cases.posts import post, tell_staff, tell_student
from community.cases.states import CaseState
from community.cases.tables import IS_OPEN, CaseMessage, HandoffCase
from community.post.conversations import Conversation
from community.references import new_reference
from community.students.tables import Student


class AlreadyClaimed(Exception):
    """Somebody else has the case; `by` is their name."""

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by


class CaseClosed(Exception):
    """The case is closed; nothing reaches the student through it any more."""


@dataclass(frozen=True, slots=True)
class _Need:
    """What a student asks for, as it reached us."""

    kind: str
    topic: str
    risk: str
    words: str
    inbox_id: int | None


def open_case(
    session: Session,
    conversation: Conversation,
    student: Student,
    *,
    kind: str,
    topic: str = "",
    risk: str = "none",
    words: str = "",
    now: datetime,
    language: str,
    inbox_id: int | None = None,
) -> HandoffCase:
    """Open a case and tell the staff; where the conversation has an open one, join that and raise it.

    Args:
        words: what the student wrote, empty where a button was tapped.
        inbox_id: the message that they came in; it is taken into the case once.
    """
    need = _Need(kind, topic, risk, words, inbox_id)
    case = open_of(session, conversation.id)
    if case is not None:
        return _join(session, case, need, now)
    case = _new_case(need, conversation, student, language, now)
    case.next_look_at = _look_by(session, student, need, now)
    try:
        with session.begin_nested():
            session.add(case)
    except IntegrityError:
        case = open_of(session, conversation.id)
        assert case is not None, "a case could not be opened, and none is open"
        return _join(session, case, need, now)
    _take_words(session, case, words, now, inbox_id)
    tell_staff(session, case, now=now)
    audit.record(session, who=f"student:{student.id}", what="case_opened", about=f"case:{case.id}", now=now, kind=kind)
    return case


def _new_case(need: _Need, conversation: Conversation, student: Student, language: str, now: datetime) -> HandoffCase:
    return HandoffCase(
        ref=f"HC-{new_reference(5)}",
        conversation_id=conversation.id,
        student_id=student.id,
        kind=need.kind,
        topic=need.topic,
        risk=need.risk,
        language=language,
        state=CaseState.REQUESTED,
        person_wanted=need.kind == "person",
        share="line",
        opened_at=now,
        last_words_at=now,
        alerts=0,
    )


def _look_by(session: Session, student: Student, need: _Need, now: datetime) -> datetime:
    its = office.calendar(session, ZoneInfo(student.zone))
    return rules.look_by(need.kind, need.risk, now=now, office=its, house=house.rules(session))


def _join(session: Session, case: HandoffCase, need: _Need, now: datetime) -> HandoffCase:
    message = _take_words(session, case, need.words, now, need.inbox_id)
    before = (case.kind, case.risk, case.person_wanted)
    case.kind = rules.more_urgent_kind(case.kind, need.kind)
    case.risk = rules.higher_risk(case.risk, need.risk)
    case.topic = need.topic or case.topic
    case.person_wanted = case.person_wanted or need.kind == "person"
    if (case.kind, case.risk, case.person_wanted) != before:
        _hurry(session, case, need, now)
        tell_staff(session, case, now=now)
        audit.record(session, who="system", what="case_raised", about=f"case:{case.id}", now=now, risk=case.risk)
    elif message is not None:
        post(session, TO_STAFF, message, now=now)
    session.flush()
    return case


def _hurry(session: Session, case: HandoffCase, need: _Need, now: datetime) -> None:
    if case.state == CaseState.REQUESTED:
        due = _look_by(session, case.student, need, now)
        case.next_look_at = due if case.next_look_at is None else min(due, case.next_look_at)


def claim(
    session: Session, case: HandoffCase, *, staff_label: str, staff_id: int | None = None, now: datetime
) -> HandoffCase:
    """Take a case: the student is told who has come, and the assistant keeps silent. Twice by the same is once.

    Raises:
        AlreadyClaimed: somebody else was first.
        CaseClosed: there is nothing to claim.
    """
    taken = session.execute(  # two may tap at once: the row itself decides, not what we read of it before
        update(HandoffCase)
        .where(HandoffCase.id == case.id, HandoffCase.state == CaseState.REQUESTED)
        .values(
            state=CaseState.CLAIMED,
            claimed_by=staff_label,
            staff_id=staff_id,
            claimed_at=now,
            holds=True,
            next_look_at=None,
        )
    )
    assert isinstance(taken, CursorResult)
    session.refresh(case)
    if taken.rowcount == 0:
        return _claimed_before(case, staff_label, staff_id)
    case.last_words_at = now
    tell_student(session, case, "claimed", staff_label=staff_label, now=now)
    _audit(session, case, "case_claimed", staff_id, now)
    return case


def _claimed_before(case: HandoffCase, staff_label: str, staff_id: int | None) -> HandoffCase:
    if case.state == CaseState.CLOSED:
        raise CaseClosed(case.id)
    if case.claimed_by != staff_label or case.staff_id != staff_id:
        raise AlreadyClaimed(case.claimed_by or "")
    return case


def answer_from_staff(
    session: Session,
    case: HandoffCase,
    *,
    staff_label: str,
    staff_id: int | None = None,
    words: str,
    now: datetime,
) -> CaseMessage:
    """Send a staff member's words to the student; who answers a case that nobody has, claims it.

    A second colleague may write in it as well, under their own name: nobody is to be left without an answer.

    Raises:
        CaseClosed: nothing is sent.
    """
    if case.state == CaseState.CLOSED:
        raise CaseClosed(case.id)
    if case.state == CaseState.REQUESTED:
        claim(session, case, staff_label=staff_label, staff_id=staff_id, now=now)
    message = CaseMessage(case=case, author="staff", staff_label=staff_label, words=words, at=now)
    session.add(message)
    case.last_words_at, case.holds = now, True
    session.flush()
    post(session, TO_STUDENT, message, now=now)
    return message


def relay_from_student(
    session: Session, conversation: Conversation, *, words: str, inbox_id: int | None = None, now: datetime
) -> CaseMessage | None:
    """Pass what a student wrote on to the staff of the open case.

    Returns None where there is nothing to pass on: no case that wants it, no words, or words that it has already.
    """
    case = open_of(session, conversation.id)
    if case is None or not rules.passes_on(state=case.state, person_wanted=case.person_wanted, risk=case.risk):
        return None
    message = _take_words(session, case, words, now, inbox_id)
    if message is not None:
        post(session, TO_STAFF, message, now=now)
    return message


def close(
    session: Session, case: HandoffCase, *, staff_label: str, staff_id: int | None = None, now: datetime
) -> HandoffCase:
    """Close a case and give the student back to the assistant; closing a closed one changes nothing."""
    if case.state != CaseState.CLOSED:
        end(case, now)
        crisis_talks.leave(session, case.conversation_id, now=now)
        tell_student(session, case, "closed", staff_label=staff_label, now=now)
        _audit(session, case, "case_closed", staff_id, now)
    return case


def end(case: HandoffCase, now: datetime) -> None:
    """Write down that a case is over; who needs to know is told by the caller."""
    case.state, case.closed_at, case.holds, case.next_look_at = CaseState.CLOSED, now, False, None


def holder(session: Session, conversation_id: int) -> HandoffCase | None:
    """Return the case whose counselor holds the conversation, so that the assistant keeps silent; else None."""
    case = open_of(session, conversation_id)
    return case if case is not None and case.state == CaseState.CLAIMED and case.holds else None


def open_of(session: Session, conversation_id: int) -> HandoffCase | None:
    """Return the conversation's open case, None where it has none."""
    return session.scalar(_open_of(), {"conversation": conversation_id})


@cache
def _open_of() -> Select[HandoffCase]:
    # Built once: building a statement takes longer than running it, and every message asks.
    of_it = HandoffCase.conversation_id == bindparam("conversation")
    return select(HandoffCase).where(of_it, IS_OPEN)


def _take_words(
    session: Session, case: HandoffCase, words: str, now: datetime, inbox_id: int | None
) -> CaseMessage | None:
    if not words.strip() or has_message(session, case, inbox_id):
        return None
    message = CaseMessage(case=case, author="student", words=words, at=now, inbox_id=inbox_id)
    session.add(message)
    case.last_words_at = now
    session.flush()
    return message


def has_message(session: Session, case: HandoffCase, inbox_id: int | None) -> bool:
    """Say whether that message of the inbox has been taken into the case already."""
    if inbox_id is None:
        return False
    query = select(CaseMessage.id).where(CaseMessage.case_id == case.id, CaseMessage.inbox_id == inbox_id)
    return session.scalar(query) is not None


def _audit(session: Session, case: HandoffCase, what: str, staff_id: int | None, now: datetime) -> None:
    who = "staff" if staff_id is None else f"staff:{staff_id}"
    audit.record(session, who=who, what=what, about=f"case:{case.id}", now=now)
