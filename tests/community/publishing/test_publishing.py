"""Submitting, approving, publishing, replacing, withdrawing: what the rows, the audit and the outbox hold then."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import samples
from community.audit import AuditEntry
from community.content import DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN
from community.database import Database
from community.events import signup, ticks
from community.post import outbox
from community.post.rules import Sent
from community.post.tables import Delivery
from community.publishing import publishing
from community.publishing.rules import Faulty, Gone, NotNow, NotReplaced, NotTheirs, Over, Refused, Why
from community.safety import notices
from community.safety.tables import SafetyNotice
from community.staff.actors import MACHINE, Actor
from community.staff.rules import APPROVER, AUTHOR, SAFETY_OFFICER
from tests.community.matter import (
    NOW,
    given_event,
    given_lesson,
    given_notice,
    given_student,
    given_tip,
    student_of,
)
from tests.community.racing import race

ANN, BEN = Actor("staff:1", frozenset({AUTHOR})), Actor("staff:2", frozenset({APPROVER}))
SUN = Actor("staff:3", frozenset({SAFETY_OFFICER}))
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as opened:
        yield opened


def audited(session: Session) -> list[tuple[str, str, str]]:
    query = select(AuditEntry.who, AuditEntry.what, AuditEntry.about).order_by(AuditEntry.id)
    return [(who, what, about) for who, what, about in session.execute(query)]


def told_of(session: Session, kind: str) -> int:
    return session.scalar(select(func.count()).where(Delivery.kind == kind)) or 0


def test_an_author_submits_an_approver_approves_and_the_audit_names_both(session: Session) -> None:
    tip = given_tip(session, status=DRAFT)
    publishing.submit(session, tip, by=ANN, now=NOW)
    assert tip.status == IN_REVIEW
    publishing.approve(session, tip, by=BEN, now=LATER)
    assert tip.status == PUBLISHED
    about = f"guidance_items:{tip.id}"
    assert audited(session) == [("staff:1", "submitted", about), ("staff:2", "approved", about)]


def test_an_officer_submits_notices_and_no_guidance(session: Session) -> None:
    notice, tip = given_notice(session, state=DRAFT), given_tip(session, status=DRAFT)
    publishing.submit(session, notice, by=SUN, now=NOW)
    with pytest.raises(NotTheirs):
        publishing.submit(session, tip, by=SUN, now=NOW)
    assert (notice.state, tip.status) == (IN_REVIEW, DRAFT)


def test_what_was_changed_while_it_waited_is_no_longer_what_was_submitted(session: Session) -> None:
    tip = given_tip(session, status=DRAFT)
    publishing.submit(session, tip, by=ANN, now=NOW)
    publishing.hold_to_change(session, tip, by=ANN)
    tip.title_en = "Other words"
    publishing.note_change(tip, now=NOW)
    assert (tip.status, tip.version) == (DRAFT, 2)
    with pytest.raises(NotNow):
        publishing.approve(session, tip, by=BEN, now=NOW)


@pytest.mark.parametrize("take", [publishing.publish, publishing.approve, publishing.withdraw, publishing.take_back])
def test_an_author_makes_nothing_public_and_takes_nothing_from_students(
    session: Session, take: publishing.Take
) -> None:
    tip = given_tip(session)
    with pytest.raises(NotTheirs):
        take(session, tip, by=ANN, now=NOW)
    assert tip.status == PUBLISHED
    assert audited(session) == []


def test_what_is_refused_has_changed_nothing(session: Session) -> None:
    over = given_notice(session, state=DRAFT, expires=NOW)
    update = given_notice(session, "Update", state=DRAFT, msg_type="Update")
    with pytest.raises(Over):
        publishing.publish(session, over, by=BEN, now=NOW)
    with pytest.raises(Faulty) as faulty:
        publishing.publish(session, update, by=BEN, now=NOW)
    assert [fault.column for fault in faulty.value.faults] == ["references_id"]
    session.flush()
    session.expire_all()
    assert {(one.state, one.sent) for one in (over, update)} == {(DRAFT, NOW - timedelta(hours=1))}
    assert audited(session) == []


def test_what_is_gone_is_not_published(session: Session) -> None:
    tip = given_tip(session, status=DRAFT)
    session.delete(tip)
    with pytest.raises(Gone):
        publishing.publish(session, tip, by=BEN, now=NOW)


def test_staff_answer_for_an_invented_row_that_they_publish(session: Session) -> None:
    tip = given_tip(session, status=DRAFT)
    samples.note(session, tip)
    session.flush()
    publishing.publish(session, tip, by=BEN, now=NOW)
    assert not samples.is_sample(session, tip)


def test_a_notice_that_is_published_twice_is_told_once(database: Database) -> None:
    with database.transaction() as session:
        given_student(session, "1")
        notice = given_notice(session, state=DRAFT)
        publishing.publish(session, notice, by=BEN, now=NOW)
        assert notices.announce(session, NOW) == 1
    with pytest.raises(NotNow) as refused, database.transaction() as session:  # noqa: PT012 - the second click
        again = session.get_one(type(notice), notice.id)
        publishing.publish(session, again, by=BEN, now=LATER)
    assert refused.value.done
    with database.transaction() as session:
        assert notices.announce(session, LATER) == 0
        assert told_of(session, "safety_notice") == 1


def test_of_two_approvers_at_once_one_publishes_and_each_student_is_told_once(database: Database) -> None:
    with database.transaction() as session:
        for address in ("1", "2", "3"):
            given_student(session, address)
        number = given_notice(session, state=DRAFT).id

    def approver(hurry: int) -> str:
        moment = NOW + timedelta(seconds=hurry)
        try:
            with database.transaction() as session:
                notice = session.get_one(SafetyNotice, number)
                publishing.publish(session, notice, by=BEN, now=moment)
        except NotNow:
            return "too late"
        with database.transaction() as session:
            notices.announce(session, moment)
        return "published"

    assert race([lambda: approver(1), lambda: approver(2)]) == {"published": 1, "too late": 1}
    with database.transaction() as session:
        notices.announce(session, LATER)
        assert told_of(session, "safety_notice") == 3
        assert [what for _, what, _ in audited(session)] == ["published"]


def test_whoever_saves_a_draft_that_was_published_meanwhile_changes_nothing(database: Database) -> None:
    with database.transaction() as session:
        form = given_tip(session, status=DRAFT)
    with database.transaction() as session:
        publishing.publish(session, session.get_one(type(form), form.id), by=BEN, now=NOW)
    assert form.status == DRAFT, "as the form was opened"
    with database.transaction() as session:
        session.add(form)
        with pytest.raises(NotTheirs):
            publishing.hold_to_change(session, form, by=ANN)


def test_what_students_see_is_not_removed(session: Session) -> None:
    tip = given_tip(session)
    with pytest.raises(NotNow):
        publishing.hold_to_remove(session, tip, by=BEN)
    publishing.withdraw(session, tip, by=BEN, now=NOW)
    with pytest.raises(NotTheirs):
        publishing.hold_to_remove(session, tip, by=ANN)
    publishing.hold_to_remove(session, tip, by=BEN)


def test_a_step_that_was_undone_can_be_taken_again(database: Database) -> None:
    with database.transaction() as session:
        given_student(session, "1")
        notice = given_notice(session, state=DRAFT)
    with pytest.raises(ConnectionError), database.transaction() as session:  # noqa: PT012 - the database goes away
        publishing.publish(session, session.get_one(type(notice), notice.id), by=BEN, now=NOW)
        raise ConnectionError
    with database.transaction() as session:
        publishing.publish(session, session.get_one(type(notice), notice.id), by=BEN, now=LATER)
        assert notices.announce(session, LATER) == 1
        assert told_of(session, "safety_notice") == 1


# Taking the place of another


def test_a_notice_that_takes_the_place_of_another_is_told_and_the_other_marked(session: Session) -> None:
    given_student(session, "1")
    earlier = given_notice(session, "The gate is shut")
    notices.announce(session, NOW)
    outbox.record(session, session.scalars(select(Delivery)).one(), Sent("77"), now=NOW)
    later = given_notice(session, "The gate is open", state=DRAFT)
    publishing.replace(session, earlier, later, by=BEN, now=LATER)
    assert (later.state, later.msg_type, later.references_id) == (PUBLISHED, "Update", earlier.id)
    assert earlier.state == PUBLISHED, "its code is answered with what took its place"
    assert notices.announce(session, LATER) == 1
    assert [one.headline_en for one in notices.current(session, LATER)] == ["The gate is open"]
    assert told_of(session, "notice_replaced") == 1


def test_an_end_of_a_notice_stays_an_end(session: Session) -> None:
    earlier = given_notice(session)
    end = given_notice(session, "All clear", state=DRAFT, msg_type="Cancel")
    publishing.replace(session, earlier, end, by=BEN, now=NOW)
    assert end.msg_type == "Cancel"
    assert notices.current(session, NOW) == []


def test_guidance_that_takes_the_place_of_another_is_published_and_the_other_withdrawn(session: Session) -> None:
    earlier, later = given_tip(session, "OLD"), given_tip(session, "NEW", status=IN_REVIEW)
    publishing.replace(session, earlier, later, by=BEN, now=NOW)
    assert (earlier.status, later.status) == (WITHDRAWN, PUBLISHED)
    assert [what for _, what, _ in audited(session)] == ["approved", "withdrawn"]


def test_an_event_is_changed_and_not_replaced(session: Session) -> None:
    refused = refusal(session, given_event(session, "A"), given_event(session, "B", status=DRAFT))
    assert refused.why == Why.NEVER


def test_only_what_is_published_is_replaced_and_only_by_another_of_its_kind(session: Session) -> None:
    tip, draft, lesson = given_tip(session), given_tip(session, "D", status=DRAFT), given_lesson(session, status=DRAFT)
    assert refusal(session, tip, lesson).why == Why.OTHER_KIND
    assert refusal(session, tip, tip).why == Why.ITSELF
    assert refusal(session, draft, given_tip(session, "E", status=DRAFT)).why == Why.NOT_PUBLISHED


def test_an_author_replaces_nothing(session: Session) -> None:
    earlier, later = given_tip(session, "OLD"), given_tip(session, "NEW", status=DRAFT)
    with pytest.raises(Refused):
        publishing.replace(session, earlier, later, by=ANN, now=NOW)
    assert (earlier.status, later.status) == (PUBLISHED, DRAFT)


def refusal(session: Session, earlier: object, later: object) -> NotReplaced:
    with pytest.raises(NotReplaced) as refused:
        publishing.replace(session, earlier, later, by=MACHINE, now=NOW)  # type: ignore[arg-type]
    return refused.value


# Those who signed up for an event


def test_those_signed_up_are_told_once_that_an_event_was_withdrawn(session: Session) -> None:
    event, talk = given_event(session), given_student(session, "1")
    signup.sign_up(session, event, student_id=student_of(talk).id, conversation=talk, join_waitlist=False, now=NOW)
    publishing.withdraw(session, event, by=BEN, now=NOW)
    assert ticks.announce_changes(session, NOW) == 1
    with pytest.raises(NotNow):
        publishing.withdraw(session, event, by=BEN, now=NOW)
    assert ticks.announce_changes(session, NOW) == 0
