"""How days and times are typed: with the browser's own inputs, in the campus zone."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette_admin import fields
from starlette_admin.i18n import get_timezone
from starlette_admin.types import RequestAction

from community import typed as reading
from console.tables.inputs import Typed

SHOWN_TO_READERS = (RequestAction.LIST, RequestAction.DETAIL)


@dataclass
class MomentInput(Typed, fields.DateTimeField):
    """A moment, typed and shown as the campus clock has it, kept aware."""

    form_template: str = "forms/clock.html"
    control: str = "datetime-local"

    def shown(self, value: Any) -> str:
        """Return the day and time; seconds only where there are any."""
        return "" if value is None else _without_seconds(value.astimezone(_zone()).replace(tzinfo=None).isoformat("T"))

    def read(self, typed: Any) -> datetime | None:
        """Return the moment."""
        return reading.moment(typed, _zone())

    async def serialize_value(self, request: Request, value: Any) -> Any:
        """Return the moment as the form or a list of rows shows it."""
        if request.state.action in SHOWN_TO_READERS:
            return f"{value.astimezone(_zone()):%Y-%m-%d %H:%M}"
        return await super().serialize_value(request, value)


@dataclass
class DayOfMomentInput(MomentInput):
    """A day that is kept as the moment at which it begins on campus."""

    control: str = "date"

    def shown(self, value: Any) -> str:
        """Return the day."""
        return "" if value is None else value.astimezone(_zone()).date().isoformat()

    def read(self, typed: Any) -> datetime | None:
        """Return the beginning of the day."""
        day = reading.day(typed)
        return reading.moment(f"{day.isoformat()}T00:00", _zone()) if day else None

    async def serialize_value(self, request: Request, value: Any) -> Any:
        """Return the day, wherever it is shown."""
        if request.state.action in SHOWN_TO_READERS:
            return self.shown(value)
        return await super().serialize_value(request, value)


@dataclass
class DayInput(Typed, fields.DateField):
    """A day."""

    form_template: str = "forms/clock.html"
    control: str = "date"

    def shown(self, value: date | None) -> str:
        """Return the day as browsers write it."""
        return "" if value is None else value.isoformat()

    def read(self, typed: Any) -> date | None:
        """Return the day."""
        return reading.day(typed)


@dataclass
class ClockInput(Typed, fields.TimeField):
    """A wall time."""

    form_template: str = "forms/clock.html"
    control: str = "time"

    def shown(self, value: time | None) -> str:
        """Return the time; seconds only where there are any."""
        return "" if value is None else _without_seconds(value.isoformat())

    def read(self, typed: Any) -> time | None:
        """Return the time."""
        return reading.clock(typed)

    async def serialize_value(self, request: Request, value: Any) -> Any:  # noqa: ARG002
        """Return the time alike everywhere."""
        return self.shown(value)


def _zone() -> ZoneInfo:
    return ZoneInfo(get_timezone())


def _without_seconds(written: str) -> str:
    whole = re.sub(r"\.\d+$", "", written)
    return whole.removesuffix(":00") if whole.count(":") == 2 else whole
