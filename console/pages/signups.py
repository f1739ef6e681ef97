"""Who has signed up for an event, as a list and as a file."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from community import audit, spreadsheet
from community.database import Database
from community.events import roster
from community.events.roster import Line
from community.events.states import SignupState
from community.events.tables import Event
from console import wording
from console.asked import RowId
from console.auth import Staff, needs
from console.rendering import Pages
from console.wording import noted

Colleague = Annotated[Staff, Depends(needs(lambda staff: staff.may_see_signups))]
STATES: Mapping[str, str] = {
    SignupState.CONFIRMED: noted("has a seat"),
    SignupState.OFFERED: noted("a seat is offered"),
    SignupState.WAITLISTED: noted("waits"),
}
HEAD = (
    *(noted("State"), noted("Seat"), noted("Place on the waitlist"), noted("Student no."), noted("Name")),
    *(noted("College"), noted("Grade"), noted("Signed up"), noted("Seat kept until")),
)


class NoSuchEvent(Exception):
    """There is no event of that number."""


def signup_pages(database: Database, pages: Pages, now: Callable[[], datetime], zone: ZoneInfo) -> APIRouter:
    """Return the pages on which sign-ups are seen and exported."""
    router = APIRouter(prefix="/signups")

    @router.get("")
    def page(request: Request, staff: Colleague) -> Response:
        with database.reading() as session:
            found = roster.events(session, now=now())
            return pages.page(request, "signups.html", staff, events=found, counts=roster.counts(session, found))

    @router.get("/{number}")
    def one(request: Request, staff: Colleague, number: RowId) -> Response:
        with database.reading() as session:
            event = session.get(Event, number)
            if event is None:
                raise NoSuchEvent
            lines, counts = roster.lines(session, event), roster.counts(session, [event])[event.id]
            return pages.page(request, "signup.html", staff, event=event, lines=lines, counts=counts)

    @router.get("/{number}/export")
    def export(request: Request, staff: Colleague, number: RowId) -> Response:
        language = wording.language_of(request)
        with database.transaction() as session:
            event = session.get(Event, number)
            if event is None:
                raise NoSuchEvent
            lines = roster.lines(session, event)
            audit.record(
                session, who=f"staff:{staff.id}", what="signups_exported", about=f"event:{event.id}", now=now()
            )
        head = [wording.say(language, column) for column in HEAD]
        rows = [tuple(_row(line, language, zone)) for line in lines]
        name = f'attachment; filename="signups-{number}.csv"'
        return Response(
            spreadsheet.sheet(head, rows), media_type="text/csv; charset=utf-8", headers={"Content-Disposition": name}
        )

    return router


def _row(line: Line, language: str, zone: ZoneInfo) -> Iterator[object]:
    signup, student = line.signup, line.student
    yield wording.say(language, STATES[signup.status])
    yield from (signup.seat, line.place, student.school_number, student.name or f"#{student.id}")
    yield from (student.college, student.grade)
    for moment in (signup.joined_at, signup.held_until):
        yield f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else None
