"""Releasing many appointments at once: first those that fit are shown, then those that were shown are released."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from community.counseling import people, release, rules
from community.counseling.release import Pattern
from community.counseling.tables import Appointment, Counselor
from community.database import LARGEST_ID, Database
from console.asked import Number
from console.auth import BASE, Staff, needs
from console.rendering import Pages

HERE = f"{BASE}/appointments/release"
MOST_AT_ONCE = 500
Chief = Annotated[Staff, Depends(needs(lambda staff: staff.may_see_all_appointments))]
Chosen = Annotated[list[Annotated[int, Form(ge=1, le=LARGEST_ID)]], Form(max_length=MOST_AT_ONCE)]
LATELY = {"15": rules.RUSH_WITHIN, "60": timedelta(hours=1), "1440": timedelta(days=1)}
"""Since when they were booked, as the form names it; anything else leaves that open."""


class ReleaseDesk:
    """Finds and releases appointments for whoever is signed in.

    Args:
        now: the one clock, aware.
        wake: has the outbox looked at.
        zone: the campus zone.
    """

    def __init__(
        self, database: Database, now: Callable[[], datetime], wake: Callable[[], None], zone: ZoneInfo
    ) -> None:
        self.database, self._now, self._wake, self.zone = database, now, wake, zone

    def pattern(self, counselor: int, day: str, lately: str, who: str) -> Pattern:
        """Return what a form asks for; what it leaves open, or is no day, counts for all."""
        span = LATELY.get(lately)
        return Pattern(
            counselor_id=counselor or None,
            day=_day(day),
            since=self._now() - span if span else None,
            newcomers_only=who != "all",
        )

    def matching(self, pattern: Pattern) -> tuple[list[Appointment], list[Counselor]]:
        """Return the appointments that fit, as many as can be released at once, and all counselors."""
        with self.database.reading() as session:
            found = release.matching(session, pattern, now=self._now())
            return found[:MOST_AT_ONCE], people.everyone(session)

    def release(self, staff: Staff, numbers: list[int]) -> int:
        """Release those of the appointments that still stand, and return how many they were."""
        with self.database.transaction() as session:
            count = release.release(session, numbers, staff_id=staff.id, now=self._now())
        self._wake()
        return count


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def release_pages(desk: ReleaseDesk, pages: Pages) -> APIRouter:
    """Return the page on which many appointments are released."""
    router = APIRouter(prefix="/appointments/release")

    @router.get("")
    def page(
        request: Request,
        staff: Chief,
        counselor: Number = 0,
        day: Annotated[str, Query(max_length=10)] = "",
        lately: Annotated[str, Query(max_length=10)] = "15",
        who: Annotated[str, Query(max_length=10)] = "new",
        done: Number = 0,
    ) -> Response:
        found, counselors = desk.matching(desk.pattern(counselor, day, lately, who))
        asked = {"counselor": counselor, "day": day if _day(day) else "", "lately": lately, "who": who}
        return pages.page(
            request, "release.html", staff, found=found, counselors=counselors, asked=asked, spans=LATELY, done=done
        )

    @router.post("")
    async def release_them(staff: Chief, chosen: Chosen = ()) -> Response:  # type: ignore[assignment]
        count = await run_in_threadpool(desk.release, staff, list(chosen))
        return RedirectResponse(f"{HERE}?done={count}", 303)

    return router
