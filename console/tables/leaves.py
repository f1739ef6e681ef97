"""Leaves: who saves one learns at once which bookings are in it, and their students are told."""

from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request

from community.counseling import leaves
from console.tables.views import TableView
from console.tables.words import here


class LeaveView(TableView):
    """The table of leaves."""

    async def after_create(self, request: Request, obj: Any) -> None:
        """Tell whom it meets."""
        await super().after_create(request, obj)
        self._tell(request)

    async def after_edit(self, request: Request, obj: Any) -> None:
        """Tell whom it meets now, and whom no more."""
        await super().after_edit(request, obj)
        self._tell(request)

    async def after_delete(self, request: Request, obj: Any) -> None:
        """Tell whom it had met."""
        await super().after_delete(request, obj)
        self._tell(request)

    def what_students_see(self, request: Request, row: Any) -> str:
        """Return which bookings are in it, whose students are told."""
        session: Session = request.state.session
        session.flush()
        booked = [one.ref for one in leaves.booked_in(session, row, now=self.house.now())]
        if not booked:
            return here("No booking is in this leave.")
        words = here("Bookings in this leave, whose students are told to choose another time: ")
        return f"{words}{len(booked)} ({', '.join(booked)})"

    def _tell(self, request: Request) -> None:
        session: Session = request.state.session
        session.flush()
        leaves.tell_students(session, now=self.house.now())
