"""Waiting for a person: told the truth as long as it lasts, taken back in words, gone on with after it was closed."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.cases import cases, escalation
from community.cases.tables import CaseMessage, HandoffCase
from community.database import Database
from community.post import outbox
from community.post.rules import Sent
from community.post.tables import Delivery
from tests.actions.case_talk import StudentTalk, composed, due, given_staff_group, said
from tests.community.counseling.campus import NOW, at


def the_case(session: Session) -> HandoffCase:
    return session.scalars(select(HandoffCase)).one()


def told_last(session: Session, language: str = "en") -> str:
    """Return what the student was told last of how things stand."""
    delivery = due(session, "counselor_message")[-1]
    reply = composed(session, delivery, language=language)
    assert reply is not None
    return reply.text


def group_reads(session: Session) -> None:
    """Let all posts to the staff's group arrive there."""
    for post in due(session, "staff_alert"):
        outbox.record(session, post, Sent("1"), now=post.due_at)


def asks(session: Session, language: str = "en") -> StudentTalk:
    chat = StudentTalk(session, language=language)  # type: ignore[arg-type]
    chat.writes("a person please", "talk_to_human")
    return chat


@pytest.mark.parametrize(
    ("language", "sorry", "called", "tomorrow"),
    [
        (
            "en",
            "Nobody has answered yet",
            "It went to the staff's group again",
            "I call them again Tue 24 Nov 08:30, when the office opens.",
        ),
        ("zh", "还没有人回", "又往老师值班群发了一次", "办公室11月24日周二 08:30上班，到时我再叫一次。"),
    ],
)
def test_who_waits_is_told_at_first_every_two_hours_and_before_the_office_closes(
    database: Database, language: str, sorry: str, called: str, tomorrow: str
) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        asks(session, language)
        told_at = []
        for minutes in range(10, 310, 10):
            before = len(due(session, "counselor_message"))
            escalation.escalate(session, now=NOW + timedelta(minutes=minutes))
            group_reads(session)
            if len(due(session, "counselor_message")) > before:
                told_at.append(NOW + timedelta(minutes=minutes))
                assert sorry in told_last(session, language)
                assert called in told_last(session, language)
        assert told_at == [at(11, 23, 12, 10), at(11, 23, 14, 30), at(11, 23, 16, 30), at(11, 23, 17)]
        assert told_last(session, language).endswith(tomorrow)


def test_where_nobody_can_be_called_nobody_is_said_to_have_been(database: Database) -> None:
    with database.transaction() as session:
        asks(session)
        escalation.escalate(session, now=NOW + timedelta(minutes=10))
        assert "I can alert nobody at the moment" in told_last(session)
        assert "again" not in told_last(session)
        escalation.escalate(session, now=at(11, 23, 17))
        assert told_last(session).endswith("The office opens again Tue 24 Nov 08:30.")


def test_a_second_call_is_promised_without_word_to_the_student_where_none_comes(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = asks(session)
        group_reads(session)
        assert "If nobody has taken it by Mon 23 Nov 12:10, I call them again and tell you." in chat.last.text
        escalation.escalate(session, now=NOW + timedelta(minutes=10))
        group_reads(session)
        chat.now = NOW + timedelta(minutes=15)
        again = chat.writes("a person please", "talk_to_human").text
        assert "If nobody has taken it by Mon 23 Nov 12:30, I call them again.\n" in again
        told = len(due(session, "counselor_message"))
        escalation.escalate(session, now=NOW + timedelta(minutes=30))
        assert len(due(session, "counselor_message")) == told


@pytest.mark.parametrize(
    ("language", "words", "confirmed"),
    [
        ("zh", "算了不用了", "撤回"),
        ("zh", "不用找老师了，谢谢", "撤回"),
        ("zh", "我自己解决了", "撤回"),
        ("en", "never mind, I don't need anyone", "Taken back."),
        ("en", "it's solved now, thanks!", "Taken back."),
        ("en", "forget it", "Taken back."),
    ],
)
def test_a_request_is_taken_back_in_words(database: Database, language: str, words: str, confirmed: str) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = asks(session, language)
        assert confirmed in chat.writes(words, "deny").text
        case = the_case(session)
        assert (case.state, case.next_look_at) == ("closed", None)
        assert said(session, "case_message")[-1] == f"{case.ref}: the student took the request back."


@pytest.mark.parametrize("words", ["算了，我再等等", "never mind the cold, is the gym open?", "不用了吗", "thanks"])
def test_other_words_leave_the_request_as_it_is(database: Database, words: str) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = asks(session)
        chat.writes(words, "thanks")
        assert the_case(session).state == "requested"


def test_a_request_that_somebody_has_taken_is_not_taken_back_behind_their_back(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = asks(session)
        cases.claim(session, the_case(session), staff_label="Ms Liu", now=NOW)
        assert chat.is_met_with_silence("never mind, I don't need anyone")
        assert the_case(session).state == "claimed"
        assert "never mind" in said(session, "case_message")[-1]


def test_danger_is_not_taken_back(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.writes("撑不下去了", crisis="ask")
        chat.writes("never mind, I don't need anyone", "deny")
        assert the_case(session).state == "requested"


def test_never_mind_belongs_to_what_was_asked_last(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = asks(session)
        chat.writes("I want to report a hazard", "report_safety_incident")
        assert chat.conversation.awaiting is not None
        chat.writes("never mind", "deny")
        assert the_case(session).state == "requested"


def test_the_button_says_who_has_it_where_somebody_does(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = asks(session)
        never_mind = next(button for button in chat.shown if button.intent == "withdraw_request")
        cases.claim(session, the_case(session), staff_label="Ms Liu", now=NOW)
        assert chat.presses(never_mind).text == "Ms Liu has it already. You can simply tell them here."


def test_the_button_does_not_say_that_somebody_looks_after_what_nobody_has_taken(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = asks(session)
        never_mind = next(button for button in chat.shown if button.intent == "withdraw_request")
        chat.writes("我不想活了", crisis="crisis")
        text = chat.presses(never_mind).text
        assert "That one stays open" in text
        assert "looking after it" not in text


def closed(session: Session, language: str = "en") -> StudentTalk:
    given_staff_group(session)
    chat = asks(session, language)
    cases.claim(session, the_case(session), staff_label="Ms Liu", now=NOW)
    cases.close(session, the_case(session), staff_label="Ms Liu", now=NOW)
    chat.now = NOW + timedelta(hours=3)
    return chat


@pytest.mark.parametrize(
    ("language", "words", "offered", "again", "opened"),
    [
        ("en", "she said she would send the form", "your talk with Ms Liu", "Open it again", "is open again"),
        ("zh", "老师说会把表发给我", "和Ms Liu谈的那件事", "重新打开", "已重新打开"),
    ],
)
def test_what_the_assistant_cannot_answer_soon_after_is_offered_to_the_same_case(
    database: Database, language: str, words: str, offered: str, again: str, opened: str
) -> None:
    with database.transaction() as session:
        chat = closed(session, language)
        reply = chat.writes(words, "out_of_scope")
        assert offered in reply.text
        case = the_case(session)
        assert (case.state, words in [m.words for m in case.messages]) == ("closed", False)
        chat.writes(f"{words}!", "out_of_scope")
        assert opened in chat.taps(again).text
        session.refresh(case)
        assert case.state == "requested"
        assert [m.words for m in case.messages][-2:] == [words, f"{words}!"]
        alert = said(session, "staff_alert", now=chat.now)[-1]
        assert "the student has had it opened again Mon 23 Nov 15:00" in alert


def test_what_it_can_answer_is_answered(database: Database) -> None:
    with database.transaction() as session:
        assert "What can I do for you?" in closed(session).writes("hi", "greet").text


def test_the_day_after_it_is_refused_as_usual(database: Database) -> None:
    with database.transaction() as session:
        chat = closed(session)
        chat.now = NOW + timedelta(hours=24)
        assert "Ms Liu" not in chat.writes("she said she would send it", "out_of_scope").text


def test_a_tap_long_after_opens_it_once(database: Database) -> None:
    with database.transaction() as session:
        chat = closed(session)
        chat.writes("she said she would send it", "out_of_scope")
        button = chat.shown[0]
        chat.presses(button)
        assert "is open already" in chat.presses(button).text
        assert [m.event for m in the_case(session).messages].count("reopened") == 1


def test_somebody_elses_case_is_not_opened(database: Database) -> None:
    with database.transaction() as session:
        chat = closed(session)
        chat.writes("she said she would send it", "out_of_scope")
        other = StudentTalk(session, "7002")
        assert "no open request" in other.presses(chat.shown[0]).text
        assert the_case(session).state == "closed"


def taps(session: Session) -> list[str]:
    return list(
        session.scalars(select(CaseMessage.words).where(CaseMessage.event == "tapped").order_by(CaseMessage.id))
    )


@pytest.mark.parametrize(
    ("language", "tapped"),
    [
        ("en", ["I'm not sure", "Someone I trust", "A person now"]),
        ("zh", ["说不清", "联系信任的人", "现在找老师"]),
    ],
)
def test_what_is_tapped_in_danger_stands_in_the_case(database: Database, language: str, tapped: list[str]) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session, language=language)  # type: ignore[arg-type]
        chat.writes("撑不下去了", crisis="ask")
        for title in tapped:
            chat.taps(title)
        assert taps(session) == tapped
        posts = said(session, "case_message")
        assert [post.split("“")[1].rstrip("”.") for post in posts] == tapped


@pytest.mark.parametrize(("language", "no"), [("en", "No"), ("zh", "没有")])
def test_a_no_stands_in_the_case_and_wakes_nobody(database: Database, language: str, no: str) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session, language=language)  # type: ignore[arg-type]
        chat.writes("撑不下去了", crisis="ask")
        chat.taps(no)
        assert taps(session) == [no]
        assert due(session, "case_message") == []


def test_what_has_nothing_to_do_with_danger_stays_the_students_own(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.writes("撑不下去了", crisis="ask")
        chat.taps("I'm not sure")
        chat.commands("/menu")
        chat.taps("Events")
        assert taps(session) == ["I'm not sure"]


def test_what_was_tapped_before_anybody_was_called_stands_in_the_case_too(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.commands("/help")
        chat.taps("Someone I trust")
        assert taps(session) == []
        chat.now = NOW + timedelta(minutes=5)
        chat.taps("A person now")
        assert taps(session) == ["Someone I trust", "A person now"]
        moments = session.scalars(select(CaseMessage.at).where(CaseMessage.event == "tapped").order_by(CaseMessage.id))
        assert list(moments) == [NOW, chat.now]


def test_in_a_mere_request_taps_are_not_kept(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = asks(session)
        chat.writes("/help", "help_card")
        chat.taps("Steady myself")
        assert taps(session) == []


def test_an_answer_typed_instead_of_tapped_is_there_once(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.writes("撑不下去了", crisis="ask")
        chat.writes("I'm not sure")
        case = the_case(session)
        session.refresh(case)
        assert [m.words for m in case.messages if m.words].count("I'm not sure") == 1
        assert session.scalars(select(Delivery).where(Delivery.kind == "case_message")).all() == []


def look_for(session: Session, language: str) -> StudentTalk:
    """A student who has asked the staff to look after a friend."""
    given_staff_group(session)
    chat = StudentTalk(session, language=language)  # type: ignore[arg-type]
    chat.writes("室友好几天不说话还把东西送人", "worried_about_friend")
    chat.taps("Ask a teacher to look" if language == "en" else "请老师看看")
    chat.writes("陈雨，7舍412")
    return chat


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "he's fine, cancel it"),
        ("en", "false alarm, sorry"),
        ("en", "she is ok now, no need to check on her"),
        ("zh", "他没事了，取消吧"),
        ("zh", "不用老师去看了"),
        ("zh", "误会了，他没事"),
    ],
)
def test_a_look_that_was_asked_for_is_taken_back_in_words(database: Database, language: str, words: str) -> None:
    with database.transaction() as session:
        chat = look_for(session, language)
        text = chat.writes(words, "cancel_counseling").text
        assert text.startswith(("Taken back", "已撤回"))
        assert the_case(session).ref in text
        assert the_case(session).state == "closed"


@pytest.mark.parametrize(
    "words", ["he's fine now", "cancel my appointment", "他没事了吗", "he is better but still cries"]
)
def test_that_a_friend_is_better_takes_nothing_back(database: Database, words: str) -> None:
    with database.transaction() as session:
        look_for(session, "en").writes(words)
        assert the_case(session).state == "requested"


@pytest.mark.parametrize(
    ("language", "words", "says"),
    [("en", "he's fine, cancel it", "stays open"), ("zh", "他没事了，取消吧", "先别让人一个人待着")],
)
def test_a_look_is_not_taken_back_where_a_life_may_be_in_danger(
    database: Database, language: str, words: str, says: str
) -> None:
    with database.transaction() as session:
        chat = look_for(session, language)
        chat.chooses("friend_in_danger")
        text = chat.writes(words, "cancel_counseling").text
        assert says in text
        assert the_case(session).state == "requested"


@pytest.mark.parametrize(
    "words",
    [
        "算了不用了",
        "nah forget it",
        "changed my mind",
        "现在不用了，我自己解决了",
        "问题解决了，不用回复了",
        "我改主意了",
        "all sorted, thanks",
        "I got my answer, no longer needed",
    ],
)
def test_a_person_who_is_needed_no_more_is_not_called(database: Database, words: str) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        asks(session).writes(words, "deny")
        assert the_case(session).state == "closed"
