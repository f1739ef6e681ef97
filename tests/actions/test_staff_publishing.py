"""A member of staff publishes and withdraws from a chat of their own; nobody else does."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.dialogue import commands
from actions.staff.group import Said, answer_staff
from community.audit import AuditEntry
from community.content import DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN
from community.database import Database
from community.publishing import publishing
from community.staff import accounts, chats
from community.staff.actors import MACHINE
from community.staff.tables import StaffAccount
from tests.actions.case_talk import REGISTRY, StudentTalk, given_staff_group
from tests.community.matter import NOW, given_event, given_notice, given_student, given_tip
from understanding.parse import Language

CODE = "K7QF-2M"
PASSWORD = "correct horse battery"


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as opened:
        yield opened


def bound(session: Session, role: str = "approver", *, language: Language = "en") -> tuple[StaffAccount, StudentTalk]:
    """Return a member of staff and the chat that they have bound."""
    account = accounts.add(session, role, "Chen Yu", PASSWORD, [role], now=NOW)
    chat = StudentTalk(session, "9001", language=language)
    chat.commands(f"/bind {chats.make_code(session, account, now=NOW)}")
    return account, chat


def steps(session: Session) -> list[tuple[str, str]]:
    query = select(AuditEntry.who, AuditEntry.what).where(AuditEntry.what.in_(("published", "approved", "withdrawn")))
    return [(who, what) for who, what in session.execute(query.order_by(AuditEntry.id))]


def test_a_false_notice_is_withdrawn_from_the_phone(session: Session) -> None:
    account, chat = bound(session)
    notice = given_notice(session, "The gate is shut", code=CODE)
    shown = chat.commands(f"/withdraw {CODE.lower()}")
    assert shown.text.startswith(f"notice/{CODE}: It is published.\nWithdrawn, no student is shown it any more.")
    assert "The gate is shut" in shown.text
    assert notice.state == PUBLISHED, "nothing is done before the tap"
    done = chat.taps("Withdraw it")
    assert done.text == f"The gate is shut\nnotice/{CODE}: It is withdrawn.\nNo student is shown it any more."
    assert (notice.state, notice.withdrawn_at) == (WITHDRAWN, NOW)
    assert steps(session) == [(f"staff:{account.id}", "withdrawn")]


def test_a_second_tap_does_nothing_and_says_how_it_stands(session: Session) -> None:
    _, chat = bound(session)
    given_notice(session, code=CODE)
    (button,) = chat.commands(f"/withdraw {CODE}").buttons
    chat.presses(button)
    assert chat.presses(button).text == "It is withdrawn."
    assert len(steps(session)) == 1


@pytest.mark.parametrize(
    ("language", "button", "reach", "now"),
    [
        ("en", "Publish it", "Students it reaches: 1", "Students see it now."),
        ("zh", "发布", "会收到的学生：1人", "学生现在可以看到。"),
    ],
)
def test_what_was_submitted_is_read_and_approved_with_a_tap(
    session: Session, language: Language, button: str, reach: str, now: str
) -> None:
    account, chat = bound(session, language=language)
    given_student(session, "1")
    notice = given_notice(session, "The gate is shut", code=CODE, state=DRAFT, areas=["SHU"])
    publishing.submit(session, notice, by=MACHINE, now=NOW)
    shown = chat.commands(f"/publish {CODE}")
    assert reach in shown.text
    assert "The gate is shut" in shown.text
    assert notice.state == IN_REVIEW
    assert chat.taps(button).text.endswith(now)
    assert steps(session) == [(f"staff:{account.id}", "approved")]


def test_guidance_is_read_whole_before_it_is_published(session: Session) -> None:
    _, chat = bound(session)
    tip = given_tip(session, status=DRAFT, body_en="Bring the form.", steps_zh=["带上表格"])
    shown = chat.commands("/publish tip-1").text
    assert "Students it reaches" not in shown
    assert [words for words in ("Tip TIP-1", "提示TIP-1", "Bring the form.", "带上表格") if words not in shown] == []
    chat.taps("Publish it")
    assert tip.status == PUBLISHED


def test_what_begins_later_is_said_to(session: Session) -> None:
    _, chat = bound(session)
    given_tip(session, status=DRAFT, valid_from=NOW + timedelta(days=1))
    chat.commands("/publish TIP-1")
    assert chat.taps("Publish it").text.endswith("Students will see it from Tue 24 Nov 12:00 on.")


@pytest.mark.parametrize("words", [f"/publish {CODE}", f"/withdraw {CODE}"])
def test_a_student_publishes_and_withdraws_nothing(session: Session, words: str) -> None:
    notice = given_notice(session, code=CODE)
    chat = StudentTalk(session)
    assert chat.commands(words).text == "This chat is bound to no staff account."
    tapped = chat.chooses("withdraw_item", kind="notice", number=str(notice.id))
    assert tapped.text == "This chat is bound to no staff account."
    assert notice.state == PUBLISHED


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Send that in your own chat with me"), ("zh", "请在你和我的私聊里发送")]
)
def test_in_the_staffs_group_nothing_is_published_by_a_name_that_somebody_shows(
    session: Session, language: Language, said: str
) -> None:
    group, notice = given_staff_group(session), given_notice(session, code=CODE)
    group.language = language
    asked = Said("Chen Yu", intent=commands.intent_of(f"/withdraw {CODE}", REGISTRY))
    answer = answer_staff(session, group, asked, now=NOW)
    assert answer is not None
    assert said in answer.text
    assert notice.state == PUBLISHED


def test_an_author_is_sent_to_an_approver_and_so_is_whose_account_was_switched_off(session: Session) -> None:
    account, chat = bound(session, "author")
    notice = given_notice(session, code=CODE)
    assert chat.commands(f"/withdraw {CODE}").text == "Your role may not do that. Ask an approver."
    accounts.set_roles(session, account, ["approver"], now=NOW)
    (button,) = chat.commands(f"/withdraw {CODE}").buttons
    accounts.disable(session, account, now=NOW)
    assert chat.presses(button).text == "Your role may not do that. Ask an approver."
    assert notice.state == PUBLISHED


def test_what_can_not_be_done_is_said_why(session: Session) -> None:
    _, chat = bound(session)
    over = given_notice(session, code=CODE, state=DRAFT, expires=NOW - timedelta(minutes=1))
    given_notice(session, code="M3TR-8C", state=DRAFT, msg_type="Update")
    given_event(session, "X-1")
    given_tip(session, "X-1", status=DRAFT)
    assert chat.commands("/withdraw NONE-1").text.startswith("Nothing that staff have written has that code.")
    assert chat.commands("/withdraw").text.startswith("Nothing that staff have written has that code.")
    assert chat.commands("/withdraw X-1").text == "Several have that code. Send one of these: event/X-1, guidance/X-1"
    assert chat.commands("/withdraw guidance/X-1").text == "It is a draft."
    assert chat.commands("/withdraw event/X-1").buttons[0].title == "Withdraw it"
    chat.commands(f"/publish {CODE}")
    assert chat.taps("Publish it").text.startswith("It ended Mon 23 Nov 11:59, so no student would see it.")
    chat.commands("/publish M3TR-8C")
    (button,) = chat.shown
    assert chat.presses(button).text == "It can't be published as it stands. The console says why."
    assert over.state == DRAFT
    session.delete(over)
    session.flush()
    assert chat.chooses("publish_item", kind="notice", number=str(over.id)).text.startswith("Nothing that staff")
