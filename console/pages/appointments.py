"""The coming appointments: whose they are, what has changed, leaves among them, and who is which counselor."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from community.counseling import diary, leaves, people
from community.counseling.diary import Entry
from community.counseling.leaves import LeaveOver, LeaveReversed
from community.counseling.tables import AvailabilityException, Counselor
from community.database import LARGEST_ID, Database, storable
from community.staff import accounts, chats
from community.staff.tables import StaffAccount
from console.asked import Number, RowId
from console.auth import BASE, Staff, needs
from console.rendering import Pages

HERE = f"{BASE}/appointments"
LONGEST_REASON = 200
NOTHING_TYPED = {"begins": "", "ends": "", "reason": "", "counselor": 0}
Colleague = Annotated[Staff, Depends(needs(lambda staff: staff.may_see_appointments))]
Chief = Annotated[Staff, Depends(needs(lambda staff: staff.may_see_all_appointments))]


@dataclass(frozen=True, slots=True)
class Leave:
    """A leave with the appointments that fall into it."""

    row: AvailabilityException
    booked: list[str]


@dataclass(frozen=True, slots=True)
class Day:
    """One campus day of the diary; an entry or a leave stands where it begins."""

    day: date
    entries: list[Entry | Leave]


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows: `mine` is the reader's own counselor, `span` `today`, `week` or `all`."""

    span: str
    everybody: bool
    mine: Counselor | None
    days: list[Day]
    leaves: list[Leave]
    has_chat: bool


class Diary:
    """Reads the diary and changes leaves for whoever is signed in.

    Args:
        now: the one clock, aware.
        wake: has the outbox looked at.
        zone: the campus zone.
    """

    def __init__(
        self, database: Database, now: Callable[[], datetime], wake: Callable[[], None], zone: ZoneInfo
    ) -> None:
        self.database, self._now, self._wake, self._zone = database, now, wake, zone

    def read(self, staff: Staff, span: str, *, everybody: bool) -> View:
        """Return what somebody may see of a span of days."""
        now = self._now()
        with self.database.reading() as session:
            mine = diary.of_account(session, staff.id)
            everybody = staff.may_see_all_appointments and (everybody or mine is None)
            if mine is None and not everybody:
                return View(span, False, None, [], [], chats.of_account(session, staff.id) is not None)
            one = None if everybody or mine is None else mine.id
            since, until = self._bounds(span, now)
            found = diary.entries(session, since=since, until=until, now=now, counselor_id=one)
            away = [self._leave(session, row, now) for row in leaves.coming(session, now=now, counselor_id=one)]
            shown = [one for one in away if until is None or one.row.starts_at < until]
            has_chat = chats.of_account(session, staff.id) is not None
            return View(span, everybody, mine, self._by_day([*found, *shown], since), away, has_chat)

    def _bounds(self, span: str, now: datetime) -> tuple[datetime, datetime | None]:
        """Return since and until when: from this morning to the end of today or of the week, None for all to come."""
        today = now.astimezone(self._zone).date()
        days = {"today": 1, "week": 7 - today.weekday()}.get(span)
        return self._morning(today), self._morning(today + timedelta(days=days)) if days else None

    def _morning(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._zone)

    def _leave(self, session: Session, row: AvailabilityException, now: datetime) -> Leave:
        return Leave(row, [one.ref for one in leaves.booked_in(session, row, now=now)])

    def _by_day(self, entries: list[Entry | Leave], since: datetime) -> list[Day]:
        def begins(one: Entry | Leave) -> datetime:
            return max(since, one.slot.starts_at if isinstance(one, Entry) else one.row.starts_at)

        ordered = sorted(entries, key=begins)
        days = groupby(ordered, key=lambda one: begins(one).astimezone(self._zone).date())
        return [Day(day, list(of_day)) for day, of_day in days]

    def moment(self, typed: str) -> datetime:
        """Read a time as a form sends it, on the campus clock.

        Raises:
            ValueError: it is none.
        """
        return datetime.fromisoformat(typed).replace(tzinfo=self._zone)

    def take_leave(self, staff: Staff, counselor_id: int, starts_at: datetime, ends_at: datetime, reason: str) -> int:
        """Put somebody on leave and return its number; who is not an admin can do so for themselves alone.

        Raises:
            LeaveReversed, LeaveOver, PermissionError: nothing is written.
        """
        with self.database.transaction() as session:
            counselor = session.get(Counselor, counselor_id)
            if counselor is None or not self._may_change(staff, counselor.staff_id):
                raise PermissionError
            leave = leaves.take(
                session,
                counselor,
                starts_at=starts_at,
                ends_at=ends_at,
                reason=reason.strip(),
                staff_id=staff.id,
                now=self._now(),
            )
            number = leave.id
        self._wake()
        return number

    def end_leave(self, staff: Staff, leave_id: int) -> None:
        """Take a leave back; one that is gone already stays gone."""
        with self.database.transaction() as session:
            leave = session.get(AvailabilityException, leave_id)
            if leave is not None and self._may_change(staff, leave.counselor.staff_id):
                leaves.end(session, leave, staff_id=staff.id, now=self._now())
        self._wake()

    def _may_change(self, staff: Staff, owner: int | None) -> bool:
        return staff.may_see_all_appointments or owner == staff.id

    def people(self) -> tuple[list[Counselor], list[StaffAccount]]:
        """Return all counselors, and the accounts that can be theirs."""
        with self.database.reading() as session:
            return people.everyone(session), [one for one in accounts.everyone(session) if one.active]

    def link(self, staff: Staff, code: str, account_id: int | None) -> None:
        """Say whose account a counselor's is.

        Raises:
            NoSuchCounselor: nothing is written.
        """
        with self.database.transaction() as session:
            account = session.get(StaffAccount, account_id) if account_id is not None else None
            people.link(session, code, account, by=f"staff:{staff.id}", now=self._now())


def appointment_pages(diary_: Diary, pages: Pages) -> APIRouter:
    """Return the pages on which appointments are seen, and leaves taken."""
    router = APIRouter(prefix="/appointments")

    def shown(
        request: Request, staff: Staff, template: str, span: str, who: str, status: int = 200, **values: object
    ) -> Response:
        view = diary_.read(staff, span if span in ("today", "week", "all") else "week", everybody=who == "all")
        counselors, owners = diary_.people() if staff.may_see_all_appointments else ([], [])
        form = {"problem": "", "saved": None, "typed": NOTHING_TYPED, **values}
        return pages.page(
            request, template, staff, status=status, view=view, counselors=counselors, owners=owners, **form
        )

    @router.get("")
    def page(request: Request, staff: Colleague, span: str = "week", who: str = "", saved: Number = 0) -> Response:
        return shown(request, staff, "appointments.html", span, who, saved=saved)

    @router.get("/list")
    def diary_list(request: Request, staff: Colleague, span: str = "week", who: str = "") -> Response:
        return shown(request, staff, "_appointments.html", span, who)

    @router.post("/leave")
    async def take_leave(
        request: Request,
        staff: Colleague,
        counselor: Annotated[int, Form(ge=0, le=LARGEST_ID)] = 0,
        begins: Annotated[str, Form(max_length=40)] = "",
        ends: Annotated[str, Form(max_length=40)] = "",
        reason: Annotated[str, Form(max_length=LONGEST_REASON)] = "",
    ) -> Response:
        try:
            number = await run_in_threadpool(
                diary_.take_leave, staff, counselor, diary_.moment(begins), diary_.moment(ends), reason
            )
        except (LeaveReversed, LeaveOver, ValueError, PermissionError) as refused:
            problem = {LeaveReversed: "reversed", LeaveOver: "over", PermissionError: "nobody"}
            typed = {"begins": begins, "ends": ends, "reason": reason, "counselor": counselor}
            why = problem.get(type(refused), "no_time")
            return await run_in_threadpool(
                shown, request, staff, "appointments.html", "all", "all", 422, problem=why, typed=typed
            )
        return RedirectResponse(f"{HERE}?span=all&who=all&saved={number}", 303)

    @router.post("/leave/{leave_id}/end")
    async def end_leave(staff: Colleague, leave_id: RowId) -> Response:
        await run_in_threadpool(diary_.end_leave, staff, leave_id)
        return RedirectResponse(f"{HERE}?span=all&who=all", 303)

    @router.post("/accounts/{code}")
    async def link(staff: Chief, code: str, account: Annotated[str, Form(max_length=20)] = "") -> Response:
        number = int(account) if account.isdecimal() and int(account) <= LARGEST_ID else None
        await run_in_threadpool(diary_.link, staff, storable(code), number)
        return RedirectResponse(f"{HERE}?span=all&who=all", 303)

    return router
