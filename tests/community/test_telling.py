"""Telling very many readers goes step by step: nobody is left out, nobody is told twice, whatever happens between."""

from collections.abc import Iterator
from datetime import time, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.timetable.clock import AGAIN, Timetable
from community.database import Database
from community.post import talks
from community.post.conversations import Conversation
from community.post.tables import Delivery
from community.publishing import publishing
from community.safety import lessons, notices, telling
from community.safety.tables import SafetyNotice
from community.staff.actors import MACHINE
from community.students import preferences
from community.students.tables import ChannelAddress
from tests.community.matter import NOW, ZONE, given_lesson, given_notice, given_student, student_of

READERS = 10


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "TOLD_AT_ONCE", 4)


@pytest.fixture
def campus(database: Database) -> Database:
    """A campus with ten students who can be told, and one in the middle who wants nothing."""
    with database.transaction() as session:
        for number in range(READERS):
            given_student(session, str(number))
            if number == 5:
                unwilling = student_of(given_student(session, "unwilling"))
                preferences.choose(session, unwilling.id, preferences.SUBJECTS, wanted=False, now=NOW)
    return database


def told(database: Database) -> list[str]:
    """Return the addresses that deliveries are for, in order."""
    with database.reading() as session:
        query = select(ChannelAddress.address).join(Conversation).join(Delivery).order_by(ChannelAddress.address)
        return list(session.scalars(query))


def steps(database: Database) -> Iterator[int]:
    """Announce step by step, each in a transaction of its own, and yield how many deliveries it queued."""
    going_on = True
    while going_on:
        with database.transaction() as session:
            queued = notices.announce(session, NOW)
            going_on = telling.is_under_way(session, notices.TELLING)
        yield queued


def announce_and_die(database: Database) -> None:
    """Take the next step, and end before it is committed."""
    with database.transaction() as session:
        assert notices.announce(session, NOW) == 3
        raise Killed


def test_a_notice_is_told_in_steps_that_leave_nobody_out(campus: Database) -> None:
    with campus.transaction() as session:
        given_notice(session)
    assert list(steps(campus)) == [4, 3, 3]
    assert told(campus) == [str(number) for number in range(READERS)]
    assert list(steps(campus)) == [0]


def test_whoever_dies_in_the_middle_is_followed_by_one_that_goes_on_there(campus: Database) -> None:
    with campus.transaction() as session:
        given_notice(session)
    assert next(steps(campus)) == 4
    with pytest.raises(Killed):
        announce_and_die(campus)
    assert len(told(campus)) == 4
    assert list(steps(campus)) == [3, 3]
    assert told(campus) == [str(number) for number in range(READERS)]


def test_whoever_changes_to_another_channel_in_the_middle_is_told_once(campus: Database) -> None:
    with campus.transaction() as session:
        given_notice(session)
    going = steps(campus)
    next(going)
    with campus.transaction() as session:
        for told_before, address in ((True, "0"), (False, "9")):
            web = talks.find_or_start(session, "web", f"web {told_before}", zone=ZONE.key, now=NOW)
            telegram = talks.find(session, "telegram", address)
            assert telegram is not None
            web.channel_address.student = telegram.channel_address.student
            web.last_message_at = NOW + timedelta(minutes=1)
    assert sum(going) == 6
    assert told(campus) == [*map(str, range(READERS - 1)), "web False"]


def test_a_notice_that_is_withdrawn_in_the_middle_is_told_no_further(campus: Database) -> None:
    with campus.transaction() as session:
        notice = given_notice(session)
    going = steps(campus)
    next(going)
    with campus.transaction() as session:
        publishing.withdraw(session, session.get_one(type(notice), notice.id), by=MACHINE, now=NOW)
    assert list(going) == [0]
    assert len(told(campus)) == 4


def test_a_notice_that_is_issued_anew_in_the_middle_begins_anew(campus: Database) -> None:
    with campus.transaction() as session:
        number = given_notice(session).id
    going = steps(campus)
    next(going)
    with campus.transaction() as session:
        publishing.note_change(session.get_one(SafetyNotice, number), now=NOW + timedelta(minutes=1))
    assert list(going) == [4, 3, 3]
    assert len(told(campus)) == 4 + READERS


def test_the_graver_notice_goes_first_and_both_reach_everybody(campus: Database) -> None:
    with campus.transaction() as session:
        given_notice(session, "LESS", severity="Minor")
        given_notice(session, "MORE", severity="Extreme", urgency="Immediate")
    assert list(steps(campus)) == [4, 3, 3 + 4, 3, 3]
    with campus.reading() as session:
        kinds = select(Delivery.kind, func.count()).group_by(Delivery.kind).order_by(func.min(Delivery.id))
        assert session.execute(kinds).all() == [("severe_safety_notice", READERS), ("safety_notice", READERS)]


def test_the_weekly_lesson_goes_in_steps_too(campus: Database) -> None:
    tuesday = NOW + timedelta(days=1)
    with campus.transaction() as session:
        given_lesson(session, push_at=time(12, 10))
    for expected in (4, 3, 3, 0):
        with campus.transaction() as session:
            assert lessons.queue_weekly(session, tuesday, zone=ZONE) == expected
    assert told(campus) == [str(number) for number in range(READERS)]


def test_a_job_that_has_more_to_do_runs_again_at_once_in_a_transaction_of_its_own(database: Database) -> None:
    sessions: list[Session] = []

    def job(session: Session, _now: object) -> object:
        assert all(not earlier.in_transaction() for earlier in sessions), "the earlier step is committed"
        sessions.append(session)
        session.connection()
        return AGAIN if len(sessions) < 3 else None

    woken: list[int] = []
    timetable = Timetable(database, now=lambda: NOW, after=lambda: woken.append(len(sessions)))
    timetable.every(5, "job", job)
    assert timetable.tick("job")
    assert woken == [1, 2, 3], "after each step the sender may begin"
