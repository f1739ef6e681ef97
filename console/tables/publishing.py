"""Tables of which students see nothing until somebody who may has published a row."""

from typing import Any

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette_admin.actions import row_action
from starlette_admin.exceptions import ActionFailed
from starlette_admin.flash import flash
from starlette_admin.types import RequestAction

from community.content import DRAFT
from community.publishing import publishing, rules
from community.publishing.matter import AnyMatter
from community.publishing.publishing import Take
from community.publishing.rules import Gone, NotNow, NotTheirs, Refused, Step
from community.safety.tables import SafetyNotice
from community.staff import actors
from community.staff.actors import Actor
from console.security import SAFE_METHODS
from console.tables import refusals, sayings
from console.tables.reaching import whom_it_reaches
from console.tables.views import TableView, staff_of
from console.tables.words import here, joined, lazily

ITS_APPROVERS = lazily("It is published: ask an approver to take it back to draft first.")


class PublishedView(TableView):
    """A table of drafts and published rows: authors write and submit drafts, approvers make them public."""

    @property
    def matter(self) -> AnyMatter:
        """What is true of these rows as something that is published."""
        assert self.table.matter is not None
        return self.table.matter

    async def find_by_pk(self, request: Request, pk: Any) -> Any:
        """Return a row; one that whoever asks may not change opens no form for them.

        Whoever saves a change holds the row: it may have been published since the form was opened.

        Raises:
            HTTPException: 403 or 404, with a sentence.
        """
        row = await super().find_by_pk(request, pk)
        if row is None or request.state.action != RequestAction.EDIT:
            return row
        if request.method in SAFE_METHODS:
            if self._may_change(request, row):
                return row
            raise HTTPException(403, str(ITS_APPROVERS))
        return await run_in_threadpool(self._held_to_change, request, row)

    def _held_to_change(self, request: Request, row: Any) -> Any:
        try:
            return publishing.hold_to_change(request.state.session, row, by=actor_of(request))
        except NotTheirs:
            raise HTTPException(403, str(ITS_APPROVERS)) from None
        except Gone:
            raise HTTPException(404, here("Somebody has removed it meanwhile.")) from None

    def _may_change(self, request: Request, row: Any) -> bool:
        return rules.may_change(publishing.state_of(row), actor_of(request).roles, self.matter.may_write)

    def can_delete(self, request: Request) -> bool:
        """Say whether whoever asks may remove rows."""
        return rules.may_remove(DRAFT, actor_of(request).roles)

    async def is_row_action_allowed(self, request: Request, name: str) -> bool:
        """Say whether whoever asks may do that to any row at all."""
        if name in STEPS:
            roles, step = actor_of(request).roles, STEPS[name]
            return any(rules.may_take(step, state, roles, self.matter.may_write) for state in rules.MOVES[step].begins)
        return await super().is_row_action_allowed(request, name)

    async def is_row_action_allowed_for_obj(self, request: Request, name: str, obj: Any) -> bool:
        """Say whether that can be done to this row as it stands."""
        state, roles = publishing.state_of(obj), actor_of(request).roles
        if name in STEPS and request.state.action == RequestAction.ROW_ACTION:
            return True  # pressed: the use case refuses what may not be done, and says why
        if name in STEPS:
            step = STEPS[name]
            return state in rules.MOVES[step].begins and rules.may_take(step, state, roles, self.matter.may_write)
        if name == "edit" and not self._may_change(request, obj):
            return False
        if name == "delete" and not rules.may_remove(state, roles):
            return False
        return await super().is_row_action_allowed_for_obj(request, name, obj)

    @row_action(
        name="submit",
        text=lazily("Submit for approval"),
        confirmation=lazily("Submit it? It is then for an approver to read and to publish."),
        submit_btn_text=lazily("Submit for approval"),
        icon_class="fa fa-paper-plane",
        action_btn_class="btn btn-primary",
    )
    async def submit(self, request: Request, pk: Any) -> None:
        """Hand a draft in."""
        await self._take(request, pk, publishing.submit)
        flash(request, here("It waits for an approver: no student sees it until then."), "success")

    @row_action(
        name="approve",
        text=lazily("Approve and publish"),
        confirmation=lazily("Publish it? Students see it from its beginning on, or at once."),
        form=whom_it_reaches,
        submit_btn_text=lazily("Approve and publish"),
        icon_class="fa fa-check",
        action_btn_class="btn btn-success",
        submit_btn_class="btn btn-success",
    )
    async def approve(self, request: Request, pk: Any) -> None:
        """Make public what was submitted."""
        await self._bring_out(request, pk, publishing.approve)

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
        await self._bring_out(request, pk, publishing.publish)

    @row_action(
        name="to_draft",
        text=lazily("Back to draft"),
        confirmation=lazily("Make it a draft again? Students don't see it until it is published."),
        submit_btn_text=lazily("Back to draft"),
        icon_class="fa fa-pen-ruler",
        action_btn_class="btn btn-warning",
    )
    async def to_draft(self, request: Request, pk: Any) -> None:
        """Take a row back, to be worked on."""
        await self._take(request, pk, publishing.take_back)
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
        await self._take(request, pk, publishing.withdraw)
        flash(request, here("Withdrawn."), "success")

    async def _bring_out(self, request: Request, pk: Any, take: Take) -> None:
        row = await self._take(request, pk, take)
        seen = await run_in_threadpool(self.what_students_see, request, row)
        flash(request, joined(here("Published."), seen), "success")

    async def _take(self, request: Request, pk: Any, take: Take) -> Any:
        await self._open_transaction(request)
        row = await self.find_by_pk(request, pk)
        if row is None:
            raise ActionFailed(here("Somebody has removed it meanwhile."))
        try:
            await run_in_threadpool(take, request.state.session, row, by=actor_of(request), now=self.house.now())
        except Refused as refused:
            raise ActionFailed(refusals.of_step(refused, self.label_of, self.house.zone)) from None
        self.wake_on_commit(request)
        return row

    def what_students_see(self, request: Request, row: Any) -> str:
        """Return what students see of a row from now on."""
        session: Session = request.state.session
        stands = publishing.standing_of(session, row, self.house.now())
        areas = row.areas if isinstance(row, SafetyNotice) else ()
        return sayings.what_students_see(stands, self.house.zone, areas)

    def beginnings(self) -> dict[str, Any]:
        """Return what a new row holds that nobody types."""
        return dict(self.matter.draft(self.house.now()))

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
        """Have a change count in its version, and for those who were told of the row before."""
        await super().before_edit(request, data, obj)
        if request.state.changed:
            publishing.note_change(obj, now=self.house.now())

    async def before_delete(self, request: Request, obj: Any) -> None:
        """Refuse to remove what students see."""
        try:
            await run_in_threadpool(publishing.hold_to_remove, request.state.session, obj, by=actor_of(request))
        except NotNow:
            raise ActionFailed(here("It is published: take it back to draft first.")) from None
        except Refused as refused:
            raise ActionFailed(refusals.of_step(refused, self.label_of, self.house.zone)) from None
        await super().before_delete(request, obj)


STEPS = {
    "submit": Step.SUBMIT,
    "approve": Step.APPROVE,
    "publish": Step.PUBLISH,
    "to_draft": Step.TAKE_BACK,
    "withdraw": Step.WITHDRAW,
}
"""The step that each button takes."""


def actor_of(request: Request) -> Actor:
    """Return who is signed in, as whoever does something."""
    staff = staff_of(request)
    return actors.of_staff(staff.id, staff.roles)
