"""What is said in talks about danger is said only where it is so: who is called, who reads, who stays unnamed."""

import pytest

from community.database import Database
from community.safety import incidents
from tests.actions.case_talk import StudentTalk, given_staff_group
from tests.actions.test_crisis_talk import given_talk, plainly
from tests.actions.test_danger_paths import NO_SECURITY, NOBODY, tells
from tests.community.counseling.campus import ZONE, at, given_term
from understanding.parse import Entity, Intent, Parse
from understanding.wishes import weeks

CALLING = "I am calling the counseling team"


@pytest.mark.parametrize("staff", [True, False], ids=["a group", "nobody"])
@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("asked", "I'm not sure"),
        ("company", "are you a bot?"),
        ("distance", "I can't move"),
        ("safe_check", "no, I'm not safe"),
        ("company", "I took all the pills"),
    ],
)
def test_where_nobody_is_there_nobody_is_said_to_be_called(
    database: Database, step: str, words: str, staff: bool
) -> None:
    with database.transaction() as session:
        if staff:
            given_staff_group(session)
        text = plainly(given_talk(session, "en", step), words).text
        assert (CALLING in text, NOBODY in text) == (staff, not staff)


@pytest.mark.parametrize("staff", [True, False], ids=["a group", "nobody"])
def test_the_card_says_who_is_called(database: Database, staff: bool) -> None:
    with database.transaction() as session:
        if staff:
            given_staff_group(session)
        chat = StudentTalk(session)
        for words in ("I want to die", "I really want to die"):
            text = chat.writes(words, crisis="crisis").text
            assert (CALLING in text, NOBODY in text) == (staff, not staff)


def test_who_learns_of_it_is_said_as_the_case_stands(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.writes("everyone would be better off without me", crisis="ask")
        assert "has the message that I asked you about" in plainly(chat, "don't tell my parents").text
        chat.taps("Yes")
        text = plainly(chat, "don't tell my parents").text
        assert "kept for the counseling team" in text
        assert "I have told nobody" not in text


def test_what_security_has_is_said_where_it_has_something(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.writes("I'm at the bridge again", crisis="ask", by_tone=True)
        assert "Your report" not in plainly(chat, "don't tell my parents").text
        report = incidents.report(
            session,
            kind="theft",
            place="dorm 7",
            words="my bike was stolen",
            mode="confidential",
            conversation=chat.conversation,
            zone=ZONE,
            now=chat.now,
        )
        kept = f"Your report {report.ref} is kept for security"
        text = plainly(chat, "don't tell my parents").text
        assert f"{kept}. I have told nobody else: not your parents" in text
        chat.taps("Yes")
        text = plainly(chat, "don't tell my parents").text
        assert text.startswith(f"{kept}.\nWhat you write here is kept for the counseling team")
        report.status = "closed"
        assert kept not in plainly(chat, "don't tell my parents").text


def test_nothing_is_said_to_be_added_where_no_alarm_was_sounded(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        tells(chat, "I'm worried about my roommate", "ask", "friend")
        assert "I have added that" not in tells(chat, "she gives her things away", "none", "oneself").text
        chat.taps("In danger now")
        assert "I have added that" in tells(chat, "roof of building 3", "none", "oneself").text


@pytest.mark.parametrize(("hour", "is_late"), [(10, False), (22, True)])
def test_that_it_may_take_a_while_is_said_only_out_of_hours(database: Database, hour: int, is_late: bool) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.now = at(11, 23, hour)
        text = chat.writes("I want to die", crisis="crisis").text
        assert CALLING in text
        assert ("At this hour" in text) == is_late


def test_where_a_victim_reaches_nobody_they_read_that(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        assert NO_SECURITY in tells(chat, "he is at my door", "crisis", "victim").text
        other = StudentTalk(session, "7002")
        tells(other, "my supervisor keeps touching me", "ask", "victim")
        other.taps("Tell security for me")
        assert NO_SECURITY in tells(other, "Prof. X, last Friday", "none", "oneself").text
        text = other.taps("A person").text
        assert NOBODY in text
        assert "they read what you write" not in text


def test_a_victim_who_reaches_somebody_reads_what_they_get_to_see(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        tells(chat, "my supervisor keeps touching me", "ask", "victim")
        assert "they read what you write here, and no more of our talk" in chat.taps("A person").text


@pytest.mark.parametrize(("day", "is_over"), [("2026-11-23", False), ("2027-02-15", True)])
def test_a_day_is_called_out_of_term_only_where_it_is(database: Database, day: str, is_over: bool) -> None:
    with database.transaction() as session:
        given_term(session)
        asked = Intent(weeks.INTENT, 1.0, (Entity("day", day),))
        parse = Parse("what week is it?", "en", intents=(asked,))
        assert ("not in term time" in StudentTalk(session).means(parse).text) == is_over
