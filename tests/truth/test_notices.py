"""A notice that was told and holds no more: its code says so, and so does every chat where it was told."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from actions.dialogue.reply import Reply
from bot.sending.composing import composed
from community.database import Database
from community.post import outbox
from community.post.rules import GivenUp, Sent, Uncertain
from community.post.tables import Delivery
from community.publishing import publishing
from community.safety import notices, replacing
from community.safety.kinds import NOTICE
from community.safety.tables import SafetyNotice
from community.staff.actors import MACHINE
from tests.actions.case_talk import StudentTalk
from tests.community.matter import NOW, ZONE, given_notice
from understanding.parse import Language

LATER = NOW + timedelta(hours=5)  # Mon 23 Nov 17:00
CODE = "K7QF-2M"


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as opened:
        yield opened


def withdrawn_in_the_console(session: Session, notice: SafetyNotice) -> None:
    publishing.withdraw(session, notice, by=MACHINE, now=LATER)


def made_a_draft_again(session: Session, notice: SafetyNotice) -> None:
    publishing.take_back(session, notice, by=MACHINE, now=LATER)


def cancelled_by_another(session: Session, notice: SafetyNotice) -> None:
    given_notice(session, "False alarm", msg_type="Cancel", references_id=notice.id, sent=LATER, effective=LATER)
    notices.announce(session, LATER)


def replaced_by_another(session: Session, notice: SafetyNotice) -> None:
    facts = {"references_id": notice.id, "sent": LATER, "effective": LATER, "code": "M3TR-8C"}
    given_notice(session, "The gate is open again", msg_type="Update", **facts)
    notices.announce(session, LATER)


ENDS = [withdrawn_in_the_console, made_a_draft_again, cancelled_by_another]
each_end = pytest.mark.parametrize("ends", ENDS, ids=lambda end: end.__name__)
each_language = pytest.mark.parametrize("language", ["en", "zh"])
WHEN: dict[Language, str] = {"en": "Mon 23 Nov 17:00", "zh": "11月23日周一 17:00"}
WITHDRAWN: dict[Language, str] = {
    "en": f"Code {CODE} is ours, but was withdrawn {WHEN['en']}",
    "zh": f"编号 {CODE} 是我们发布的，但已于{WHEN['zh']}撤回",
}


def asked(session: Session, language: Language, code: str = CODE) -> str:
    chat = StudentTalk(session, address=f"asks {code}", language=language)
    chat.now = LATER + timedelta(minutes=1)
    return chat.writes(f"is {code} real?", "ask_safety_notices").text


@each_language
@each_end
def test_the_code_of_a_withdrawn_notice_is_ours_and_says_since_when_it_holds_no_more(
    session: Session, ends: type, language: Language
) -> None:
    notice = given_notice(session, "The gate is shut", code=CODE)
    ends(session, notice)
    text = asked(session, language)
    assert text.startswith(WITHDRAWN[language])
    assert "The gate is shut" in text
    assert "not ours" not in text


@each_language
def test_the_code_of_a_replaced_notice_is_ours_and_brings_what_holds_instead(
    session: Session, language: Language
) -> None:
    replaced_by_another(session, given_notice(session, "The gate is shut", code=CODE))
    text = asked(session, language)
    assert f"{WHEN[language]} by M3TR-8C" in text or f"已于{WHEN[language]}被 M3TR-8C 更新" in text
    assert text.index("The gate is shut") < text.index("The gate is open again")


def test_the_code_of_a_notice_that_stands_is_simply_real(session: Session) -> None:
    given_notice(session, code=CODE)
    assert asked(session, "en").startswith(f"Code {CODE} is real. This is what the notice says")


def test_the_code_of_a_draft_that_was_never_out_is_not_ours(session: Session) -> None:
    given_notice(session, code=CODE, state="draft")
    assert "is not ours" in asked(session, "en")


def test_a_test_notice_neither_counts_nor_replaces_anything(session: Session) -> None:
    notice = given_notice(session, code=CODE)
    given_notice(session, "x", msg_type="Update", references_id=notice.id, status="Test", code="D3FG-4H")
    assert asked(session, "en").startswith(f"Code {CODE} is real. This")
    assert "is not ours" in asked(session, "en", "D3FG-4H")


def test_two_notices_that_name_each_other_lead_nowhere_but_not_astray(session: Session) -> None:
    first = given_notice(session, code=CODE)
    second = given_notice(session, msg_type="Update", references_id=first.id)
    first.references_id = second.id
    session.flush()
    assert CODE in asked(session, "en")


# In the chats where it was told


def told(session: Session, chat: StudentTalk, *, as_id: str | None = "77") -> SafetyNotice:
    """Tell a student of a notice, as far as the channel."""
    notice = given_notice(session, "The gate is shut", code=CODE)
    notices.announce(session, NOW)
    delivery = of_kind(session, "safety_notice")
    assert isinstance(composed(session, delivery, now=NOW, zone=ZONE), Reply)
    outbox.record(session, delivery, Sent(as_id), now=NOW)
    return notice


def of_kind(session: Session, kind: str) -> Delivery:
    return [one for one in session.query(Delivery).order_by(Delivery.id) if one.kind == kind][-1]


def mark_in(session: Session, chat: StudentTalk) -> Reply:
    delivery = of_kind(session, "notice_replaced")
    assert delivery.conversation_id == chat.conversation.id
    said = composed(session, delivery, now=LATER, zone=ZONE)
    assert isinstance(said, Reply)
    return said


@each_language
@each_end
def test_a_withdrawn_notice_is_marked_over_the_message_that_told_of_it(
    session: Session, ends: type, language: Language
) -> None:
    chat = StudentTalk(session)
    chat.student.language = language
    notice = told(session, chat)
    ends(session, notice)
    reply = mark_in(session, chat)
    assert reply.edits == "77"
    first, *rest = reply.text.splitlines()
    assert (
        first
        == {
            "en": "[Withdrawn Mon 23 Nov 17:00: don't act on it]",
            "zh": "【11月23日周一 17:00已撤回，请不要照它做】",
        }[language]
    )
    assert "The gate is shut" in rest[0]


def test_a_replaced_notice_is_marked_with_the_one_that_took_its_place(session: Session) -> None:
    chat = StudentTalk(session)
    chat.student.language = "en"
    replaced_by_another(session, told(session, chat))
    assert mark_in(session, chat).text.startswith("[Replaced Mon 23 Nov 17:00 by M3TR-8C]\n[Moderate] The gate is shut")


def test_a_notice_that_stands_is_not_marked(session: Session) -> None:
    told(session, StudentTalk(session))
    notices.announce(session, LATER)
    assert not [one for one in session.query(Delivery) if one.kind == "notice_replaced"]


def test_a_changed_notice_is_told_anew_and_the_old_text_is_marked(session: Session) -> None:
    chat = StudentTalk(session)
    chat.student.language = "en"
    notice = told(session, chat)
    notice.headline_en, notice.headline_zh = "The gate is open", "门开了"
    publishing.note_change(notice, now=LATER)
    assert notices.announce(session, LATER) == 1
    assert mark_in(session, chat).text.startswith(
        "[Changed Mon 23 Nov 17:00: see the newer message]\n[Moderate] The gate is shut"
    )
    news = composed(session, of_kind(session, "safety_notice"), now=LATER, zone=ZONE)
    assert isinstance(news, Reply)
    assert "The gate is open" in news.text


def test_once_the_newer_one_is_withdrawn_the_older_one_holds_again_and_says_so(session: Session) -> None:
    chat = StudentTalk(session)
    chat.student.language = "en"
    replaced_by_another(session, told(session, chat))
    newer = notices.by_code(session, "M3TR-8C")
    assert newer is not None
    withdrawn_in_the_console(session, newer)
    assert mark_in(session, chat).text.startswith("[In force again]\n[Moderate] The gate is shut")
    assert asked(session, "en").startswith(f"Code {CODE} is real. This")


def test_where_nothing_can_be_written_over_the_mark_is_sent(session: Session) -> None:
    chat = StudentTalk(session, channel="rest")
    chat.student.language = "en"
    withdrawn_in_the_console(session, told(session, chat, as_id=None))
    reply = mark_in(session, chat)
    assert reply.edits is None
    assert reply.text.startswith("[Withdrawn")


def test_what_may_have_arrived_is_marked_too_and_what_did_not_is_not(session: Session) -> None:
    chat = StudentTalk(session)
    notice = told(session, chat)
    delivery = of_kind(session, "safety_notice")
    outbox.record(session, delivery, Uncertain("no answer in time"), now=NOW)
    withdrawn_in_the_console(session, notice)
    assert "撤回" in mark_in(session, chat).text
    outbox.record(session, delivery, GivenUp("the student has left"), now=NOW)
    assert not isinstance(composed(session, of_kind(session, "notice_replaced"), now=LATER, zone=ZONE), Reply)


def test_what_is_being_sent_at_that_moment_is_marked_once_it_has_arrived(session: Session) -> None:
    chat = StudentTalk(session)
    notice = told(session, chat)
    delivery = of_kind(session, "safety_notice")
    delivery.state = "sending"
    withdrawn_in_the_console(session, notice)
    outbox.record(session, delivery, Sent("78"), now=NOW)
    assert mark_in(session, chat).edits == "78"


def test_the_web_page_is_sent_nothing_since_it_marks_what_it_has_shown(session: Session) -> None:
    withdrawn_in_the_console(session, told(session, StudentTalk(session, channel="web")))
    assert not [one for one in session.query(Delivery) if one.kind == "notice_replaced"]


def test_however_many_were_told_their_marks_are_queued_by_one_statement(session: Session) -> None:
    notice = told(session, StudentTalk(session))
    for number in range(30):
        another = StudentTalk(session, address=f"reader {number}").conversation
        outbox.enqueue(session, NOTICE, another, due_at=NOW, now=NOW, about=notice)
    session.execute(update(Delivery).values(state="sent"))
    session.flush()
    statements: list[str] = []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda _c, _cursor, sql, *_rest: statements.append(sql))
    assert replacing.mark_all(session, notice, NOW + timedelta(hours=1)) == 31
    assert len(statements) == 1
    assert replacing.mark_all(session, notice, NOW + timedelta(hours=1)) == 0, "each mark once"
