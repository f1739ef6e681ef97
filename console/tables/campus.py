"""Terms and the rules of the house: whoever saves them sees the times of counselors change at once."""

from typing import Any

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from community.counseling import availability
from console.tables.views import TableView
from console.tables.words import here


class TimesView(TableView):
    """A table by whose rows times are opened."""

    async def after_create(self, request: Request, obj: Any) -> None:
        """Open the times anew."""
        await super().after_create(request, obj)
        await self._open_times(request)

    async def after_edit(self, request: Request, obj: Any) -> None:
        """Open the times anew where anything was changed."""
        await super().after_edit(request, obj)
        if request.state.changed:
            await self._open_times(request)

    async def after_delete(self, request: Request, obj: Any) -> None:
        """Open the times anew."""
        await super().after_delete(request, obj)
        await self._open_times(request)

    async def _open_times(self, request: Request) -> None:
        await run_in_threadpool(self._open, request.state.session)

    def _open(self, session: Session) -> None:
        session.flush()
        availability.open_slots(session, now=self.house.now(), zone=self.house.zone)


class RulebookView(TimesView):
    """The rules of the house: one row, which can only be changed."""

    def can_create(self, request: Request) -> bool:  # noqa: ARG002
        """Nobody may: it is there from the beginning."""
        return False

    def can_delete(self, request: Request) -> bool:  # noqa: ARG002
        """Nobody may: everybody goes by it."""
        return False

    async def repr(self, obj: Any, request: Request) -> str:  # noqa: ARG002
        """Return what names the row."""
        return here("Rules of the house")

    def what_students_see(self, request: Request, row: Any) -> str:  # noqa: ARG002
        """Return from when they hold."""
        return here("They hold from the next message on, in every process.")
