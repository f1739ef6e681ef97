"""What staff read of their answers is what the outbox knows by then, and no more."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.staff import group as staff_group
from actions.staff.group import Said
from community.cases import arrivals
from community.cases.kinds import TO_STUDENT, UNDELIVERED
from community.database import Database
from community.post import outbox
from community.post.conversations import Conversation
from community.post.rules import BLOCKED, GivenUp, Outcome, Sent, Uncertain
from community.post.tables import Delivery
from tests.actions.case_talk import StudentTalk, due, given_staff_group, said
from tests.community.counseling.campus import NOW, at


def given_waiting(session: Session, language: str = "en") -> tuple[Conversation, StudentTalk, Delivery]:
    """Let a student wait for a person; return the staff's group, the talk and the post about it."""
    group, chat = given_staff_group(session), StudentTalk(session)
    group.language = language
    chat.writes("a person please", "talk_to_human")
    return group, chat, due(session, "staff_alert")[0]


def answers(session: Session, group: Conversation, post: Delivery) -> str:
    reply = staff_group.answer_staff(session, group, Said("Ms Liu", words="I am here", replied_to=post), now=NOW)
    assert reply is not None
    return reply.text


def the_answer(session: Session) -> Delivery:
    query = select(Delivery).where(Delivery.kind == TO_STUDENT.name).order_by(Delivery.id.desc())
    return session.scalars(query.limit(1)).one()


@pytest.mark.parametrize(("language", "said_so"), [("en", "on its way to the student."), ("zh", "正在发给学生。")])
def test_an_answer_that_has_only_been_queued_is_on_its_way_and_not_passed_on(
    database: Database, language: str, said_so: str
) -> None:
    with database.transaction() as session:
        group, _, post = given_waiting(session, language)
        assert answers(session, group, post).endswith(said_so)


@pytest.mark.parametrize(
    ("language", "said_so"), [("en", "not delivered, the student has blocked"), ("zh", "没有送达")]
)
def test_an_answer_to_whom_has_blocked_the_bot_is_said_not_to_arrive(
    database: Database, language: str, said_so: str
) -> None:
    with database.transaction() as session:
        group, chat, post = given_waiting(session, language)
        chat.conversation.channel_address.blocked_at = NOW
        assert said_so in answers(session, group, post)


@pytest.mark.parametrize(("language", "said_so"), [("en", "when the chat page is open"), ("zh", "打开聊天页面时")])
def test_an_answer_on_the_web_waits_for_the_page(database: Database, language: str, said_so: str) -> None:
    with database.transaction() as session:
        group, chat, post = given_waiting(session, language)
        chat.conversation.channel_address.channel = "web"
        assert said_so in answers(session, group, post)


@pytest.mark.parametrize(
    ("outcome", "line", "line_zh"),
    [
        (GivenUp(BLOCKED, recipient_gone=True), "was not delivered: the student has blocked the bot", "没有送达"),
        (Uncertain("no answer in time"), "may not have arrived; I don't send it twice", "可能没有送到"),
        (GivenUp("Telegram refuses it"), "could not be delivered. Try another way", "无法送达"),
    ],
)
def test_a_later_line_says_what_did_not_get_through(
    database: Database, outcome: Outcome, line: str, line_zh: str
) -> None:
    with database.transaction() as session:
        group, _, post = given_waiting(session)
        answers(session, group, post)
        outbox.record(session, the_answer(session), outcome, now=NOW)
        arrivals.look_after(session, NOW)
        (told,) = said(session, UNDELIVERED.name)
        assert f"what Ms Liu wrote Mon 23 Nov 12:00 {line}" in told
        assert line_zh in said(session, UNDELIVERED.name, language="zh")[0]


def test_what_has_arrived_needs_no_line(database: Database) -> None:
    with database.transaction() as session:
        group, _, post = given_waiting(session)
        answers(session, group, post)
        outbox.record(session, the_answer(session), Sent("1"), now=NOW)
        arrivals.look_after(session, NOW)
        assert due(session, UNDELIVERED.name) == []


def test_who_comes_back_reads_the_answer_with_its_time(database: Database) -> None:
    with database.transaction() as session:
        group, chat, post = given_waiting(session)
        answers(session, group, post)
        outbox.record(session, the_answer(session), GivenUp(BLOCKED, recipient_gone=True), now=NOW)
        chat.conversation.channel_address.blocked_at = None
        session.flush()
        arrivals.look_after(session, at(11, 23, 15))
        assert said(session, TO_STUDENT.name, now=at(11, 23, 15))[-1] == "Ms Liu, Mon 23 Nov 12:00: I am here"
        assert said(session, UNDELIVERED.name, now=at(11, 23, 15)) == []


def test_a_reply_to_the_line_about_it_reaches_the_student(database: Database) -> None:
    with database.transaction() as session:
        group, _, post = given_waiting(session)
        answers(session, group, post)
        outbox.record(session, the_answer(session), Uncertain("no answer in time"), now=NOW)
        arrivals.look_after(session, NOW)
        assert "on its way" in answers(session, group, due(session, UNDELIVERED.name)[0])
