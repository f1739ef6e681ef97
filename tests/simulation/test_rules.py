"""The checker itself: each rule is broken once by hand, and is named."""

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from actions.dialogue import wording
from actions.dialogue.reply import Reply
from simulation.channel import Attempt
from simulation.ledger import Due, Ledger
from simulation.people import Person
from simulation.seeing import says, sight
from simulation.timing import Pace, percentile

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)
START = NOON + timedelta(days=1)


@pytest.fixture
def ledger() -> Ledger:
    """A ledger of a term in which nothing hindered the channel."""
    return Ledger(was_hindered=lambda _begin, _end: False, was_clear=lambda _begin, _end: True)


@pytest.fixture
def ada() -> Person:
    """Student 7."""
    return Person(7, "en", ZONE, "", Random(1))


def sent(at: datetime, words: str = "A reminder: Tue 24 Nov 12:00", *, elapsed: float = 0.0) -> Attempt:
    """Return a send that arrived."""
    return Attempt(elapsed, at, "1000007", Reply(words), "arrived", True, "1")


def reminder(ada: Person, at: datetime = NOON) -> Due:
    """Return a reminder due to Ada."""
    return Due("appointment_reminder", ada, "1", at, until=START, says=START)


def broken(ledger: Ledger) -> list[str]:
    """Return the rules broken so far."""
    return [violation.rule for violation in ledger.violations]


def test_a_reminder_in_time_breaks_nothing(ledger: Ledger, ada: Person) -> None:
    ledger.expect(reminder(ada))
    ledger.told(ada, "appointment_reminder", "1", sent(NOON))
    ledger.settle(START, lambda _due: False)
    assert broken(ledger) == []
    assert ledger.ends["told"] == 1


def test_nobody_is_told_what_is_not_theirs(ledger: Ledger, ada: Person) -> None:
    ledger.told(ada, "appointment_reminder", "1", sent(NOON))
    assert broken(ledger) == ["right reader"]


def test_nothing_comes_twice(ledger: Ledger, ada: Person) -> None:
    ledger.expect(reminder(ada))
    for _ in range(2):
        ledger.told(ada, "appointment_reminder", "1", sent(NOON))
    assert broken(ledger) == ["once"]


def test_what_a_kill_left_unrecorded_may_come_once_more(ledger: Ledger, ada: Person) -> None:
    ledger.expect(reminder(ada))
    ledger.may_repeat[ada.address, sent(NOON).reply.text] = 1
    for _ in range(3):
        ledger.told(ada, "appointment_reminder", "1", sent(NOON))
    assert broken(ledger) == ["once"]


def test_nothing_comes_before_its_time(ledger: Ledger, ada: Person) -> None:
    ledger.expect(reminder(ada))
    ledger.told(ada, "appointment_reminder", "1", sent(NOON - timedelta(minutes=1)))
    assert broken(ledger) == ["not before its time"]


def test_nothing_cancelled_is_reminded_of(ledger: Ledger, ada: Person) -> None:
    ledger.expect(reminder(ada))
    ledger.call_off(ada, "appointment_reminder", "1", NOON - timedelta(hours=1))
    ledger.told(ada, "appointment_reminder", "1", sent(NOON))
    assert broken(ledger) == ["nothing cancelled"]


def test_nothing_comes_when_it_is_of_no_use_any_more(ledger: Ledger, ada: Person) -> None:
    ledger.expect(reminder(ada))
    ledger.told(ada, "appointment_reminder", "1", sent(START))
    assert broken(ledger) == ["nothing expired"]


def test_nobody_is_woken(ledger: Ledger, ada: Person) -> None:
    night = NOON.replace(hour=23)
    ledger.expect(reminder(ada, night))
    ledger.told(ada, "appointment_reminder", "1", sent(night))
    assert broken(ledger) == ["quiet hours"]


def test_a_grave_notice_comes_at_any_hour(ledger: Ledger, ada: Person) -> None:
    night = NOON.replace(hour=23)
    ledger.expect(Due("severe_notice", ada, "N1", night))
    ledger.told(ada, "severe_notice", "N1", sent(night))
    assert broken(ledger) == []


def test_stop_means_stop(ledger: Ledger, ada: Person) -> None:
    ledger.expect(reminder(ada))
    ada.turn("appointments", on=False, at=NOON - timedelta(hours=1))
    ledger.told(ada, "appointment_reminder", "1", sent(NOON))
    assert broken(ledger) == ["stop means stop"]


def test_the_hour_named_is_the_hour_on_the_wall(ledger: Ledger, ada: Person) -> None:
    ada.zone = ZoneInfo("America/New_York")
    awake = START - timedelta(hours=13)
    ledger.expect(Due("appointment_reminder", ada, "1", awake, says=START))
    ledger.told(ada, "appointment_reminder", "1", sent(awake))
    assert broken(ledger) == ["right wall time"]


@pytest.mark.parametrize("year", [2026, 2027])
def test_a_moment_of_another_year_is_named_with_it(year: int) -> None:
    zone, now = ZoneInfo("Asia/Shanghai"), datetime(2026, 11, 28, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    moment = datetime(year, 12, 3, 9, 0, tzinfo=zone)
    named = tuple(wording.when(language, moment, zone, now=now) for language in ("en", "zh"))
    assert says(moment, zone, now=now) == named


def test_what_never_came_is_missed(ledger: Ledger, ada: Person) -> None:
    ledger.expect(reminder(ada))
    ledger.settle(START, lambda _due: False)
    assert broken(ledger) == ["each due thing"]


def test_what_staff_are_shown_as_uncertain_is_not_missed(ledger: Ledger, ada: Person) -> None:
    ledger.expect(reminder(ada))
    ledger.settle(START, lambda _due: True)
    assert broken(ledger) == []


def test_what_would_come_after_its_time_because_of_the_night_expires(ledger: Ledger, ada: Person) -> None:
    ledger.expect(Due("appointment_reminder", ada, "1", NOON.replace(hour=23), until=NOON.replace(hour=23, minute=30)))
    ledger.settle(START + timedelta(days=1), lambda _due: False)
    assert broken(ledger) == []
    assert ledger.ends["expired by rule: quiet hours"] == 1


@pytest.mark.parametrize(
    ("zone", "night", "morning"),
    [
        ("America/New_York", "2026-11-01T04:30+00:00", "2026-11-01T12:00+00:00"),  # the clocks went back at 2
        ("Europe/Berlin", "2026-10-24T22:30+00:00", "2026-10-25T06:00+00:00"),
        ("Asia/Shanghai", "2026-11-01T16:30+00:00", "2026-11-01T23:00+00:00"),
    ],
)
def test_a_morning_is_seven_on_the_wall(ada: Person, zone: str, night: str, morning: str) -> None:
    ada.zone = ZoneInfo(zone)
    assert ada.awake_from(datetime.fromisoformat(night)) == datetime.fromisoformat(morning)


def test_a_channel_is_never_hurried() -> None:
    pace = Pace()
    in_all_chats = [Attempt(0.5, NOON, str(chat), Reply(""), "arrived", True, "") for chat in range(31)]
    assert [pace.sent(attempt) for attempt in in_all_chats][29:] == [None, "all chats"]
    assert pace.sent(Attempt(1.4, NOON, "0", Reply(""), "arrived", True, "")) == "one chat"


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([], 0.99) == 0.0


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("A reminder: you have an appointment Thu 3 Dec 09:00, room 305.", "appointment_reminder"),
        ("提醒：你有一个预约，12月3日周四 09:00，305室。", "appointment_reminder"),
        ("Cancelled: Thu 3 Dec 09:00. The time is free for somebody else.", "unbooked"),
        ("Cancelled: Event #E4.", "event_cancelled"),
        ("[Replaced Fri 2 Oct 15:54 by E3SR-4T]\n[Severe] Safety notice #N4", "notice_marked"),
        ("[Withdrawn Sun 27 Sep 01:13: don't act on it]\nSafety notice #N3", "notice_marked"),
        ("Here is what I can do.", "answer"),
    ],
)
def test_a_reader_knows_what_a_message_is(words: str, kind: str) -> None:
    assert sight(Reply(words)).kind == kind
