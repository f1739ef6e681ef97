"""What is written into a form and answers nothing: nothing is sent, it is answered, and the form still waits."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.cases.tables import HandoffCase
from community.database import Database
from community.safety.tables import Incident
from tests.actions.case_talk import StudentTalk, given_staff_group
from understanding.parse import Language

WHAT_MAY_BE_KNOWN = {"en": "Write what security may know", "zh": "写下可以让保卫处知道的内容"}
WHO = {"en": "Who is it, and where", "zh": "是谁？住哪里"}
NOTHING_SENT = {"en": "Nothing is sent.", "zh": "什么都没有发出去"}


def reports(session: Session) -> list[str]:
    return list(session.scalars(select(Incident.words).order_by(Incident.id)))


def look_asked_for(session: Session) -> list[str]:
    found = session.scalars(select(HandoffCase).order_by(HandoffCase.id))
    messages = [message for case in found for message in case.messages]
    return [message.words for message in messages if message.author == "student"]


def security_form(session: Session, language: Language) -> StudentTalk:
    """A victim who has tapped the button that tells security."""
    given_staff_group(session)
    chat = StudentTalk(session, language=language)
    chat.writes("导师摸我", crisis="ask", about="victim")
    chat.taps({"en": "Tell security for me", "zh": "帮我告诉保卫处"}[language])
    return chat


def look_form(session: Session, language: Language) -> StudentTalk:
    given_staff_group(session)
    chat = StudentTalk(session, language=language)
    chat.writes("室友好几天不说话还把东西送人", "worried_about_friend")
    chat.taps({"en": "Ask a teacher to look", "zh": "请老师看看"}[language])
    return chat


REFUSALS: list[tuple[Language, str]] = [
    ("zh", "不要！先别告诉"),
    ("zh", "算了，还是不说了"),
    ("zh", "先不用了"),
    ("zh", "取消"),
    ("zh", "别告诉任何人"),
    ("en", "no"),
    ("en", "never mind please"),
    ("en", "I'd rather not"),
    ("en", "don't tell anyone"),
    ("en", "I don't want to report it"),
]
Begin = Callable[[Session, Language], StudentTalk]
FORMS: list[Begin] = [security_form, look_form]
BACK: dict[Begin, dict[Language, str]] = {
    security_form: {"en": "Tell security", "zh": "帮我告诉"},
    look_form: {"en": "Ask a teacher", "zh": "请老师"},
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("language", "words"), REFUSALS)
def test_a_refusal_sends_nothing_and_leaves_the_way_back(
    database: Database, form: Begin, language: Language, words: str
) -> None:
    with database.transaction() as session:
        chat = form(session, language)
        assert NOTHING_SENT[language] in chat.writes(words, "deny").text
        assert (reports(session), look_asked_for(session)) == ([], [])
        chat.taps(BACK[form][language])
        chat.writes("王教授，实验楼302")
        assert "王教授，实验楼302" in (reports(session) or look_asked_for(session))


@pytest.mark.parametrize(
    "words", ["我还没想好", "等一下", "🥲", "...", "好的", "not yet", "wait", "let me think about it"]
)
def test_who_needs_time_gets_it_and_the_answer_is_taken_later(database: Database, words: str) -> None:
    with database.transaction() as session:
        chat = security_form(session, "zh")
        text = chat.writes(words).text
        assert text.startswith("不着急，慢慢来：还什么都没有发出去。")
        assert WHAT_MAY_BE_KNOWN["zh"] in text
        assert reports(session) == []
        chat.writes("王教授，上周五")
        assert reports(session) == ["王教授，上周五"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", "会不会被他知道？"),
        ("zh", "食堂几点开"),
        ("zh", "谁会看到"),
        ("zh", "你好"),
        ("zh", "我好怕"),
        ("en", "will he find out?"),
        ("en", "what should I write?"),
        ("en", "who reads this"),
        ("en", "hi"),
        ("en", "I'm scared"),
    ],
)
def test_a_question_is_answered_and_the_form_asks_again_below(
    database: Database, language: Language, words: str
) -> None:
    with database.transaction() as session:
        chat = security_form(session, language)
        before, asked, _ = chat.writes(words).text.partition(WHAT_MAY_BE_KNOWN[language])
        assert before.strip()
        assert asked
        assert reports(session) == []
        chat.writes("Prof. X, office 12, last Friday")
        assert reports(session) == ["Prof. X, office 12, last Friday"]


@pytest.mark.parametrize("words", ["老师会怎么做", "你们会告诉他吗", "what will the teacher do?", "hello"])
def test_a_name_after_a_question_reaches_the_staff(database: Database, words: str) -> None:
    with database.transaction() as session:
        chat = look_form(session, "zh")
        assert WHO["zh"] in chat.writes(words).text
        assert look_asked_for(session) == []
        chat.writes("陈雨，7舍412")
        assert "陈雨，7舍412" in look_asked_for(session)


@pytest.mark.parametrize("answer", ["陈雨，7舍412", "Chen, dorm 7 room 412"])
def test_a_name_and_room_after_a_refusal_reach_the_staff(database: Database, answer: str) -> None:
    with database.transaction() as session:
        chat = look_form(session, "zh")
        chat.writes("算了", "deny")
        chat.writes(answer)
        assert answer in look_asked_for(session)


@pytest.mark.parametrize(("agrees", "sent"), [("yes", True), ("好的", True), ("no", False), ("还是算了", False)])
def test_what_a_victim_tells_after_a_refusal_is_asked_about_first(database: Database, agrees: str, sent: bool) -> None:
    with database.transaction() as session:
        chat = security_form(session, "en")
        chat.writes("I'd rather not", "deny")
        told = "last night in the lab my professor touched me"
        assert "Shall I pass on exactly these words?" in chat.writes(told, crisis="ask", about="victim").text
        assert reports(session) == []
        chat.writes(agrees, "affirm" if sent else "deny")
        assert reports(session) == ([told] if sent else [])


@pytest.mark.parametrize("level", ["none", "distress", "ask", "crisis"])
def test_what_was_done_is_an_answer_to_the_form_however_grave_it_sounds(database: Database, level: str) -> None:
    with database.transaction() as session:
        chat = security_form(session, "en")
        told = "last night in the lab my professor touched my leg"
        reply = chat.writes(told, crisis=level, about="victim")  # type: ignore[arg-type]
        assert "Kept as INC-" in reply.text
        assert "120" in reply.text
        assert reports(session) == [told]


@pytest.mark.parametrize("words", ["他昨天摸我的腿，先别报警", "don't report this yet. he touched me in lab 3"])
def test_what_is_told_and_held_back_waits_for_a_tap(database: Database, words: str) -> None:
    with database.transaction() as session:
        chat = security_form(session, "en")
        assert "Shall I pass on exactly these words?" in chat.writes(words, crisis="ask", about="victim").text
        assert reports(session) == []
        chat.taps("Yes, pass it on")
        assert reports(session) == [words]


def test_danger_this_moment_comes_before_the_form(database: Database) -> None:
    with database.transaction() as session:
        chat = security_form(session, "en")
        reply = chat.writes("he is outside my door with a knife", crisis="crisis", about="victim")
        assert reply.text.startswith("In danger right now: 120")
        assert reply.urgent


def test_a_refusal_after_a_report_does_not_say_that_nothing_was_sent(database: Database) -> None:
    with database.transaction() as session:
        chat = security_form(session, "en")
        chat.writes("Prof. X, office 12")
        chat.chooses("victim_report")
        text = chat.writes("never mind", "deny").text
        assert "Nothing is sent" not in text
        assert f"stays as it is: {session.scalars(select(Incident.ref)).one()}" in text
        chat.chooses("victim_report")
        assert "nothing has been sent" not in chat.writes("not yet").text


HAZARD = ("走廊灯坏了", "report_safety_incident")


@pytest.mark.parametrize(
    ("language", "words", "says"),
    [
        ("zh", "先不报了", "什么都没有发出去"),
        ("en", "nvm", "Nothing is sent."),
        ("en", "cancel", "Nothing is sent."),
        ("zh", "🥲", "不着急"),
        ("zh", "你好", "在哪里？楼、层、房间。"),
        ("en", "I'm scared", "Where is it? Building, floor, room."),
        ("zh", "查一下我的举报", "这里没有你还在处理中的上报。"),
        ("en", "check my report", "No report of yours is open here."),
    ],
)
def test_what_is_no_place_is_not_taken_for_one(database: Database, language: Language, words: str, says: str) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session, language=language)
        chat.writes(*HAZARD)
        assert says in chat.writes(words).text
        assert "incident_place" not in chat.conversation.slots
        chat.writes("7舍2楼")
        assert chat.conversation.slots["incident_place"] == "7舍2楼"


@pytest.mark.parametrize("words", ["你好", "I'm scared", "查一下我的举报", "食堂几点开", "nvm", "🥲"])
def test_what_is_no_hazard_is_not_taken_for_one(database: Database, words: str) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        chat.writes("I want to report something", "report_safety_incident")
        chat.writes(words)
        assert "incident_words" not in chat.conversation.slots


def test_who_goes_on_with_a_report_need_not_tell_it_again(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        chat.writes(*HAZARD)
        chat.writes("nvm", "deny")
        assert "Where is it?" in chat.taps("Go on with the report").text


def test_who_does_not_know_the_place_may_say_so(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        chat.writes(*HAZARD)
        assert "Under whose name" in chat.writes("I don't know").text


@pytest.mark.parametrize(("language", "words"), [("zh", "查一下我的举报"), ("en", "check my report please")])
def test_a_report_that_was_sent_is_named_where_it_is_asked_for(
    database: Database, language: Language, words: str
) -> None:
    with database.transaction() as session:
        chat = security_form(session, language)
        chat.writes("Prof. X, office 12")
        chat.chooses("victim_report")
        assert session.scalars(select(Incident.ref)).one() in chat.writes(words).text
        assert len(reports(session)) == 1
