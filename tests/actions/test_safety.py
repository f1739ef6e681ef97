from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.audit import AuditEntry
from community.database import Database
from community.safety import lessons, notices
from community.safety.tables import Incident
from community.students import preferences
from tests.actions.case_talk import StudentTalk, composed, due, given_staff_group, said
from tests.community.matter import NOW, ZONE, at, given_lesson, given_notice
from tests.sample import given_sample
from understanding.parse import Language

SAFETY, REPORT = "ask_safety_notices", "report_safety_incident"


def begin(session: Session, language: Language = "en", area: str = "SHU/E/D7/F4") -> StudentTalk:
    given_sample(session, now=NOW, zone=ZONE)
    chat = StudentTalk(session, language=language)
    chat.student.area = area
    session.flush()
    return chat


@pytest.mark.parametrize(
    ("language", "words", "said_first"),
    [
        ("en", "any safety notices right now", "[Severe] The snowstorm is here"),
        ("zh", "最近有什么安全通知", "【严重】暴雪已到"),
    ],
)
def test_what_is_in_force_is_shown_gravest_first(
    database: Database, language: Language, words: str, said_first: str
) -> None:
    with database.transaction() as session:
        text = begin(session, language).writes(words, SAFETY).text
        assert said_first in text.splitlines()[3]  # below the heading and the line that says that it is invented
        assert "K7QF-2M" not in text  # replaced by the update


@pytest.mark.parametrize(
    ("language", "words", "answer"),
    [
        ("en", "is the west gate open?", "The west gate is shut"),
        ("zh", "西门能走吗", "西门不能走"),
        ("zh", "诺如病毒是怎么回事", "用肥皂流水洗手"),
        ("en", "how to use a fire extinguisher", "pull the pin"),
        ("zh", "热得快可以用吗", "不用热得快"),
        ("zh", "地震了怎么办", "伏地、遮挡、抓牢"),
    ],
)
def test_a_question_gets_the_notice_or_lesson_it_is_about(
    database: Database, language: Language, words: str, answer: str
) -> None:
    with database.transaction() as session:
        assert answer in begin(session, language).writes(words, SAFETY).text


def test_none_in_force_says_as_of_when(database: Database) -> None:
    with database.transaction() as session:
        text = StudentTalk(session).writes("any safety notices?", SAFETY).text
        assert text == "No safety notice is in force as of Mon 23 Nov 12:00."


@pytest.mark.parametrize(("language", "word"), [("en", "DRILL"), ("zh", "演练")])
def test_a_drill_says_so_first(database: Database, language: Language, word: str) -> None:
    with database.transaction() as session:
        given_notice(session, "Fire drill", status="Exercise")
        text = StudentTalk(session, language=language).writes("any safety notices?", SAFETY).text
        assert word in text.splitlines()[2]


@pytest.mark.parametrize(
    ("language", "words", "verdict", "original"),
    [
        ("en", "no classes at all tomorrow K7QF-2M", "is real", "evening classes online"),
        ("zh", "明天全校停课 K7QF-2M", "是真的", "晚课改线上"),
    ],
)
def test_a_real_code_brings_the_original_and_what_came_after(
    database: Database, language: Language, words: str, verdict: str, original: str
) -> None:
    with database.transaction() as session:
        text = begin(session, language).writes(words, SAFETY).text
        assert verdict in text
        assert original in text
        assert "M3TR-8C" in text


@pytest.mark.parametrize(("language", "words"), [("en", "not ours"), ("zh", "不是我们发布的")])
def test_an_unknown_code_is_not_ours_and_counted(database: Database, language: Language, words: str) -> None:
    with database.transaction() as session:
        given_notice(session, code="D3FG-4H", state="draft")
        chat = StudentTalk(session, language=language)
        assert words in chat.writes("停水 D3FG-4H", SAFETY).text
        counted = session.scalars(select(AuditEntry).where(AuditEntry.what == "code_checked")).one()
        assert counted.about == "notice:none"


def test_an_expired_notice_is_ours_but_over(database: Database) -> None:
    with database.transaction() as session:
        given_notice(session, code="D3FG-4H", expires=NOW - timedelta(minutes=1))
        assert "no longer in force" in StudentTalk(session).writes("is D3FG-4H real", SAFETY).text


def test_a_push_says_what_holds_when_it_leaves(database: Database) -> None:
    with database.transaction() as session:
        StudentTalk(session)
        first = given_notice(session, "Snow is coming")
        notices.announce(session, NOW)
        assert "Snow is coming" in said(session, "safety_notice")[0]
        given_notice(session, "All clear", msg_type="Update", references_id=first.id, response_type="AllClear")
        notices.announce(session, NOW)
        told = said(session, "safety_notice")
        assert len(told) == 1
        assert "All clear" in told[0]


@pytest.mark.parametrize("facts", [{"expires": NOW}, {"state": "withdrawn"}])
def test_a_push_has_nothing_to_say_once_the_notice_is_over(database: Database, facts: dict[str, object]) -> None:
    with database.transaction() as session:
        StudentTalk(session)
        notice = given_notice(session)
        notices.announce(session, NOW)
        for fact, value in facts.items():
            setattr(notice, fact, value)
        session.flush()
        assert said(session, "safety_notice") == []


def test_who_turned_safety_off_meanwhile_hears_nothing(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        given_notice(session)
        notices.announce(session, NOW)
        preferences.choose(session, chat.student.id, ("safety",), wanted=False, now=NOW)
        assert said(session, "safety_notice") == []


def test_the_weekly_lesson_can_be_ended_with_one_tap(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        given_lesson(session)
        lessons.queue_weekly(session, at(11, 24, 12), zone=ZONE)
        reply = composed(session, due(session, "safety_education")[0])
        assert reply is not None
        assert reply.text.startswith("This week's safety tip:\nLesson EDU-1")
        chat.presses(next(button for button in reply.buttons if button.title == "No more of these"))
        assert said(session, "safety_education") == []


@pytest.mark.parametrize(
    ("language", "words", "where", "mode", "thanks"),
    [
        ("en", "emergency light out, 4th floor", "Where is it?", "Confidential", "INC-2026-0001"),
        ("zh", "4楼应急灯不亮", "在哪里？", "保密", "INC-2026-0001"),
    ],
)
def test_a_hazard_is_reported_in_three_turns(
    database: Database, language: Language, words: str, where: str, mode: str, thanks: str
) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session, language=language)
        chat.student.area = "SHU/E/D7/F4"
        assert where in chat.writes(words, REPORT).text
        assert "D7-F4" in chat.titles()[0]
        chat.taps("D7-F4")
        assert thanks in chat.taps(mode).text
        incident = session.get_one(Incident, 1)
        assert (incident.words, incident.place, incident.mode) == (words, "SHU/E/D7/F4", "confidential")
        assert incident.student_id == chat.student.id
        assert words in said(session, "incident_alert")[0]


def test_a_bare_wish_to_report_is_asked_what_and_where(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        assert "What did you see?" in chat.writes("I want to report a hazard", REPORT).text
        assert "Where is it?" in chat.writes("bare wires hanging down", REPORT).text
        assert "Under whose name" in chat.writes("teaching building B, 2nd floor").text
        chat.taps("Anonymous")
        incident = session.get_one(Incident, 1)
        assert incident.place == "teaching building B, 2nd floor"
        assert incident.student_id is None


@pytest.mark.parametrize("words", ["302房间冒烟了", "smoke coming from room 302", "食堂门口有人打架"])
def test_danger_is_met_with_get_away_before_anything_else(database: Database, words: str) -> None:
    with database.transaction() as session:
        text = StudentTalk(session).writes(words, REPORT).text
        assert text.startswith("Get away first")
        assert all(number in text for number in ("110", "119", "120"))


def test_a_new_report_does_not_go_on_with_one_that_was_left(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        chat.writes("bare wires in the library", REPORT)
        chat.writes("hello", "greet")
        chat.writes("the stairs are icy", REPORT)
        chat.writes("dorm 3")
        chat.taps("With my name")
        incident = session.get_one(Incident, 1)
        assert (incident.words, incident.place) == ("the stairs are icy", "dorm 3")


def test_staff_are_not_told_who_reported_in_confidence(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.student.name = "Zhang Yutong"
        for mode in ("Confidential", "With my name"):
            chat.writes("bare wires in the library", REPORT)
            chat.taps(mode)
        confidential, named = said(session, "incident_alert")
        assert "Zhang Yutong" not in confidential
        assert "Zhang Yutong" in named


@pytest.mark.parametrize(
    ("language", "names"), [("en", "For E-D7, E-D8:\n[Severe] No water"), ("zh", "涉及E-D7、E-D8：\n【严重】No water")]
)
def test_a_notice_for_a_building_names_it_first_to_whomever_it_is_sent(
    database: Database, language: Language, names: str
) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session, language=language)
        given_notice(session, "No water", areas=["SHU/E/D7", "SHU/E/D8"], severity="Severe")
        notices.announce(session, NOW)
        (told,) = said(session, "safety_notice", language=language)
        assert told.startswith(names)
        assert names in chat.writes("any notices?", SAFETY).text


def test_a_drill_says_so_even_before_its_building_and_the_whole_campus_needs_no_name(database: Database) -> None:
    with database.transaction() as session:
        StudentTalk(session)
        given_notice(session, "Fire drill", areas=["SHU/E/D7"], severity="Severe", status="Exercise")
        given_notice(session, "Snow", areas=["SHU"])
        notices.announce(session, NOW)
        drill, snow = sorted(said(session, "safety_notice"))
        assert drill.startswith("DRILL.")
        assert drill.splitlines()[1] == "For E-D7:"
        assert snow.startswith("[Moderate] Snow")
