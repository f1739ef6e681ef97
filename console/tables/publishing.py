"""Tables of which students see nothing until somebody who may has published a row."""

from datetime import datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette_admin.actions import row_action
from starlette_admin.exceptions import ActionFailed
from starlette_admin.flash import flash

from community.content import DRAFT, PUBLISHED, WITHDRAWN
from community.safety import notices
from community.safety.tables import SafetyNotice
from community.staff import rules
from console.tables.fields import lazily
from console.tables.reaching import whom_it_reaches
from console.tables.views import TableView, staff_of

OPENS = {"publish": (DRAFT, WITHDRAWN), "to_draft": (PUBLISHED, WITHDRAWN), "withdraw": (PUBLISHED,)}
"""The states in which each action makes sense."""


class PublishedView(TableView):
    """A table of drafts and published rows: authors write drafts, approvers make them public."""

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
        confirmation=lazily("Students will see it while its dates hold. Publish it?"),
        form=whom_it_reaches,
        submit_btn_text=lazily("Publish"),
        icon_class="fa fa-bullhorn",
        action_btn_class="btn btn-success",
        submit_btn_class="btn btn-success",
    )
    async def publish(self, request: Request, pk: Any) -> None:
        """Make a row public."""
        row = await self._become(request, pk, PUBLISHED, "published")
        flash(request, _seen(row, self.house.now()), "success")

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
        flash(request, str(lazily("It is a draft again: students don't see it.")), "success")

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
        flash(request, str(lazily("Withdrawn.")), "success")

    async def _become(self, request: Request, pk: Any, state: str, what: str) -> Any:
        await self._open_transaction(request)
        row = await self.find_by_pk(request, pk)
        if row is None:
            raise ActionFailed(str(lazily("Somebody has removed it meanwhile.")))
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

    async def before_create(self, request: Request, data: dict[str, Any], obj: Any) -> None:
        """Begin as a draft, whatever was sent."""
        assert self.table.state is not None
        setattr(obj, self.table.state, DRAFT)
        if hasattr(obj, "sent"):
            obj.sent = self.house.now()
        await super().before_create(request, data, obj)

    async def before_edit(self, request: Request, data: dict[str, Any], obj: Any) -> None:
        """Count the version up, have a changed notice announced anew; refuse who may only write drafts."""
        if self._is_closed(request, obj):
            raise HTTPException(403, str(lazily("It is published: ask an approver to take it back to draft first.")))
        if request.state.session.is_modified(obj):
            self._note_change(obj)
        await super().before_edit(request, data, obj)

    def _note_change(self, row: Any) -> None:
        if hasattr(row, "version"):
            row.version += 1
        if isinstance(row, SafetyNotice):  # a changed notice concerns whoever was told of the old one
            row.announced_at = None
            row.sent = self.house.now() if row.state == PUBLISHED else row.sent

    async def before_delete(self, request: Request, obj: Any) -> None:
        """Refuse to remove what students see."""
        if self.state_of(obj) == PUBLISHED:
            raise ActionFailed(str(lazily("It is published: take it back to draft first.")))
        await super().before_delete(request, obj)


def _seen(row: Any, now: datetime) -> str:
    """Say truthfully whether students see a row that was just published."""
    notice = isinstance(row, SafetyNotice)
    begins, ends = (row.effective, row.expires) if notice else (row.valid_from, row.expires_at)
    if ends is not None and ends <= now:
        return str(lazily("Published, but its time is over: students don't see it."))
    if begins is not None and begins > now:
        return str(lazily("Published: students will see it from its date on."))
    return str(lazily("Published: students see it now."))
