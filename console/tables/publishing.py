"""Tables of which students see nothing until somebody who may has published a row."""

from datetime import datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette_admin.actions import row_action
from starlette_admin.exceptions import ActionFailed
from starlette_admin.flash import flash
from starlette_admin.types import RequestAction

from community import validity
from community.content import DRAFT, PUBLISHED, WITHDRAWN
from community.safety import notices
from community.safety.tables import SafetyNotice
from community.staff import rules
from community.standing import standing
from console.tables import refusals, sayings
from console.tables.reaching import whom_it_reaches
from console.tables.views import TableView, staff_of, values_of
from console.tables.words import here, joined, language, lazily
from console.wording import when_exactly

OPENS = {"publish": (DRAFT, WITHDRAWN), "to_draft": (PUBLISHED, WITHDRAWN), "withdraw": (PUBLISHED,)}
"""The states in which each action makes sense."""


class PublishedView(TableView):
    """A table of drafts and published rows: authors write drafts, approvers make them public."""

    async def find_by_pk(self, request: Request, pk: Any) -> Any:
        """Return a row; one that whoever asks may not change opens no form for them.

        Raises:
            HTTPException: 403, with a sentence.
        """
        row = await super().find_by_pk(request, pk)
        if row is not None and request.state.action == RequestAction.EDIT and self._is_closed(request, row):
            raise HTTPException(403, here("It is published: ask an approver to take it back to draft first."))
        return row

    def can_delete(self, request: Request) -> bool:
        """Say whether whoever asks may remove rows."""
        return rules.may_publish(staff_of(request).roles)

    def state_of(self, row: Any) -> str:
        """Return whether a row is a draft, published or withdrawn."""
        assert self.table.state is not None
        return str(getattr(row, self.table.state))

    async def is_row_action_allowed(self, request: Request, name: str) -> bool:
        """Say whether whoever asks may do that to any row at all."""
        if name in OPENS:
            return rules.may_publish(staff_of(request).roles)
        return await super().is_row_action_allowed(request, name)

    async def is_row_action_allowed_for_obj(self, request: Request, name: str, obj: Any) -> bool:
        """Say whether that can be done to this row as it stands."""
        if name in OPENS:
            return self.state_of(obj) in OPENS[name] and await self.is_row_action_allowed(request, name)
        if name == "edit" and self._is_closed(request, obj):
            return False
        if name == "delete" and self.state_of(obj) == PUBLISHED:
            return False
        return await super().is_row_action_allowed_for_obj(request, name, obj)

    def _is_closed(self, request: Request, row: Any) -> bool:
        return self.state_of(row) == PUBLISHED and not rules.may_publish(staff_of(request).roles)

    @row_action(
        name="publish",
        text=lazily("Publish"),
        confirmation=lazily("Publish it? Students see it from its beginning on, or at once."),
        form=whom_it_reaches,
        submit_btn_text=lazily("Publish"),
        icon_class="fa fa-bullhorn",
        action_btn_class="btn btn-success",
        submit_btn_class="btn btn-success",
    )
    async def publish(self, request: Request, pk: Any) -> None:
        """Make a row public."""
        row = await self._become(request, pk, PUBLISHED, "published")
        seen = await run_in_threadpool(self.what_students_see, request, row)
        flash(request, joined(here("Published."), seen), "success")

    @row_action(
        name="to_draft",
        text=lazily("Back to draft"),
        confirmation=lazily("Students will not see it any more until it is published again. Go on?"),
        submit_btn_text=lazily("Back to draft"),
        icon_class="fa fa-pen-ruler",
        action_btn_class="btn btn-warning",
    )
    async def to_draft(self, request: Request, pk: Any) -> None:
        """Take a row back, to be worked on."""
        await self._become(request, pk, DRAFT, "taken_back")
        flash(request, here("It is a draft again: students don't see it."), "success")

    @row_action(
        name="withdraw",
        text=lazily("Withdraw"),
        confirmation=lazily(
            "Students will not see it any more. An event that is withdrawn counts as cancelled; a notice is marked "
            "where it was told. Withdraw it?"
        ),
        submit_btn_text=lazily("Withdraw"),
        icon_class="fa fa-ban",
        action_btn_class="btn btn-outline-danger",
        submit_btn_class="btn btn-danger",
    )
    async def withdraw(self, request: Request, pk: Any) -> None:
        """End a row."""
        await self._become(request, pk, WITHDRAWN, "withdrawn")
        flash(request, here("Withdrawn."), "success")

    async def _become(self, request: Request, pk: Any, state: str, what: str) -> Any:
        await self._open_transaction(request)
        row = await self.find_by_pk(request, pk)
        if row is None:
            raise ActionFailed(here("Somebody has removed it meanwhile."))
        if state == PUBLISHED:
            self._make_ready(row)
        assert self.table.state is not None
        setattr(row, self.table.state, state)
        if isinstance(row, SafetyNotice):
            self._tell_of_notice(request, row, state)
        self._write_down(request, what, row)
        return row

    def _tell_of_notice(self, request: Request, notice: SafetyNotice, state: str) -> None:
        """Have a notice announced, or what was told of it marked."""
        if state == PUBLISHED:
            notices.publish(notice, now=self.house.now())
        elif notice.withdrawn_at is None:
            notices.take_back(request.state.session, notice, now=self.house.now())

    def _make_ready(self, row: Any) -> None:
        """Issue a notice now, and refuse to publish what nobody would ever see, or what should never have been kept."""
        now = self.house.now()
        ends = row.expires if isinstance(row, SafetyNotice) else row.shown_until
        if ends is not None and ends <= now:
            at = when_exactly(language(), ends, self.house.zone)
            raise ActionFailed(here("It ended on {at}, so no student would see it. Give it a later end first.", at=at))
        if isinstance(row, SafetyNotice):
            row.sent, row.effective = now, max(row.effective, now)
        faults = validity.faults(self.model, values_of(row))
        if faults:
            raise ActionFailed(refusals.in_one_line(faults, self.label_of))

    def what_students_see(self, request: Request, row: Any) -> str:
        """Return what students see of a row from now on."""
        now, session = self.house.now(), request.state.session
        if isinstance(row, SafetyNotice):
            stands = notices.standing_of(session, row, now)
            return sayings.what_students_see(stands, self.house.zone, row.areas)
        stands = standing(row.status, row.shown_from, row.shown_until, now=now)
        return sayings.what_students_see(stands, self.house.zone)

    def beginnings(self) -> dict[str, Any]:
        """Return what a new row holds that nobody types: it is a draft, and a notice is written now."""
        assert self.table.state is not None
        issued = {"sent": _this_minute(self.house.now())} if self.model is SafetyNotice else {}
        return {self.table.state: DRAFT, **issued}

    def fill_in(self, request: Request, data: dict[str, Any]) -> None:
        """Have a notice in force from when it is issued, where nothing else was typed."""
        super().fill_in(request, data)
        for name in self.table.may_be_empty:
            data[name] = request.state.before["sent"] if data[name] is None else data[name]

    async def before_create(self, request: Request, data: dict[str, Any], obj: Any) -> None:
        """Begin as a draft, whatever was sent."""
        for name, value in request.state.before.items():
            setattr(obj, name, value)
        await super().before_create(request, data, obj)

    async def before_edit(self, request: Request, data: dict[str, Any], obj: Any) -> None:
        """Count the version up, have a changed notice announced anew."""
        await super().before_edit(request, data, obj)
        if request.state.changed:
            self._note_change(obj)

    def _note_change(self, row: Any) -> None:
        if hasattr(row, "version"):
            row.version += 1
        if isinstance(row, SafetyNotice):  # a changed notice concerns whoever was told of the old one
            row.announced_at = None
            row.sent = self.house.now() if row.state == PUBLISHED else row.sent

    async def before_delete(self, request: Request, obj: Any) -> None:
        """Refuse to remove what students see."""
        if self.state_of(obj) == PUBLISHED:
            raise ActionFailed(here("It is published: take it back to draft first."))
        await super().before_delete(request, obj)


def _this_minute(now: datetime) -> datetime:
    # Forms have no seconds: what is typed for this very minute must not lie before it.
    return now.replace(second=0, microsecond=0)
