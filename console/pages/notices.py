"""Safety notices and whom they reach: before they are sent, and afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from community.database import Database
from community.safety import notices
from community.safety.notices import Audience, Told
from community.safety.tables import SafetyNotice
from console.auth import Staff, needs
from console.rendering import Pages

Colleague = Annotated[Staff, Depends(needs(lambda staff: staff.may_see_notices))]


@dataclass(frozen=True, slots=True)
class Line:
    """One notice; `told` is None until it is sent."""

    row: SafetyNotice
    audience: Audience
    told: Told | None


def notice_pages(database: Database, pages: Pages, now: Callable[[], datetime]) -> APIRouter:
    """Return the page that shows whom notices reach."""
    router = APIRouter(prefix="/notices")

    @router.get("")
    def page(request: Request, staff: Colleague) -> Response:
        with database.reading() as session:
            living = notices.homes(session)
            lines = [
                Line(row, notices.among(living, row), notices.told(session, row) if row.announced_at else None)
                for row in notices.coming(session, now=now())
            ]
            return pages.page(request, "notices.html", staff, lines=lines)

    return router
