"""Leaves: who saves one learns at once which bookings are in it, and their students are told."""

from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette_admin.exceptions import FormValidationError
from starlette_admin.flash import flash

from community.counseling import leaves
from console.tables.fields import lazily
from console.tables.views import TableView


class LeaveView(TableView):
    """The table of leaves."""

    async def validate(self, request: Request, data: dict[str, Any]) -> None:
        """Refuse a leave that ends before it begins."""
        await super().validate(request, data)
        if data["ends_at"] <= data["starts_at"]:
            raise FormValidationError({"ends_at": lazily("It would end before it begins.")})

    async def after_create(self, request: Request, obj: Any) -> None:
        """Tell whom it meets."""
        await super().after_create(request, obj)
        self._tell(request, obj)

    async def after_edit(self, request: Request, obj: Any) -> None:
        """Tell whom it meets now, and whom no more."""
        await super().after_edit(request, obj)
        self._tell(request, obj)

    async def after_delete(self, request: Request, obj: Any) -> None:
        """Tell whom it had met."""
        await super().after_delete(request, obj)
        leaves.tell_students(request.state.session, now=self.house.now())

    def _tell(self, request: Request, obj: Any) -> None:
        session: Session = request.state.session
        session.flush()
        booked = [one.ref for one in leaves.booked_in(session, obj, now=self.house.now())]
        leaves.tell_students(session, now=self.house.now())
        if booked:
            words = lazily("Bookings in this leave, whose students are told to choose another time: ")
            flash(request, f"{words}{len(booked)} ({', '.join(booked)})", "warning")
        else:
            flash(request, str(lazily("No booking is in this leave.")), "success")
