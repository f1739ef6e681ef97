"""What was reported to security: who looks after it, what was done, and, where it may be known, who reported it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from community import audit
from community.database import Database
from community.safety import handling
from community.safety.handling import AlreadyClosed, NoteMissing, TakenBefore
from community.safety.tables import Incident
from community.staff.tables import StaffAccount
from console.asked import RowId
from console.auth import BASE, Staff, needs
from console.pages.case import Refused
from console.rendering import Pages

LONGEST_NOTE = 2000
Colleague = Annotated[Staff, Depends(needs(lambda staff: staff.may_handle_incidents))]
Note = Annotated[str, Form(max_length=LONGEST_NOTE)]


class NoSuchIncident(Exception):
    """There is no report of that number."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report as its page shows it; `reporter` is None where that is not for the reader to know."""

    row: Incident
    reporter: str | None
    holder: str
    closer: str


class IncidentDesk:
    """Reads reports and acts on them for whoever is signed in.

    Args:
        now: the one clock, aware.
        wake: has the outbox looked at.
    """

    def __init__(self, database: Database, now: Callable[[], datetime], wake: Callable[[], None]) -> None:
        self.database, self._now, self._wake = database, now, wake

    def listed(self, *, closed: bool) -> list[Report]:
        """Return the reports of the list; of none the reporter, which is looked up one by one."""
        with self.database.reading() as session:
            return [self._report(session, row, None) for row in handling.listed(session, closed=closed)]

    def _report(self, session: Session, row: Incident, reporter: str | None) -> Report:
        holder, closer = handling.name_of(session, row.staff_id), handling.name_of(session, row.closed_by)
        return Report(row, reporter, holder, closer)

    def read(self, incident_id: int, staff: Staff) -> Report:
        """Return a report.

        Raises:
            NoSuchIncident: there is none.
        """
        with self.database.reading() as session:
            row = session.get(Incident, incident_id)
            if row is None:
                raise NoSuchIncident
            return self._report(session, row, handling.reporter(session, row, may_know=staff.may_know_reporters))

    def note_reading(self, report: Report, staff: Staff) -> None:
        """Write down that somebody opened a report, and whether they learnt who reported it."""
        about = f"incident:{report.row.id}"
        whats = ["incident_read", *(["reporter_shown"] if report.reporter is not None else [])]
        with self.database.transaction() as session:
            for what in whats:
                audit.record(session, who=f"staff:{staff.id}", what=what, about=about, now=self._now())

    async def take(self, incident_id: int, staff: Staff, *, over: bool) -> Refused | None:
        """Assign a report to whoever asks."""

        def act(session: Session, incident: Incident, account: StaffAccount) -> None:
            handling.take(session, incident, account, over=over, now=self._now())

        return await self._act(incident_id, staff, act)

    async def close(self, incident_id: int, staff: Staff, note: str) -> Refused | None:
        """Close a report with a note."""

        def act(session: Session, incident: Incident, account: StaffAccount) -> None:
            handling.close(session, incident, account, note=note, now=self._now())

        return await self._act(incident_id, staff, act)

    async def _act(
        self, incident_id: int, staff: Staff, act: Callable[[Session, Incident, StaffAccount], None]
    ) -> Refused | None:
        refused = await run_in_threadpool(self._in_transaction, incident_id, staff, act)
        self._wake()
        return refused

    def _in_transaction(
        self, incident_id: int, staff: Staff, act: Callable[[Session, Incident, StaffAccount], None]
    ) -> Refused | None:
        try:
            with self.database.transaction() as session:
                incident = session.get(Incident, incident_id)
                if incident is None:
                    raise NoSuchIncident
                act(session, incident, session.get_one(StaffAccount, staff.id))
        except TakenBefore as taken:
            return Refused("taken", taken.by)
        except AlreadyClosed:
            return Refused("closed")
        except NoteMissing:
            return Refused("note")
        return None


def incident_pages(reports: IncidentDesk, pages: Pages) -> APIRouter:
    """Return the pages on which reports are read and acted on."""
    router = APIRouter(prefix="/incidents")

    def lines(request: Request, staff: Staff, template: str, show: str) -> Response:
        closed = show == "closed"
        return pages.page(request, template, staff, reports=reports.listed(closed=closed), closed=closed)

    async def after(staff: Staff, request: Request, number: int, problem: Refused | None, note: str = "") -> Response:
        if problem is None:
            return RedirectResponse(f"{BASE}/incidents/{number}", 303)
        report = await run_in_threadpool(reports.read, number, staff)
        return pages.page(request, "incident.html", staff, status=409, report=report, problem=problem, note=note)

    @router.get("")
    def page(request: Request, staff: Colleague, show: str = "") -> Response:
        return lines(request, staff, "incidents.html", show)

    @router.get("/list")
    def listed(request: Request, staff: Colleague, show: str = "") -> Response:
        return lines(request, staff, "_incidents.html", show)

    @router.get("/{number}")
    def one(request: Request, staff: Colleague, number: RowId) -> Response:
        report = reports.read(number, staff)
        reports.note_reading(report, staff)
        return pages.page(request, "incident.html", staff, report=report, problem=None, note="")

    @router.post("/{number}/take")
    async def take(
        request: Request, staff: Colleague, number: RowId, over: Annotated[str, Form(max_length=5)] = ""
    ) -> Response:
        return await after(staff, request, number, await reports.take(number, staff, over=over == "yes"))

    @router.post("/{number}/close")
    async def close(request: Request, staff: Colleague, number: RowId, note: Note = "") -> Response:
        return await after(staff, request, number, await reports.close(number, staff, note), note)

    return router
