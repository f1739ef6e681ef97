"""The page of coming appointments: whose, what changed, leaves and what lies in them."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select

from community.audit import AuditEntry
from community.counseling import booking, leaves, people
from community.counseling.kinds import IN_LEAVE
from community.counseling.tables import Appointment, AvailabilityException, Counselor
from community.post import outbox
from community.post.rules import GivenUp, Outcome, Sent
from community.post.tables import Delivery
from community.staff.tables import StaffAccount
from tests.community.counseling.campus import at, given_campus, given_leave, given_student, slot_at
from tests.console.conftest import Browser, World

THURSDAY, NEXT = at(11, 26, 9), at(12, 3, 9)


@pytest.fixture
def campus(world: World) -> World:
    """The sample counselors with their times."""
    with world.database.transaction() as session:
        given_campus(session)
    return world


@pytest.fixture
def li(campus: World, browser: Browser) -> Browser:
    """A browser in which the counselor Li Jing is signed in, whom the account is linked to."""
    hire(campus, "li", "C-LI")
    browser.sign_in("li")
    return browser


@pytest.fixture
def boss(campus: World, window: Callable[[], Browser]) -> Browser:
    """A browser in which an administrator is signed in."""
    campus.staff("boss", "admin", name="Boss")
    browser = window()
    browser.sign_in("boss")
    return browser


def hire(world: World, login: str, code: str) -> int:
    number = world.staff(login, "counselor", name=login.title())
    with world.database.transaction() as session:
        people.link(session, code, session.get_one(StaffAccount, number), by="system", now=world.now)
    return number


def book(world: World, starts_at: datetime = THURSDAY, address: str = "7001", name: str = "李静") -> str:
    with world.database.transaction() as session:
        talk = given_student(session, address)
        student = talk.channel_address.student_id or 0
        slot = slot_at(session, starts_at, name)
        return booking.book(session, slot.id, student_id=student, conversation=talk, now=world.now).ref


def change(world: World, ref: str, starts_at: datetime | None = None, name: str = "李静") -> None:
    """Move the appointment, or cancel it where no time is named."""
    with world.database.transaction() as session:
        row = session.scalars(select(Appointment).where(Appointment.ref == ref)).one()
        if starts_at is None:
            booking.cancel(session, row, now=world.now)
        else:
            booking.move(
                session, row, slot_at(session, starts_at, name).id, conversation=given_student(session), now=world.now
            )


def line(page: str, ref: str) -> str:
    """Return the line of the diary that shows the reference."""
    found = [one for one in page.split("<li ")[1:] if f"<code>{ref}</code>" in one]
    assert len(found) == 1, len(found)
    return " ".join(found[0].split())


def test_a_counselor_sees_their_own_appointments_with_room_and_first_visit(li: Browser, campus: World) -> None:
    mine, theirs = book(campus), book(campus, at(11, 25, 15), "7002", "王敏")
    page = li.get("/appointments").text
    shown = line(page, mine)
    assert "09:00–09:50" in shown
    assert "first visit" in shown
    assert "room 305" in shown
    assert "Thu 26 Nov" in page
    assert theirs not in page


def test_nobodys_words_and_no_students_name_are_on_the_page(li: Browser, campus: World) -> None:
    book(campus)
    with campus.database.transaction() as session:
        student = given_student(session).channel_address.student
        assert student is not None
        student.name = "张雨桐"
    assert "张雨桐" not in li.get("/appointments").text


@pytest.mark.parametrize(
    ("span", "shown", "hidden"),
    [("today", [], ["THU", "NEXT"]), ("week", ["THU"], ["NEXT"]), ("all", ["THU", "NEXT"], [])],
)
def test_today_this_week_and_all(li: Browser, campus: World, span: str, shown: list[str], hidden: list[str]) -> None:
    refs = {"THU": book(campus), "NEXT": book(campus, NEXT, "7002")}
    page = li.get(f"/appointments?span={span}").text
    assert all(refs[name] in page for name in shown)
    assert not any(refs[name] in page for name in hidden)


def test_today_still_shows_what_was_this_morning(li: Browser, campus: World) -> None:
    ref = book(campus)
    campus.now = at(11, 26, 12)
    li.sign_in("li")
    assert "over" in line(li.get("/appointments?span=today").text, ref)


def test_moves_and_cancels_are_marked(li: Browser, campus: World) -> None:
    moved, cancelled = book(campus), book(campus, at(11, 26, 10), "7002")
    change(campus, moved, NEXT)
    change(campus, cancelled)
    page = li.get("/appointments?span=all").text
    there = [" ".join(one.split()) for one in page.split("<li ")[1:] if f"<code>{moved}</code>" in one]
    assert "moved to Thu 3 Dec 09:00" in there[0]
    assert "moved from Thu 26 Nov 09:00" in there[1]
    assert 'class="slot cancelled"' in line(page, cancelled)


def test_what_was_moved_to_a_colleague_says_so_on_both_sides(li: Browser, boss: Browser, campus: World) -> None:
    ref = book(campus)
    change(campus, ref, at(11, 25, 15), "王敏")
    assert "moved to Wed 25 Nov 15:00 · Wang Min" in line(li.get("/appointments").text, ref)
    assert "moved from Thu 26 Nov 09:00 · Li Jing" in boss.get("/appointments").text


def test_an_administrator_sees_all_of_them_with_their_counselors(boss: Browser, campus: World) -> None:
    refs = [book(campus), book(campus, at(11, 25, 15), "7002", "王敏")]
    page = boss.get("/appointments").text
    assert "<b>Li Jing</b>" in line(page, refs[0])
    assert "<b>Wang Min</b>" in line(page, refs[1])


def test_a_counselor_cannot_ask_for_the_others(li: Browser, campus: World) -> None:
    theirs = book(campus, at(11, 25, 15), "7002", "王敏")
    assert theirs not in li.get("/appointments?span=all&who=all").text
    assert theirs not in li.get("/appointments/list?span=all&who=all").text


def test_an_account_that_is_no_counselors_is_told_whom_to_ask(campus: World, browser: Browser) -> None:
    campus.staff("new", "counselor")
    book(campus)
    browser.sign_in("new")
    page = browser.get("/appointments").text
    assert "not linked to a counselor yet" in page
    assert "first visit" not in page


def test_who_has_no_such_role_sees_nothing(author: Browser, campus: World) -> None:
    ref = book(campus)
    for path in ("/appointments", "/appointments/list"):
        page = author.get(path)
        assert page.status_code == 403
        assert ref not in page.text
    assert author.post("/appointments/leave", {"counselor": "1"}).status_code == 403


def leave_form(counselor: int, begins: str, ends: str, reason: str = "training") -> dict[str, str]:
    return {"counselor": str(counselor), "begins": begins, "ends": ends, "reason": reason}


def my_number(world: World, code: str = "C-LI") -> int:
    with world.database.reading() as session:
        return session.scalars(select(Counselor.id).where(Counselor.code == code)).one()


def test_who_saves_a_leave_sees_what_is_in_it_and_the_students_are_told(li: Browser, campus: World) -> None:
    refs = sorted((book(campus), book(campus, at(11, 26, 10), "7002")))
    book(campus, NEXT, "7003")
    li.get("/appointments")
    saved = li.post("/appointments/leave", leave_form(my_number(campus), "2026-11-26T08:00", "2026-11-26T18:00"))
    assert "The leave is saved. Bookings in it: 2 (" in saved.text
    assert all(ref in saved.text for ref in refs)
    assert "in a leave" in line(saved.text, refs[0])
    assert "the student is told 12:00" in line(saved.text, refs[0])
    assert campus.woken
    with campus.database.reading() as session:
        kinds = list(session.scalars(select(Delivery.kind).where(Delivery.kind == "appointment_in_leave")))
        assert len(kinds) == 2
        assert (
            session.scalars(select(AuditEntry).where(AuditEntry.what == "leave_taken")).one().who.startswith("staff:")
        )


@pytest.mark.parametrize(
    ("outcome", "says"),
    [
        (None, "the student is told 12:00"),
        (Sent("1"), "the student has been told"),
        (GivenUp("the student has blocked the bot"), "the student could not be told"),
    ],
)
def test_whether_the_student_knows_is_what_the_outbox_says(
    li: Browser, campus: World, outcome: Outcome | None, says: str
) -> None:
    ref = book(campus)
    with campus.database.transaction() as session:
        counselor = session.get_one(Counselor, my_number(campus))
        given_leave(session, counselor, at(11, 26, 0), at(11, 27, 0))
    assert "the student is not told yet" in line(li.get("/appointments").text, ref)
    with campus.database.transaction() as session:
        leaves.tell_students(session, now=campus.now)
        if outcome is not None:
            told = session.scalars(select(Delivery).where(Delivery.kind == IN_LEAVE.name)).one()
            outbox.record(session, told, outcome, now=campus.now)
    assert says in line(li.get("/appointments").text, ref)


def test_a_leave_without_bookings_says_so(li: Browser, campus: World) -> None:
    li.get("/appointments")
    saved = li.post("/appointments/leave", leave_form(my_number(campus), "2026-11-26T08:00", "2026-11-26T18:00"))
    assert "No booking is in it." in saved.text
    assert "training" in saved.text


@pytest.mark.parametrize(
    ("begins", "ends", "why"),
    [
        ("2026-11-26T18:00", "2026-11-26T08:00", "would end before it begins"),
        ("2026-11-26T08:00", "2026-11-26T08:00", "would end before it begins"),
        ("2026-11-20T08:00", "2026-11-21T08:00", "That time is over"),
        ("", "2026-11-26T08:00", "Say from when until when"),
        ("yesterday", "tomorrow", "Say from when until when"),
        ("2026-11-31T08:00", "2026-12-01T08:00", "Say from when until when"),
    ],
)
def test_a_leave_that_makes_no_sense_is_refused_and_what_was_typed_stays(
    li: Browser, campus: World, begins: str, ends: str, why: str
) -> None:
    li.get("/appointments")
    refused = li.post("/appointments/leave", leave_form(my_number(campus), begins, ends, "a course"))
    assert refused.status_code == 422
    assert why in refused.text
    assert "a course" in refused.text
    with campus.database.reading() as session:
        assert len(session.scalars(select(AvailabilityException)).all()) == 1  # the one of the sample


def test_a_counselor_takes_leave_for_nobody_else(li: Browser, boss: Browser, campus: World) -> None:
    wang = my_number(campus, "C-WANG")
    li.get("/appointments")
    refused = li.post("/appointments/leave", leave_form(wang, "2026-11-26T08:00", "2026-11-26T18:00"))
    assert refused.status_code == 422
    assert "leaves are for administrators" in refused.text
    boss.get("/appointments")
    saved = boss.post("/appointments/leave", leave_form(wang, "2026-11-26T08:00", "2026-11-26T18:00"))
    assert "The leave is saved." in saved.text


def test_a_leave_can_be_taken_back(li: Browser, campus: World) -> None:
    ref = book(campus)
    li.get("/appointments")
    li.post("/appointments/leave", leave_form(my_number(campus), "2026-11-26T08:00", "2026-11-26T18:00"))
    with campus.database.reading() as session:
        leave = session.scalars(select(AvailabilityException.id).order_by(AvailabilityException.id.desc())).first()
    page = li.post(f"/appointments/leave/{leave}/end").text
    assert "in a leave" not in line(page, ref)


def test_a_counselor_takes_back_nobody_elses_leave(li: Browser, campus: World) -> None:
    with campus.database.transaction() as session:
        wang = session.scalars(select(Counselor).where(Counselor.code == "C-WANG")).one()
        leave = given_leave(session, wang, at(11, 26, 0), at(11, 27, 0)).id
    li.get("/appointments")
    li.post(f"/appointments/leave/{leave}/end")
    with campus.database.reading() as session:
        assert session.get(AvailabilityException, leave) is not None


def test_an_administrator_says_which_account_is_which_counselors(boss: Browser, li: Browser, campus: World) -> None:
    number = campus.staff("wang", "counselor", name="Wang")
    boss.get("/appointments")
    boss.post("/appointments/accounts/C-WANG", {"account": str(number)})
    with campus.database.reading() as session:
        wang = session.scalars(select(Counselor).where(Counselor.code == "C-WANG")).one()
        assert wang.staff_id == number
    boss.post("/appointments/accounts/C-WANG", {"account": ""})
    with campus.database.reading() as session:
        wang = session.scalars(select(Counselor).where(Counselor.code == "C-WANG")).one()
        assert wang.staff_id is None
    assert boss.post("/appointments/accounts/C-NOBODY", {"account": str(number)}).status_code == 404
    li.get("/appointments")
    assert li.post("/appointments/accounts/C-LI", {"account": ""}).status_code == 403


def test_the_table_of_leaves_tells_what_is_in_one_and_refuses_reversed_ones(boss: Browser, campus: World) -> None:
    ref = book(campus)
    boss.get("/tables/availability-exception/create")
    form = {"counselor_id": str(my_number(campus)), "reason": "x", "ends_at": "2026-11-26T18:00"}
    refused = boss.post("/tables/availability-exception/create", {**form, "starts_at": "2026-11-27T08:00"})
    assert refused.status_code == 422
    saved = boss.post("/tables/availability-exception/create", {**form, "starts_at": "2026-11-26T08:00"})
    assert "Bookings in this leave" in saved.text
    assert ref in saved.text
    with campus.database.reading() as session:
        assert session.scalars(select(Delivery).where(Delivery.kind == "appointment_in_leave")).one()


def test_the_page_speaks_chinese_too(li: Browser, campus: World) -> None:
    book(campus)
    li.post("/language", {"language": "zh", "back": "/console/appointments"})
    page = li.get("/appointments").text
    assert "初次来访" in page
    assert "11月26日周四" in page
