"""Each kind of danger has its own path, whoever holds the talk, and says truthfully who was told."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.dialogue.reply import Reply
from community.audit import AuditEntry
from community.cases import cases
from community.cases.tables import CrisisTalk, HandoffCase, Hotline
from community.database import Database
from community.post import talks
from community.post.conversations import Conversation
from community.safety.tables import Incident
from community.staff import accounts
from tests.actions.case_talk import StudentTalk, composed, due, given_staff_group, said
from tests.actions.test_false_question import keeps
from tests.community.counseling.campus import NOW
from understanding.parse import Danger, DangerAbout, Intent, Language, Parse

SECURITY = "0451-0000-0110"
NOBODY = "I can reach nobody of the staff at this moment."
NO_SECURITY = "I can't reach security from here"


def given_security_number(session: Session) -> None:
    session.add(Hotline(number=SECURITY, name_zh="保卫处", name_en="Security office", kind="security"))
    session.flush()


def given_signed_in(session: Session, role: str) -> None:
    account = accounts.add(session, role, role, "correct horse battery", [role], now=NOW)
    accounts.start_session(session, account, now=NOW)


def the_case(session: Session) -> HandoffCase:
    return session.scalars(select(HandoffCase)).one()


def the_alarm(session: Session) -> Incident:
    return session.scalars(select(Incident)).one()


def held_talk(session: Session) -> StudentTalk:
    """A talk that Ms Liu holds."""
    chat = StudentTalk(session)
    chat.writes("a person please", "talk_to_human")
    cases.claim(session, the_case(session), staff_label="Ms Liu", now=NOW)
    return chat


def tells(chat: StudentTalk, words: str, level: str, about: DangerAbout, *, by_tone: bool = False) -> Reply:
    danger = Danger(level, about, by_tone)  # type: ignore[arg-type]
    return chat.means(Parse(words, chat.language, danger=danger, fallback=True))


# While a counselor holds the talk


@pytest.mark.parametrize(
    ("about", "words", "says"),
    [
        ("oneself", "I will kill myself tonight", "Ms Liu reads what you write here."),
        ("friend", "my roommate says she wants to kill herself tonight", "Thank you for looking out for them."),
        ("others", "I'll stab him tonight", "Please stop here for a moment"),
        ("victim", "he is outside my door with a knife", "It is not your fault."),
    ],
)
def test_a_held_talk_is_answered_for_whom_it_is_about_and_passed_on(
    database: Database, about: DangerAbout, words: str, says: str
) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = held_talk(session)
        assert says in tells(chat, words, "crisis", about).text
        assert words in [message.words for message in the_case(session).messages]


@pytest.mark.parametrize("about", ["oneself", "friend", "others", "victim"])
def test_a_mere_tone_does_not_interrupt_a_counselor(database: Database, about: DangerAbout) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = held_talk(session)
        assert chat.is_met_with_silence("it is all too much", Danger("ask", about, by_tone=True))
        assert "it is all too much" in said(session, "case_message")[-1]


def test_abuse_while_a_counselor_is_there_is_theirs(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        assert held_talk(session).is_met_with_silence("you stupid bot", Danger(about="bot"))


# A friend


@pytest.mark.parametrize(
    ("language", "words", "first", "asked"),
    [
        ("en", "my roommate says she wants to kill herself tonight", "In danger right now: 120", "Are they in danger"),
        ("zh", "我室友说她今晚不想活了", "现在就有危险：打 120", "现在就有危险？"),
    ],
)
def test_a_friend_gets_the_friends_words_and_nobody_is_called_yet(
    database: Database, language: Language, words: str, first: str, asked: str
) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session, language=language)
        reply = tells(chat, words, "crisis", "friend")
        assert reply.text.startswith(first)
        assert asked in reply.text
        assert session.scalars(select(HandoffCase)).all() == []


@pytest.mark.parametrize(("language", "yes"), [("en", "yes, right now"), ("zh", "是的")])
def test_in_danger_now_tells_security_and_counselors_at_once(database: Database, language: Language, yes: str) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        given_security_number(session)
        chat = StudentTalk(session, language=language)
        chat.student.name = "张雨桐"
        tells(chat, "my roommate says she will jump", "crisis", "friend")
        reply = tells(chat, yes, "none", "oneself")
        assert SECURITY in reply.text
        assert the_alarm(session).ref in reply.text
        assert (the_case(session).kind, the_case(session).risk) == ("welfare", "high")
        assert (the_alarm(session).kind, the_alarm(session).mode) == ("danger", "confidential")
        posts = [*said(session, "staff_alert"), *said(session, "incident_alert")]
        assert len(posts) == 2
        assert not any("张雨桐" in post for post in posts)


def test_where_the_friend_is_reaches_both(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        tells(chat, "my roommate says she will jump", "crisis", "friend")
        chat.taps("In danger now")
        assert "I have added that." in tells(chat, "Chen, roof of building 3", "none", "oneself").text
        assert the_alarm(session).words.endswith("Chen, roof of building 3")
        assert "roof of building 3" in said(session, "incident_alert")[-1]
        assert "roof of building 3" in said(session, "case_message")[-1]


def test_where_the_friend_is_reaches_security_that_has_taken_it_already(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        tells(chat, "my roommate says she will jump", "crisis", "friend")
        chat.taps("In danger now")
        the_alarm(session).status = "assigned"
        chat.now += timedelta(minutes=1)
        tells(chat, "she is at the lake", "none", "oneself")
        assert "she is at the lake" in said(session, "incident_alert", now=chat.now)[-1]


def test_somebody_on_a_roof_is_in_danger_now(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        reply = tells(StudentTalk(session), "my roommate is on the roof right now", "crisis", "friend")
        assert "Call now, before you write on." in reply.text
        assert the_case(session).risk == "high"


def test_where_nobody_can_be_told_the_student_reads_that(database: Database) -> None:
    with database.transaction() as session:
        given_security_number(session)
        chat = StudentTalk(session)
        chat.writes("I'm worried about a friend", "worried_about_friend")
        reply = chat.taps("In danger now")
        assert NOBODY in reply.text
        assert NO_SECURITY in reply.text
        assert SECURITY in reply.text
        assert "I am calling" not in reply.text


@pytest.mark.parametrize(
    ("role", "says", "never"),
    [
        ("counselor", "first in the counselors' inbox", "on security's page"),
        ("safety_officer", "on security's page", "the counselors' inbox"),
    ],
)
def test_who_is_at_the_console_is_said_to_know_and_nobody_else(
    database: Database, role: str, says: str, never: str
) -> None:
    with database.transaction() as session:
        given_signed_in(session, role)
        chat = StudentTalk(session)
        chat.writes("I'm worried about a friend", "worried_about_friend")
        text = chat.taps("In danger now").text
        assert says in text
        assert never not in text


def test_a_look_that_nobody_could_take_is_not_promised(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        chat.writes("I'm worried about a friend", "worried_about_friend")
        chat.taps("Ask a teacher to look")
        assert "nobody of the staff is set up here to see it" in chat.writes("Chen, dorm 7").text


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("no, not right now", "there is time to talk"),
        ("what should I do?", "Choose a quiet place"),
        ("I'm scared for her", "It is frightening"),
        ("she gives her things away", "Shall somebody look after them"),
        ("are you a bot?", "Yes, I'm a bot"),
        ("ok", "I'm here."),
    ],
)
def test_a_talk_about_a_friend_goes_on(database: Database, words: str, says: str) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        tells(chat, "my roommate says she wants to die", "crisis", "friend")
        assert says in tells(chat, words, "none", "oneself").text


# Threats to others


@pytest.mark.parametrize(
    ("language", "words", "calm", "never"),
    [
        ("en", "I'm going to stab my roommate tonight", "Please stop here for a moment", "hurting yourself"),
        ("zh", "我今晚就捅死他", "请先停一下", "伤害自己"),
    ],
)
def test_a_threat_goes_to_security_and_never_meets_the_card_for_oneself(
    database: Database, language: Language, words: str, calm: str, never: str
) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session, language=language)
        chat.student.name = "张雨桐"
        reply = tells(chat, words, "crisis", "others")
        assert calm in reply.text
        assert "110" in reply.text
        assert never not in reply.text
        assert "12356" not in reply.text
        assert the_alarm(session).kind == "threat"
        (post,) = said(session, "incident_alert", language=language)
        assert words in post
        assert "张雨桐" in post
        assert the_case(session).risk == "high"


@pytest.mark.parametrize(
    ("language", "asked", "no", "believed"),
    [
        ("en", "could it be that you hurt somebody?", "No", "I believe you"),
        ("zh", "你会不会真的去伤害谁？", "没有", "我相信你"),
    ],
)
def test_anger_that_only_sounds_like_a_threat_is_asked_about(
    database: Database, language: Language, asked: str, no: str, believed: str
) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session, language=language)
        assert asked in tells(chat, "I could kill him", "ask", "others", by_tone=True).text
        assert believed in chat.taps(no).text
        assert session.scalars(select(HandoffCase)).all() == []
        assert session.scalars(select(Incident)).all() == []


@pytest.mark.parametrize("answer", ["Yes", "I'm not sure"])
def test_who_might_do_it_is_passed_on(database: Database, answer: str) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        tells(chat, "I could kill him", "ask", "others")
        assert "I pass this on." in chat.taps(answer).text
        assert the_alarm(session).kind == "threat"


def test_a_threat_that_reaches_nobody_is_not_said_to(database: Database) -> None:
    with database.transaction() as session:
        reply = tells(StudentTalk(session), "I'm going to stab him", "crisis", "others")
        assert NOBODY in reply.text
        assert NO_SECURITY in reply.text


def test_a_talk_with_somebody_angry_stays_calm(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        tells(chat, "I'm going to stab him", "crisis", "others")
        assert "Stay away from them for now" in tells(chat, "he ruined my life", "none", "oneself").text
        assert "I believe you" in tells(chat, "I won't hurt anyone, I promise", "none", "oneself").text


# What is done to the student


@pytest.mark.parametrize(
    ("language", "words", "evidence"),
    [
        ("zh", "导师老是半夜给我发暧昧消息，还摸我手", "72小时"),
        ("zh", "有人在厕所偷拍我", "72小时"),
        ("zh", "前男友一直跟踪我，还威胁我", "监控要尽早请保卫处保存"),
        ("zh", "室友打我", "医院的病历"),
        ("zh", "被网暴了", "录屏"),
        ("zh", "有人在群里骂我还发我照片", "录屏"),
        ("zh", "他拿裸照威胁我要钱", "别付钱"),
        ("en", "my supervisor keeps touching me", "72 hours"),
        ("en", "a classmate groped me on the bus", "72 hours"),
        ("en", "my ex keeps following me home", "Ask security soon for the cameras"),
        ("en", "my boyfriend hits me", "see a doctor"),
        ("en", "they bully me in the group chat", "screen recording"),
        ("en", "she posted my photos with lies about me", "screen recording"),
        ("en", "he threatens to post my nudes", "Don't pay"),
        ("en", "somebody on staff won't stop writing to me at night", "screenshots"),
    ],
)
def test_a_victim_is_believed_and_told_what_shows_it(
    database: Database, language: Language, words: str, evidence: str
) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        given_security_number(session)
        reply = tells(StudentTalk(session, language=language), words, "ask", "victim")
        believed = "not your fault" if language == "en" else "不是你的错"
        decides = "yours to decide" if language == "en" else "由你决定"
        assert all(part in reply.text for part in (believed, decides, evidence, "110", SECURITY))
        never = ("Building, floor", "comfort", "TA", "楼、层", "hurting yourself", "伤害自己")
        assert not any(part in reply.text for part in never)
        assert [button.intent for button in reply.buttons[:3]] == ["victim_in_danger", "victim_person", "victim_report"]


@pytest.mark.parametrize("level", ["none", "distress", "ask", "crisis"])
def test_nothing_of_a_victim_is_passed_on_unasked(database: Database, level: str) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        reply = tells(StudentTalk(session), "my supervisor keeps touching me", level, "victim")
        assert "I pass nothing on unless you ask me to." in reply.text
        assert session.scalars(select(HandoffCase)).all() == []
        assert session.scalars(select(Incident)).all() == []


def test_who_has_a_person_already_is_not_told_that_nothing_is_passed_on(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.writes("a person please", "talk_to_human")
        text = tells(chat, "my supervisor keeps touching me", "ask", "victim").text
        assert "I pass nothing on" not in text
        assert "calling the counseling team" in text


@pytest.mark.parametrize("words", ["someone is following me right now", "he is at my door", "他正在砸门"])
def test_danger_this_moment_is_told_at_once(database: Database, words: str) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        reply = tells(chat, words, "crisis", "victim")
        assert reply.text.startswith("In danger right now")
        assert (the_case(session).risk, the_alarm(session).mode) == ("high", "named")
        assert "I have added that." in tells(chat, "I'm behind the library", "none", "oneself").text
        assert "behind the library" in the_alarm(session).words


def test_a_person_is_called_when_a_victim_wants_one(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        tells(chat, "my supervisor keeps touching me", "ask", "victim")
        reply = chat.taps("A person")
        assert the_case(session).ref in reply.text
        assert "calling the counseling team" in reply.text
        assert (the_case(session).kind, the_case(session).share) == ("person", "line")
        post = composed(session, due(session, "staff_alert")[0])
        assert post is not None
        assert "touching" not in post.text, "the student tells it themself"


def test_security_gets_exactly_what_the_student_wants_it_to_have(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.student.name = "张雨桐"
        tells(chat, "my supervisor keeps touching me", "ask", "victim")
        assert "only security sees who wrote it" in chat.taps("Tell security for me").text
        reply = tells(chat, "Prof. X, office 12, last Friday", "none", "oneself")
        assert the_alarm(session).ref in reply.text
        assert the_alarm(session).words == "Prof. X, office 12, last Friday"
        (post,) = said(session, "incident_alert")
        assert "张雨桐" not in post
        assert "supervisor" not in post


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("what should I do?", "In this order"),
        ("I don't want to tell the police", "yours to decide"),
        ("please don't tell my teacher", "yours to decide"),
        ("I'm scared", "makes sense"),
        ("I'm alone", "makes sense"),
        ("no", "I'm listening, and I believe you."),
        ("yes", "Call now, before you write on."),
        ("it began last spring", "I'm listening, and I believe you."),
        ("I want to talk to a person", "Your request is"),
        ("are you a bot?", "Yes, I'm a bot"),
    ],
)
def test_a_talk_with_a_victim_goes_on(database: Database, words: str, says: str) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        tells(chat, "my supervisor keeps touching me", "ask", "victim")
        assert says in tells(chat, words, "none", "oneself").text


# Abuse at the assistant


@pytest.mark.parametrize(
    ("language", "words", "line"),
    [
        ("en", "you useless piece of junk", "I can tell that I haven't been of help."),
        ("en", "shut up stupid bot", "I can tell that I haven't been of help."),
        ("zh", "傻逼机器人", "看得出来我没帮上忙。"),
        ("zh", "你这个废物", "看得出来我没帮上忙。"),
    ],
)
def test_abuse_gets_one_calm_line_and_a_person_one_tap_away(
    database: Database, language: Language, words: str, line: str
) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        reply = tells(StudentTalk(session, language=language), words, "none", "bot")
        assert reply.text.startswith(line)
        assert "\n" not in reply.text
        assert [button.intent for button in reply.buttons] == ["talk_to_human"]
        assert session.scalars(select(HandoffCase)).all() == []
        assert session.scalars(select(CrisisTalk)).all() == []


def test_a_question_between_curses_is_answered(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        parse = Parse(
            "you stupid bot, what events are on?", "en", Danger(about="bot"), intents=(Intent("ask_events", 0.9),)
        )
        assert "haven't been of help" not in chat.means(parse).text


def test_a_curse_in_a_talk_about_danger_does_not_end_it(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.writes("I want to die", crisis="crisis")
        assert "all right to be angry with me" in tells(chat, "fuck you stupid bot", "none", "bot").text


# In any path


def test_danger_to_oneself_comes_before_what_was_told_of_others(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        tells(chat, "my supervisor keeps touching me", "ask", "victim")
        assert "Is anyone with you?" in tells(chat, "I want to die", "crisis", "oneself").text
        tells(chat, "my roommate wants to die too", "crisis", "friend")
        assert "Is anything near you" in tells(chat, "I'm alone", "none", "oneself").text


def test_a_talk_about_somebody_else_is_over_after_three_hours(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        tells(chat, "my supervisor keeps touching me", "ask", "victim")
        chat.now += timedelta(hours=3)
        assert chat.writes("hi", "greet").text == "Hi! What can I do for you?"


def test_a_tone_beside_a_clear_request_only_brings_help_nearer(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        for about in ("friend", "others", "victim"):
            danger = Danger("ask", about, by_tone=True)
            parse = Parse("which events are on?", "en", danger, intents=(Intent("ask_events", 0.9),))
            assert "your fault" not in chat.means(parse).text
        assert session.scalars(select(AuditEntry)).all() == []


def test_what_was_being_filled_in_is_dropped_when_danger_is_told(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        chat.writes("I want to report something", "report_safety_incident")
        conversation: Conversation | None = talks.find(session, "telegram", "7001")
        assert conversation is not None
        assert conversation.awaiting is not None
        tells(chat, "I want to die", "crisis", "oneself")
        assert conversation.awaiting is None


@pytest.mark.parametrize(
    ("told", "answer"),
    [
        ("我要杀了他", "有"),
        ("我要杀了他", "说不清"),
        ("I want to kill him", "yes, I do"),
        ("I'm going to hurt her", "not sure"),
    ],
)
def test_an_answer_is_passed_on_with_the_words_that_told_of_the_danger(
    database: Database, told: str, answer: str
) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        keeps(session, chat.conversation.id * 1000 + 1, told)
        tells(chat, told, "ask", "others")
        chat.writes(answer)
        assert the_alarm(session).words == f"{told}\n{answer}"
        assert [one.words for one in the_case(session).messages if one.author == "student"] == [told, answer]
        chat.writes("he is in room 3", crisis="crisis", about="others")
        assert the_alarm(session).words == f"{told}\n{answer}\nhe is in room 3"
