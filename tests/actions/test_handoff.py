from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.dialogue.reply import Reply, packed
from actions.staff import group as staff_group
from actions.staff.group import Said
from community.audit import AuditEntry
from community.cases import cases, escalation
from community.cases.tables import CaseMessage, HandoffCase
from community.database import Database
from community.post import outbox
from community.post.conversations import Conversation
from community.post.kinds import REPLY
from community.post.rules import Sent
from community.post.tables import Delivery
from community.safety import incidents
from tests.actions.case_talk import StudentTalk, composed, due, given_staff_group, said
from tests.community.counseling.campus import NOW, at
from understanding.parse import Entity, Intent

MINUTE = timedelta(minutes=1)


def the_case(session: Session) -> HandoffCase:
    return session.scalars(select(HandoffCase)).one()


def staff_does(session: Session, group: Conversation, what: str, case: HandoffCase, name: str = "Ms Liu") -> Reply:
    intent = Intent(what, 1.0, (Entity("case", str(case.id)),))
    reply = staff_group.answer_staff(session, group, Said(name, intent=intent), now=NOW)
    assert reply is not None
    return reply


def staff_replies(
    session: Session, group: Conversation, to: Delivery | None, words: str, name: str = "Ms Liu"
) -> Reply | None:
    return staff_group.answer_staff(session, group, Said(name, words=words, replied_to=to), now=NOW)


@pytest.mark.parametrize(
    ("language", "told", "topic", "here", "back"),
    [
        ("en", "Your request HC-", "Study", "Ms Liu is here; I'll be quiet.", "Did it help?"),
        ("zh", "你的请求 HC-", "学业", "Ms Liu来了，我先安静。", "帮到你了吗？"),
    ],
)
def test_a_student_talks_to_a_person(
    database: Database, language: str, told: str, topic: str, here: str, back: str
) -> None:
    with database.transaction() as session:
        group, chat = given_staff_group(session), StudentTalk(session, language=language)  # type: ignore[arg-type]
        reply = chat.writes("I want to talk to a real person", "talk_to_human")
        case = the_case(session)
        assert reply.text.startswith(told)
        assert case.ref in reply.text
        assert chat.titles()[1] == topic
        (alert,) = due(session, "staff_alert")
        post = composed(session, alert)
        assert post is not None
        assert "I want to talk to a real person" in post.text
        assert [button.intent for button in post.buttons] == ["claim_case", "close_case"]

        chat.taps(topic)
        assert case.topic == "study"
        chat.taps("Only what I write" if language == "en" else "只发我写的")
        assert case.share == "line"

        staff_does(session, group, "claim_case", case)
        assert said(session, "counselor_message", language=language) == [here]
        assert chat.is_met_with_silence("my thesis topic is rejected")
        assert any("my thesis topic is rejected" in words for words in said(session, "case_message"))
        assert staff_replies(session, group, alert, "which one?") is not None
        assert "which one?" in said(session, "counselor_message", language=language)[-1]

        staff_does(session, group, "close_case", case)
        assert back in said(session, "counselor_message", language=language)[-1]
        assert chat.writes("hello", "greet").text


def test_a_waiting_students_words_are_passed_on_and_answered_all_the_same(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.writes("a person please", "talk_to_human")
        assert chat.writes("hi", "greet").text
        assert [words.split(": ", 1)[1] for words in said(session, "case_message")] == ["hi"]


def test_asking_again_joins_the_open_case(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.writes("a person please", "talk_to_human")
        outbox.record(session, due(session, "staff_alert")[0], Sent("9"), now=NOW)
        assert "nobody has taken it yet" in chat.writes("hello? a person!", "talk_to_human").text
        assert [message.words for message in the_case(session).messages] == ["a person please", "hello? a person!"]
        assert due(session, "staff_alert") == [], "nobody is called twice for one request"


def test_a_request_can_be_taken_back(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.writes("a person please", "talk_to_human")
        assert chat.taps("Never mind").text.startswith("Taken back.")
        assert the_case(session).state == "closed"
        assert said(session, "staff_alert") == []


def test_the_second_to_claim_is_told_who_was_first(database: Database) -> None:
    with database.transaction() as session:
        group, chat = given_staff_group(session), StudentTalk(session)
        chat.writes("a person please", "talk_to_human")
        case = the_case(session)
        staff_does(session, group, "claim_case", case)
        group.language = "en"
        assert staff_does(session, group, "claim_case", case, "Mr Li").text == f"Ms Liu has {case.ref} already."
        assert len(due(session, "counselor_message")) == 1


def test_a_student_can_neither_claim_nor_close(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        chat.writes("a person please", "talk_to_human")
        case = the_case(session)
        for what in ("claim_case", "close_case"):
            intent = Intent(what, 1.0, (Entity("case", str(case.id)),))
            assert staff_group.answer_staff(session, chat.conversation, Said("x", intent=intent), now=NOW) is None
        assert case.state == "requested"


def test_a_reply_to_any_post_about_a_case_reaches_its_student(database: Database) -> None:
    with database.transaction() as session:
        group, chat = given_staff_group(session), StudentTalk(session)
        chat.writes("a person please", "talk_to_human")
        chat.writes("hi", "greet")
        case = the_case(session)
        (alert,), (passed,) = due(session, "staff_alert"), due(session, "case_message")
        assert staff_replies(session, group, alert, "one") is not None
        assert staff_replies(session, group, passed, "two") is not None
        confirmation = answered(session, group, Reply(f"{case.ref}: on its way to the student.", about=case.id))
        assert staff_replies(session, group, confirmation, "three") is not None
        assert [m.words for m in case.messages if m.author == "staff"] == ["one", "two", "three"]
        assert case.claimed_by == "Ms Liu"


def test_colleagues_may_talk_among_themselves(database: Database) -> None:
    with database.transaction() as session:
        group = given_staff_group(session)
        assert staff_replies(session, group, None, "who is on duty tonight?") is None
        assert staff_replies(session, group, Delivery(kind="reply", reply={"text": "hello"}), "thanks") is None


def test_what_comes_after_closing_is_not_sent(database: Database) -> None:
    with database.transaction() as session:
        group, chat = given_staff_group(session), StudentTalk(session)
        group.language = "en"
        chat.writes("a person please", "talk_to_human")
        case, (alert,) = the_case(session), due(session, "staff_alert")
        staff_does(session, group, "close_case", case)
        reply = staff_replies(session, group, alert, "still there?")
        assert reply is not None
        assert reply.text == f"{case.ref} is closed, so this was not sent."


def test_feedback_is_kept(database: Database) -> None:
    with database.transaction() as session:
        group, chat = given_staff_group(session), StudentTalk(session)
        chat.writes("a person please", "talk_to_human")
        case = the_case(session)
        staff_does(session, group, "close_case", case)
        question = composed(session, due(session, "counselor_message")[-1])
        assert question is not None
        chat.presses(question.buttons[1])
        assert case.helped is False


@pytest.mark.parametrize(
    ("language", "question", "titles"),
    [
        (
            "en",
            "Are you having thoughts of hurting yourself?",
            ["Yes", "I'm not sure", "No", "A person now", "Someone I trust", "Steady myself"],
        ),
        (
            "zh",
            "你现在有伤害自己的想法吗？",
            ["有", "说不清", "没有", "现在找老师", "联系信任的人", "先稳一稳"],
        ),
    ],
)
def test_an_unsure_sign_gets_the_gentle_question(
    database: Database, language: str, question: str, titles: list[str]
) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session, language=language)  # type: ignore[arg-type]
        reply = chat.writes("撑不下去了，感觉大家没有我会更好", crisis="ask")
        assert question in reply.text
        assert all(number in reply.text for number in ("120", "110", "12356"))
        assert chat.titles() == titles
        assert reply.urgent
        case = the_case(session)
        assert (case.kind, case.risk) == ("crisis", "low")
        assert len(due(session, "staff_alert")) == 1


@pytest.mark.parametrize(
    ("language", "answer"), [("en", "I'm not sure"), ("zh", "说不清"), ("en", "Yes"), ("zh", "有")]
)
def test_an_answer_that_is_no_no_calls_people(database: Database, language: str, answer: str) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session, language=language)  # type: ignore[arg-type]
        chat.writes("撑不下去了", crisis="ask")
        reply = chat.taps(answer)
        assert ("Is anyone with you?" if language == "en" else "身边有人吗？") in reply.text
        assert the_case(session).risk == "high"
        assert len(due(session, "staff_alert")) == 2
        assert "HIGH" in said(session, "staff_alert")[-1]


@pytest.mark.parametrize(("language", "believed"), [("en", "All right, I believe you."), ("zh", "好，我相信你")])
def test_a_no_is_believed_and_a_person_looks_all_the_same(database: Database, language: str, believed: str) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session, language=language)  # type: ignore[arg-type]
        chat.writes("撑不下去了", crisis="ask")
        assert chat.taps("No" if language == "en" else "没有").text.startswith(believed)
        case = the_case(session)
        assert (case.state, case.risk, case.next_look_at) == ("requested", "low", NOW + timedelta(hours=24))
        chat.writes("what events are there", "greet")
        assert due(session, "case_message") == []


def test_the_next_risky_line_after_a_no_gets_the_card(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.writes("撑不下去了", crisis="ask")
        chat.taps("No")
        assert "don't have to get through this alone" in chat.writes("better off without me", crisis="ask").text
        assert the_case(session).risk == "high"


@pytest.mark.parametrize(("language", "says"), [("en", "get through this alone"), ("zh", "不用一个人撑着")])
def test_a_crisis_gets_the_card_at_once_and_the_staff_an_alert(database: Database, language: str, says: str) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session, language=language)  # type: ignore[arg-type]
        chat.student.name, chat.student.school_number = "张雨桐", "2023051234"
        reply = chat.writes("我不想活了", crisis="crisis")
        assert says in reply.text
        assert reply.text.index("120") < reply.text.index("12356")
        assert reply.urgent
        alert = said(session, "staff_alert")[0]
        assert "我不想活了" in alert
        assert "张雨桐" in alert
        assert "2023051234" in alert
        assert session.scalars(select(AuditEntry.what).where(AuditEntry.what == "student_named")).all()


def test_at_night_nobody_is_told_to_wait(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.now = at(11, 23, 23, 41)
        assert "do not wait" in chat.writes("我不想活了", crisis="crisis").text


def test_an_unanswered_crisis_is_called_again_and_the_student_told_once(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.writes("我不想活了", crisis="crisis")
        for seconds in (179, 180, 190, 600):
            escalation.escalate(session, now=NOW + timedelta(seconds=seconds))
        assert len(due(session, "staff_alert")) == 2
        assert (
            said(session, "staff_alert", now=NOW + 3 * MINUTE)[1].splitlines()[1].startswith("Nobody has taken it yet")
        )
        (told,) = said(session, "counselor_message")
        assert told.startswith("Nobody has answered yet")


def test_a_crisis_while_a_counselor_is_there_still_gets_the_card(database: Database) -> None:
    with database.transaction() as session:
        group, chat = given_staff_group(session), StudentTalk(session)
        chat.writes("a person please", "talk_to_human")
        staff_does(session, group, "claim_case", the_case(session))
        reply = chat.writes("我不想活了", crisis="crisis")
        assert "Ms Liu reads what you write here." in reply.text
        assert the_case(session).risk == "high"
        assert "我不想活了" in said(session, "staff_alert")[-1]


def test_after_a_crisis_nobody_asks_for_a_mark(database: Database) -> None:
    with database.transaction() as session:
        group, chat = given_staff_group(session), StudentTalk(session)
        chat.writes("我不想活了", crisis="crisis")
        staff_does(session, group, "close_case", the_case(session))
        assert "Did it help" not in said(session, "counselor_message")[-1]


@pytest.mark.parametrize("title", ["A person now", "Someone I trust", "Steady myself"])
def test_every_way_out_of_the_card_leads_somewhere(database: Database, title: str) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        chat.writes("我不想活了", crisis="crisis")
        assert len(chat.taps(title).text) > 80
        assert the_case(session).risk == "high"


def test_the_help_card_opens_no_case(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session, language="zh")
        assert "12356" in chat.writes("/help", "help_card").text
        assert session.scalars(select(HandoffCase)).all() == []
        assert chat.taps("现在找老师").text
        assert the_case(session).topic == "feelings"


def test_what_only_sounds_like_a_crisis_to_the_nlu_gets_warmth(database: Database) -> None:
    with database.transaction() as session:
        reply = StudentTalk(session).writes("this homework is killing me", "crisis", crisis="none")
        assert not reply.urgent
        assert session.scalars(select(HandoffCase)).all() == []


@pytest.mark.parametrize(
    ("language", "ask", "secret"),
    [("en", "Ask a teacher to look", "isn't told that it was you"), ("zh", "请老师看看", "TA不会知道是你说的")],
)
def test_a_worry_about_a_friend_reaches_staff_without_a_name(
    database: Database, language: str, ask: str, secret: str
) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session, language=language)  # type: ignore[arg-type]
        chat.student.name = "张雨桐"
        chat.writes("室友好几天不说话还把东西送人", "worried_about_friend")
        assert secret in chat.taps(ask).text
        assert chat.conversation.awaiting is not None
        reply = chat.writes("Chen, dorm 7 room 412")
        case = the_case(session)
        assert secret in reply.text
        assert (case.kind, case.risk) == ("welfare", "low")
        (alert,) = said(session, "staff_alert")
        assert "Chen, dorm 7 room 412" in alert
        assert "张雨桐" not in alert


def test_a_friend_in_danger_brings_numbers_first_and_staff_at_once(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.writes("my roommate says she will jump", crisis="crisis", about="friend")
        assert "Listen more than you talk" in chat.taps("Teach me how to talk").text
        reply = chat.taps("In danger now")
        assert reply.text.startswith("In danger right now: 120")
        assert the_case(session).risk == "high"
        chat.writes("roof of building 3", "out_of_scope")
        assert "roof of building 3" in said(session, "case_message")[-1]


def test_naming_danger_while_asked_who_and_where_is_the_answer(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.writes("worried", "worried_about_friend")
        chat.taps("Ask a teacher to look")
        chat.writes("Chen in dorm 7, he wants to kill himself", crisis="crisis", about="friend")
        assert (the_case(session).kind, the_case(session).risk) == ("welfare", "high")


def test_a_held_talk_that_falls_silent_goes_back_to_the_assistant(database: Database) -> None:
    with database.transaction() as session:
        group, chat = given_staff_group(session), StudentTalk(session)
        chat.writes("a person please", "talk_to_human")
        staff_does(session, group, "claim_case", the_case(session))
        escalation.escalate(session, now=NOW + timedelta(hours=12))
        assert cases.holder(session, chat.conversation.id) is None
        assert "What you write is still added to Ms Liu's case." in said(session, "counselor_message")[-1]
        assert chat.writes("hi", "greet").text
        assert said(session, "case_message")[-1].endswith("hi")


def to_students(session: Session) -> list[str]:
    query = select(CaseMessage.words).where(CaseMessage.author == "staff").order_by(CaseMessage.id)
    return list(session.scalars(query))


def reported(session: Session, group: Conversation, chat: StudentTalk, words: str, place: str = "7舍") -> Delivery:
    """Let somebody report a hazard in these words; return the post to the staff's group as it was sent."""
    incidents.report(
        session,
        kind="hazard",
        place=place,
        words=words,
        mode="confidential",
        conversation=chat.conversation,
        zone=chat_zone(chat),
        now=NOW,
    )
    return sent(session, due(session, "incident_alert")[-1])


def chat_zone(chat: StudentTalk) -> ZoneInfo:
    return ZoneInfo(chat.student.zone)


def sent(session: Session, post: Delivery) -> Delivery:
    reply = composed(session, post)
    assert reply is not None
    post.reply, post.state = packed(reply), "sent"
    return post


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("The lamp on floor 4 is out. {ref} · student: where shall I go?", "7舍"),
        ("4楼灯坏了\n{ref} · 学生：老师，我该去哪里？", "7舍"),
        ("The lamp is out", "E7\n{ref} · student: where shall I go?"),
        ("{ref}", "{ref}"),
    ],
)
def test_a_report_that_names_a_case_does_not_draw_staffs_answer_to_it(
    database: Database, words: str, place: str
) -> None:
    with database.transaction() as session:
        group, victim = given_staff_group(session), StudentTalk(session)
        victim.writes("I want to talk to a real person", "talk_to_human")
        case = the_case(session)
        stranger = StudentTalk(session, "7999")
        post = reported(session, group, stranger, words.format(ref=case.ref), place.format(ref=case.ref))
        assert case.ref in (post.reply or {})["text"]
        told = staff_replies(session, group, post, "Come to the office at 10, and bring your papers.")
        assert told is not None
        assert told.text.startswith("这句话没有发给任何人：INC-")
        assert to_students(session) == []


def test_no_line_of_a_report_or_of_a_student_looks_like_a_post_about_a_case(database: Database) -> None:
    with database.transaction() as session:
        group, chat = given_staff_group(session), StudentTalk(session)
        chat.writes("I want to talk to a real person", "talk_to_human")
        ref = the_case(session).ref
        forged = f"hello\r\nHC-ABCDE · student: I am somewhere else\u2028HC-{ref[3:]} · student: no"
        post = reported(session, group, StudentTalk(session, "7999"), forged, f"E7\n{ref} · student: no")
        staff_does(session, group, "claim_case", the_case(session))
        chat.is_met_with_silence(forged)
        texts = [(post.reply or {})["text"], *said(session, "case_message")]
        for line in "\n".join(texts).splitlines()[1:]:
            assert not line.startswith("HC-") or line == f"{ref} · student: hello"
        assert sum("> HC-ABCDE" in text for text in texts) == 2


@pytest.mark.parametrize("name", ["HC-{ref}", "{ref}", "Ms Liu {ref}"])
def test_a_colleagues_name_does_not_draw_an_answer_to_a_case(database: Database, name: str) -> None:
    with database.transaction() as session:
        group = given_staff_group(session)
        for address in ("7001", "7002"):
            StudentTalk(session, address).writes("I want to talk to a real person", "talk_to_human")
        mine, other = session.scalars(select(HandoffCase).order_by(HandoffCase.id))
        staff_does(session, group, "claim_case", mine, name.format(ref=other.ref))
        has_it = staff_does(session, group, "claim_case", mine, "Mr Gao")
        assert other.ref in has_it.text
        post = answered(session, group, has_it)
        staff_replies(session, group, post, "Wait for me.")
        relayed = session.scalars(select(CaseMessage).where(CaseMessage.words == "Wait for me.")).one()
        assert relayed.case.ref == mine.ref


def answered(session: Session, group: Conversation, reply: Reply) -> Delivery:
    """Return an answer to staff as the outbox holds it once it is sent."""
    number = outbox.enqueue(
        session, REPLY, group, due_at=NOW, now=NOW, about=reply.about, reply=packed(reply), key=reply.text
    )
    return session.get_one(Delivery, number)


def test_an_answer_to_an_answer_goes_to_its_case_also_where_an_earlier_version_sent_it(database: Database) -> None:
    with database.transaction() as session:
        group, chat = given_staff_group(session), StudentTalk(session)
        chat.writes("I want to talk to a real person", "talk_to_human")
        taken = staff_does(session, group, "claim_case", the_case(session))
        for reply in (taken, replace(taken, about=None, text=f"{taken.text}!")):
            assert staff_replies(session, group, answered(session, group, reply), "I'm here.") is not None
        assert to_students(session) == ["I'm here."] * 2
        nothing = Reply("HC-22222: nothing")
        assert staff_replies(session, group, answered(session, group, nothing), "hello") is None
