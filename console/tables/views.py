"""One view for every table: who may, what is refused, what is written down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Column, ColumnElement, String, TypeDecorator, false, inspect, or_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette_admin.auth import AdminUser
from starlette_admin.contrib.sqla import ModelView
from starlette_admin.exceptions import ActionFailed, FormValidationError
from starlette_admin.helpers import on_commit
from starlette_admin.widgets import BaseWidget

from community import audit, samples, validity
from community.checks import Fault, Unreadable
from community.database import storable, values_of
from console.auth import Staff
from console.tables import refusals, sayings
from console.tables.catalogue import Table
from console.tables.choices import RowInput
from console.tables.fields import fields_of
from console.tables.inputs import Typed
from console.tables.layout import layout, place
from console.tables.words import here, lazily


@dataclass
class TableUser(AdminUser):
    """Who is signed in, as starlette-admin wants to know them."""

    staff: Staff | None = None


@dataclass(frozen=True, slots=True)
class House:
    """What a view needs from outside: the one clock, the campus zone, and a way to have the outbox looked at."""

    now: Callable[[], datetime]
    wake: Callable[[], None]
    zone: ZoneInfo


def staff_of(request: Request) -> Staff:
    """Return who is signed in; the door has let nobody else through."""
    user: TableUser = request.state.admin_user
    assert user.staff is not None
    return user.staff


class TableView(ModelView):
    """A table whose rows count as soon as they are saved."""

    page_size = 25
    search_auto_submit = True

    def __init__(self, table: Table, house: House) -> None:
        self.table, self.house = table, house
        self.inputs: list[Typed] = fields_of(table)
        self.fields = self.inputs
        names = [field.name for field in self.inputs]
        self.exclude_fields_from_list = [name for name in names if name not in table.shown]
        closed = ["id", *table.kept, *([table.state] if table.state else [])]
        self.exclude_fields_from_create = self.exclude_fields_from_edit = closed
        self.form_layout = layout([name for name in names if name not in closed])
        super().__init__(table.model, icon=table.icon, display_name=lazily(table.one), menu_label=lazily(table.many))

    def is_accessible(self, request: Request) -> bool:
        """Say whether whoever asks sees the table at all: who may change something in it."""
        return self.table.is_open_to(staff_of(request).roles)

    def can_import(self, request: Request) -> bool:  # noqa: ARG002
        """Nobody may: a file could bring in rows that nobody has read."""
        return False

    def label_of(self, name: str) -> str:
        """Return what a column is called, in the reader's language."""
        return str(next((field.label for field in self.inputs if field.name == name), name))

    def get_search_query(self, request: Request, term: str) -> ColumnElement[bool]:
        """Return what finds the words in any text that the list shows; starlette-admin knows its own fields alone."""
        columns = inspect(self.model).columns
        shown = [columns[field.name] for field in self.get_fields_list(request)]
        words = storable(term)
        return or_(false(), *(column.icontains(words, autoescape=True) for column in shown if _is_text(column)))

    async def find_all(self, request: Request, *args: Any, **options: Any) -> Any:
        """Return the rows of a list; its filters name what can be chosen, also where no row is shown."""
        for field in self.inputs:
            if isinstance(field, RowInput):
                await field.look_up(request)
        return await super().find_all(request, *args, **options)

    async def repr(self, obj: Any, request: Request) -> str:
        """Return what names the row."""
        named = [field for field in self.inputs if field.name in self.table.named_by]
        values = [(field, getattr(obj, field.name)) for field in named]
        shown = [str(await self.serialize_field_value(value, field, request)) for field, value in values if value]
        return " · ".join(shown) or f"#{obj.id}"

    def resolve_form_layout(
        self, request: Request, obj: Any = None, errors: Mapping[Any, Any] | None = None
    ) -> BaseWidget | None:
        """Return the form; what was refused stays in it as it was typed."""
        if errors:
            obj = {field.name: field.typed(request.state.typed) for field in self.inputs}
        return super().resolve_form_layout(request, obj, errors)

    async def validate_fields(self, request: Request, data: dict[str, Any], exclude: Any = ()) -> None:  # noqa: ARG002
        """Keep what was typed; all that can be wrong with it is said at once, by `validate`."""
        request.state.typed = await request.form()

    async def create(self, request: Request, data: dict[str, Any]) -> Any:
        """Add a row."""
        await self._open_transaction(request)
        request.state.before = self.beginnings()
        try:
            return await super().create(request, data)
        except IntegrityError:
            raise FormValidationError(self._clash()) from None

    def beginnings(self) -> dict[str, Any]:
        """Return what a new row holds that nobody types."""
        return {}

    async def edit(self, request: Request, pk: Any, data: dict[str, Any]) -> Any:
        """Change a row; fields that still show what is stored are left untouched."""
        await self._open_transaction(request)
        row = await self.find_by_pk(request, pk)
        if row is None:
            raise HTTPException(404, here("Somebody has removed it meanwhile."))
        request.state.before = values_of(row)
        try:
            return await super().edit(request, pk, self._without_untouched(request, data))
        except IntegrityError:
            raise FormValidationError(self._clash()) from None

    def _without_untouched(self, request: Request, data: dict[str, Any]) -> dict[str, Any]:
        stored, form = request.state.before, request.state.typed
        typed = [field for field in self.inputs if field.name in data]
        untouched = [field.name for field in typed if field.typed(form) == field.shown(stored[field.name])]
        return data | {name: stored[name] for name in untouched}

    async def validate(self, request: Request, data: dict[str, Any]) -> None:
        """Fill in what was left empty and has a usual value, and refuse what can't be kept."""
        faults = {name: Fault(name, value.wrong) for name, value in data.items() if isinstance(value, Unreadable)}
        self.fill_in(request, data)
        row = {**request.state.before, **data}
        readable = {name: value for name, value in row.items() if name not in faults}
        for fault in await run_in_threadpool(self._judge, request, readable):
            faults.setdefault(fault.column, fault)
        if faults:
            in_order = sorted(faults.values(), key=lambda fault: place(fault.column))
            raise FormValidationError({each.column: refusals.sentence(each, self.label_of) for each in in_order})

    def fill_in(self, request: Request, data: dict[str, Any]) -> None:  # noqa: ARG002
        """Fill in what was left empty and has a usual value."""
        columns = inspect(self.model).columns
        for name in [name for name, value in data.items() if value in (None, "")]:
            column = columns[name]
            if column.nullable:
                data[name] = None
            elif column.default is not None:
                data[name] = column.default.arg if column.default.is_scalar else column.default.arg(None)

    def _judge(self, request: Request, row: dict[str, Any]) -> list[Fault]:
        before: dict[str, Any] = request.state.before
        changed = {name: value for name, value in row.items() if value != before.get(name)}
        return [
            *validity.faults(self.model, row),
            *validity.ahead_of_clock(changed, now=self.house.now().astimezone(self.house.zone)),
            *validity.clashes(request.state.session, self.model, row, but=before.get("id")),
        ]

    async def delete(self, request: Request, pks: list[Any]) -> int | None:
        """Remove rows that nothing else refers to."""
        await self._open_transaction(request)
        try:
            return await super().delete(request, pks)
        except IntegrityError:
            raise ActionFailed(here("Other things still refer to this, so it stays.")) from None

    async def _open_transaction(self, request: Request) -> None:
        # Opened in a worker thread: waiting for SQLite's one writer must not hold up everybody else.
        await run_in_threadpool(request.state.session.connection)

    def _clash(self) -> dict[Any, Any]:
        return {self.table.shown[0]: here("This clashes with another row, or names one that does not exist.")}

    async def before_edit(self, request: Request, data: dict[str, Any], obj: Any) -> None:  # noqa: ARG002
        """Note whether anything changes at all."""
        request.state.changed = request.state.session.is_modified(obj)

    async def after_create(self, request: Request, obj: Any) -> None:
        """Write down who added it, and say what became of it."""
        self._write_down(request, "row_added", obj)
        await self._say_saved(request, obj, changed=True)

    async def after_edit(self, request: Request, obj: Any) -> None:
        """Write down who changed it, and say what became of it."""
        if request.state.changed:
            self._write_down(request, "row_changed", obj)
        await self._say_saved(request, obj, changed=request.state.changed)

    async def after_delete(self, request: Request, obj: Any) -> None:
        """Write down who removed it."""
        self._write_down(request, "row_removed", obj)

    async def _say_saved(self, request: Request, row: Any, *, changed: bool) -> None:
        seen = await run_in_threadpool(self.what_students_see, request, row)
        request.state.saying = sayings.saved(await self.repr(row, request), changed=changed, seen=seen)

    def what_students_see(self, request: Request, row: Any) -> str:  # noqa: ARG002
        """Return what students see of a row from now on; empty where that goes without saying."""
        return ""

    def _write_down(self, request: Request, what: str, obj: Any) -> None:
        session: Session = request.state.session
        samples.made_own(session, obj)  # whoever changes, publishes or removes an invented row answers for it
        about = f"{self.model.__tablename__}:{obj.id}"
        who = f"staff:{staff_of(request).id}"
        audit.record(session, who=who, what=what, about=about, now=self.house.now())
        self.wake_on_commit(request)

    def wake_on_commit(self, request: Request) -> None:
        """Have the outbox looked at, once all of it holds."""
        on_commit(request, self.house.wake)


def _is_text(column: Column[Any]) -> bool:
    kind = column.type
    return isinstance(kind.impl_instance if isinstance(kind, TypeDecorator) else kind, String)
