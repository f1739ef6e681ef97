from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy.orm import Session

from actions.dialogue.reply import Attachment
from community.database import Database
from community.events import ticks
from community.events.tables import EventSignup
from community.students import preferences
from tests.actions.case_talk import StudentTalk, composed, due, said
from tests.community.matter import NOW, ZONE, at, given_event
from tests.sample import given_sample
from understanding.parse import Language, TimeSpan

EVENTS, SIGN_UP = "ask_events", "sign_up_event"


def entry(attachment: Attachment | None):  # type: ignore[no-untyped-def]
    assert attachment is not None
    return Calendar.from_ical(attachment.content).walk("VEVENT")[0]


def full_fair(session: Session) -> StudentTalk:
    """Let one student hold the fair's only seat; return that talk."""
    given_event(session, capacity=1)
    holder = StudentTalk(session, "holder")
    holder.writes("sign me up for the winter job fair", SIGN_UP)
    return holder


@pytest.mark.parametrize(
    ("language", "words", "title"),
    [
        ("en", "when is the winter job fair", "Winter job fair"),
        ("zh", "双选会什么时候开", "冬季大型双选会"),
        ("zh", "歌手大赛什么时候", "校园十佳歌手大赛决赛"),
        ("en", "is the lecture on AI still on", "Lecture: studying in the age"),
    ],
)
def test_a_question_about_one_event_shows_it(database: Database, language: Language, words: str, title: str) -> None:
    with database.transaction() as session:
        given_sample(session, now=NOW, zone=ZONE)
        chat = StudentTalk(session, language=language)
        assert chat.writes(words, EVENTS).text.startswith(title)
        assert chat.titles()[0] == ("Sign up" if language == "en" else "报名")


@pytest.mark.parametrize("words", ["最近有什么活动", "any events coming up?"])
def test_a_general_question_lists_what_is_next(database: Database, words: str) -> None:
    with database.transaction() as session:
        given_sample(session, now=NOW, zone=ZONE)
        chat = StudentTalk(session)
        lines = chat.writes(words, EVENTS).text.splitlines()
        assert len(lines) == 6
        assert "Wed 25 Nov 18:30" in lines[1]


def test_events_are_asked_for_by_kind_and_by_time(database: Database) -> None:
    with database.transaction() as session:
        given_event(session, "A", title_en="Lecture", kind="lecture", starts_at=at(11, 25, 9), ends_at=at(11, 25, 11))
        given_event(session, "B", title_en="Concert", kind="arts", starts_at=at(11, 28, 19), ends_at=at(11, 28, 21))
        chat = StudentTalk(session)
        weekend = TimeSpan("the weekend", at(11, 28, 0), at(11, 30, 0), whole_day=True)
        assert "Concert" in chat.writes("what's on at the weekend", EVENTS, times=[weekend]).text
        assert "Lecture" not in chat.writes("what's on at the weekend", EVENTS, times=[weekend]).text
        assert "Concert" not in chat.writes("any of these planned", EVENTS, event_kind="lecture").text
        assert "None of that kind" in chat.writes("any of these planned", EVENTS, event_kind="sports").text


def test_a_sign_up_brings_a_ticket_and_a_calendar_entry(database: Database) -> None:
    with database.transaction() as session:
        given_event(session, capacity=3)
        chat = StudentTalk(session)
        reply = chat.writes("sign me up for the winter job fair", SIGN_UP)
        assert "You're signed up:" in reply.text
        event = entry(reply.attachment)
        assert event["dtstart"].dt == at(12, 5, 9)
        assert event["sequence"] == 0
        assert len(due(session, "event_reminder")) == 2


@pytest.mark.parametrize("words", ["帮我报名", "please sign me up"])
def test_who_does_not_say_for_what_is_asked(database: Database, words: str) -> None:
    with database.transaction() as session:
        given_sample(session, now=NOW, zone=ZONE)
        chat = StudentTalk(session)
        assert "Which one" in chat.writes(words, SIGN_UP).text
        assert "signed up" in chat.taps("Career talk").text


@pytest.mark.parametrize(
    ("language", "full", "join", "waiting"),
    [
        ("en", "You'd be no. 1", "Join the waitlist", "You're no. 1 on the waitlist"),
        ("zh", "候补第1位", "参加候补", "已候补，第1位"),
    ],
)
def test_a_full_event_offers_the_waitlist(
    database: Database, language: Language, full: str, join: str, waiting: str
) -> None:
    with database.transaction() as session:
        full_fair(session)
        chat = StudentTalk(session, "second", language)
        assert full in chat.writes("please sign me up for the winter job fair 请帮我报名冬季双选会", SIGN_UP).text
        assert waiting in chat.taps(join).text


def test_a_freed_seat_is_offered_taken_and_ticketed(database: Database) -> None:
    with database.transaction() as session:
        holder = full_fair(session)
        chat = StudentTalk(session, "second")
        chat.writes("sign me up for the winter job fair", SIGN_UP)
        chat.taps("Join the waitlist")
        holder.taps("I can't come")
        offer = composed(session, due(session, "event_seat")[0])
        assert offer is not None
        assert offer.text.startswith("A seat is yours until Mon 23 Nov 14:00")
        taken = chat.presses(offer.buttons[0])
        assert "Your place: no. 1." in taken.text
        assert taken.attachment is not None


def test_an_offer_that_has_lapsed_is_not_sent(database: Database) -> None:
    with database.transaction() as session:
        holder = full_fair(session)
        chat = StudentTalk(session, "second")
        chat.writes("sign me up for the winter job fair", SIGN_UP)
        chat.taps("Join the waitlist")
        holder.taps("I can't come")
        delivery = due(session, "event_seat")[0]
        assert composed(session, delivery, now=NOW + timedelta(hours=3)) is None


def test_a_moved_event_is_told_with_a_newer_calendar_entry(database: Database) -> None:
    with database.transaction() as session:
        event = given_event(session)
        StudentTalk(session).writes("sign me up for the winter job fair", SIGN_UP)
        event.place_en = "Expo centre"
        session.flush()
        ticks.announce_changes(session, NOW)
        told = composed(session, due(session, "event_changed")[0])
        assert told is not None
        assert "Where: Expo centre" in told.text
        assert entry(told.attachment)["sequence"] == 1


def test_a_cancelled_event_is_told_and_reminds_nobody(database: Database) -> None:
    with database.transaction() as session:
        event = given_event(session)
        StudentTalk(session).writes("sign me up for the winter job fair", SIGN_UP)
        reminders = due(session, "event_reminder")
        event.status = "withdrawn"
        session.flush()
        ticks.announce_changes(session, NOW)
        assert said(session, "event_changed") == ["Cancelled: Winter job fair."]
        assert [composed(session, delivery) for delivery in reminders] == [None, None]


def test_reminders_stop_for_who_leaves_and_for_who_wants_none(database: Database) -> None:
    with database.transaction() as session:
        given_event(session)
        chat = StudentTalk(session)
        chat.writes("sign me up for the winter job fair", SIGN_UP)
        assert len(said(session, "event_reminder")) == 2
        preferences.choose(session, chat.student.id, ("events",), wanted=False, now=NOW)
        assert said(session, "event_reminder") == []
        chat.taps("I can't come")
        assert due(session, "event_reminder") == []


def test_ones_own_events_are_listed_with_the_way_out(database: Database) -> None:
    with database.transaction() as session:
        given_event(session)
        chat = StudentTalk(session)
        assert "haven't signed up" in chat.writes("my events", "my_events").text
        chat.writes("sign me up for the winter job fair", SIGN_UP)
        assert "(you have a place)" in chat.taps("My events").text
        chat.taps("Winter job fair")
        assert "free for others" in chat.taps("I can't come").text
        assert session.get_one(EventSignup, 1).status == "cancelled"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Winter job fair: many new visitors have just signed up, so the other places are kept back until "),
        ("zh", "冬季双选会：刚才有很多新来的访客报名，其余名额要到"),
    ],
)
def test_a_newcomer_is_told_that_places_are_kept_back(database: Database, language: Language, told: str) -> None:
    with database.transaction() as session:
        fair = given_event(session, capacity=2)
        first, second = (StudentTalk(session, name, language, channel="web") for name in ("w1", "w2"))
        about = {"event": str(fair.id)}
        assert first.chooses("sign_up_event", **about).attachment is not None
        assert second.chooses("sign_up_event", **about).text.startswith(told)
        second.now += timedelta(minutes=30)
        assert second.taps("Try again" if language == "en" else "再试一次").attachment is not None
