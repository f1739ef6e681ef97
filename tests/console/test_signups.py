"""Who has signed up for an event, in the console and as a file that nobody's words can run in."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from community import spreadsheet
from community.audit import AuditEntry
from community.events import signup as signups
from tests.community.matter import NOW, given_event, given_student, student_of
from tests.console.conftest import Browser, World


def given_full_event(world: World, names: tuple[str, ...] = ("Ada", "Bo", "Cai", "Dan"), capacity: int = 2) -> int:
    """Let students sign up for an event with two seats, one after the other, and return its number."""
    with world.database.transaction() as session:
        event = given_event(session, capacity=capacity)
        for number, name in enumerate(names):
            talk = given_student(session, str(number), name=name, school_number=f"20230{number}", college="CS")
            now = NOW + timedelta(minutes=number)
            signups.sign_up(
                session, event, student_id=student_of(talk).id, conversation=talk, join_waitlist=True, now=now
            )
        return event.id


def leaves(world: World, event: int, student: int) -> None:
    with world.database.transaction() as session:
        signups.leave(session, event, student_id=student, now=NOW + timedelta(hours=1))


def test_the_list_counts_seats_offers_and_the_waitlist(author: Browser, world: World) -> None:
    event = given_full_event(world)
    leaves(world, event, 1)
    page = author.get("/signups").text
    assert "Winter job fair" in page
    cells = [cell.split("<")[0] for cell in page.split('<td class="n">')[1:]]
    assert cells == ["1", "1", "1", "0"]
    page = author.get(f"/signups/{event}").text
    assert page.index("Bo") < page.index("Cai") < page.index("Dan")
    assert "a seat is offered until" in page
    assert "waits, no. 1" in page
    assert "Ada" not in page, "who has left is not in the list"


def test_an_event_without_limit_has_no_seats_to_count(author: Browser, world: World) -> None:
    with world.database.transaction() as session:
        event = given_event(session)
        talk = given_student(session, "1")
        signups.sign_up(session, event, student_id=student_of(talk).id, conversation=talk, join_waitlist=False, now=NOW)
        number, student = event.id, student_of(talk).id
    assert "no limit" in author.get("/signups").text
    assert f"#{student}" in author.get(f"/signups/{number}").text, "who is not known by name is known by number"


def test_an_event_without_sign_ups_and_no_event_at_all(author: Browser, world: World) -> None:
    assert "No event is on." in author.get("/signups").text
    with world.database.transaction() as session:
        number = given_event(session).id
    assert "Nobody has signed up yet." in author.get(f"/signups/{number}").text
    assert author.get("/signups/99").status_code == 404
    assert author.get("/signups/99/export").status_code == 404


def test_the_file_opens_in_excel_and_says_who_comes(author: Browser, world: World) -> None:
    event = given_full_event(world)
    file = author.get(f"/signups/{event}/export")
    assert file.headers["content-type"].startswith("text/csv")
    assert "attachment" in file.headers["content-disposition"]
    assert file.content.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(file.content.decode("utf-8-sig")))
    assert head[:5] == ["State", "Seat", "Place on the waitlist", "Student no.", "Name"]
    assert [row[:5] for row in rows] == [
        ["has a seat", "1", "", "202300", "Ada"],
        ["has a seat", "2", "", "202301", "Bo"],
        ["waits", "", "1", "202302", "Cai"],
        ["waits", "", "2", "202303", "Dan"],
    ]
    assert rows[0][7] == "2026-11-23 12:00"
    with world.database.reading() as session:
        assert session.scalars(select(AuditEntry).where(AuditEntry.what == "signups_exported")).one()


@pytest.mark.parametrize(
    "name",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        '=HYPERLINK("http://x","y")',
        "＝1+1",
        "=cmd|' /C calc'!A0",
    ],
)
def test_no_name_runs_as_a_formula(author: Browser, world: World, name: str) -> None:
    event = given_full_event(world, (name,))
    file = author.get(f"/signups/{event}/export").content.decode("utf-8-sig")
    (row,) = list(csv.reader(io.StringIO(file, newline="")))[1:]
    assert row[4] == f"'{name}"


@pytest.mark.parametrize("cell", ["Ada", "a=b", "1-2", 7, "7", "张雨桐", 'say "hi", ok', ""])
def test_other_cells_stay_as_they_are(cell: object) -> None:
    ((back,),) = csv.reader(io.StringIO(spreadsheet.sheet([str(cell) or "x"], []).removeprefix(spreadsheet.BOM)))
    assert back == (str(cell) or "x")
    assert spreadsheet.defused(None) == ""


@pytest.mark.parametrize("role", ["counselor", "safety_officer"])
def test_who_has_nothing_to_do_with_events_sees_no_names(world: World, browser: Browser, role: str) -> None:
    event = given_full_event(world)
    world.staff("other", role)
    browser.sign_in("other")
    for path in ("/signups", f"/signups/{event}", f"/signups/{event}/export"):
        page = browser.get(path)
        assert page.status_code == 403
        assert "Ada" not in page.text
