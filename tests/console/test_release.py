"""Releasing many appointments at once, from the console."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from community.audit import AuditEntry
from community.counseling import booking
from community.counseling.kinds import RELEASED
from community.counseling.tables import Appointment
from community.post import talks
from community.post.tables import Delivery
from tests.community.counseling.campus import at, given_campus, slot_at
from tests.console.conftest import ZONE, Browser, World

HERE = "/appointments/release"


@pytest.fixture
def boss(world: World, window: Callable[[], Browser]) -> Browser:
    """A browser in which an administrator is signed in, on the sample campus."""
    with world.database.transaction() as session:
        given_campus(session)
    world.staff("boss", "admin", name="Boss")
    browser = window()
    browser.sign_in("boss")
    return browser


def books(world: World, address: str, hour: int, *, channel: str = "web") -> str:
    """Let somebody who has only just come book Li Jing's Thursday; return the reference."""
    with world.database.transaction() as session:
        talk = talks.find_or_start(session, channel, address, zone=ZONE.key, now=world.now)
        student = talk.channel_address.student
        assert student is not None
        slot = slot_at(session, at(12, 3, hour))
        return booking.book(session, slot.id, student_id=student.id, conversation=talk, now=world.now).ref


def test_what_new_chats_booked_is_shown_released_and_told(world: World, boss: Browser) -> None:
    bad, known = books(world, "bad", 9), books(world, "7001", 10, channel="telegram")
    page = boss.get(HERE).text
    assert bad in page
    assert known not in page
    assert known in boss.get(f"{HERE}?who=all").text
    done = boss.post(HERE, {"chosen": ["1"]})
    assert "Released: 1." in done.text
    with world.database.reading() as session:
        assert dict(session.execute(select(Appointment.ref, Appointment.status)).all()) == {
            bad: "lapsed",
            known: "confirmed",
        }
        assert session.scalars(select(Delivery.about).where(Delivery.kind == RELEASED.name)).all() == [1]
        assert "appointment_released" in session.scalars(select(AuditEntry.what)).all()
    assert world.woken


def test_what_is_chosen_alone_is_released_however_many_fit_by_then(world: World, boss: Browser) -> None:
    books(world, "bad", 9)
    boss.get(HERE)
    later = books(world, "worse", 10)
    boss.post(HERE, {"chosen": ["1", "1", "77"]})
    page = boss.get(HERE).text
    assert later in page
    assert "Released" not in boss.post(HERE, {}).text


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("day=2026-12-03", True),
        ("day=2026-12-04", False),
        ("day=soon", True),
        ("counselor=1", True),
        ("counselor=2", False),
        ("lately=15", False),
        ("lately=60", True),
    ],
)
def test_the_form_names_counselor_day_and_when_it_was_booked(
    world: World, boss: Browser, query: str, fits: bool
) -> None:
    ref = books(world, "bad", 9)
    world.later(minutes=20)
    wide = query if "lately" in query else f"lately=any&{query}"
    assert (ref in boss.get(f"{HERE}?{wide}").text) is fits


def test_counselors_release_nothing(world: World, boss: Browser, counselor: Browser) -> None:
    ref = books(world, "bad", 9)
    assert counselor.get(HERE).status_code == 403
    assert counselor.post(HERE, {"chosen": ["1"]}).status_code == 403
    assert ref in boss.get(HERE).text
