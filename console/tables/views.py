"""One view for every table: who may, what is written down, and drafts that become public."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import escape
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette_admin.auth import AdminUser
from starlette_admin.contrib.sqla import ModelView
from starlette_admin.exceptions import ActionFailed, FormValidationError
from starlette_admin.helpers import on_commit

from community import audit
from community.seed import samples
from console.auth import Staff
from console.tables.catalogue import MUST_SAY, Table
from console.tables.fields import Converter, fields_of, lazily


@dataclass
class TableUser(AdminUser):
    """Who is signed in, as starlette-admin wants to know them."""

    staff: Staff | None = None


@dataclass(frozen=True, slots=True)
class House:
    """What a view needs from outside: the one clock, and a way to have the outbox looked at."""

    now: Callable[[], datetime]
    wake: Callable[[], None]


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
        self.fields = fields_of(table)
        names = [field.name for field in self.fields]
        self.exclude_fields_from_list = [name for name in names if name not in table.shown]
        closed = [*table.kept, *([table.state] if table.state else [])]
        self.exclude_fields_from_create = self.exclude_fields_from_edit = closed
        super().__init__(
            table.model,
            icon=table.icon,
            display_name=lazily(table.one),
            menu_label=lazily(table.many),
            converter=Converter(),
        )

    def can_create(self, request: Request) -> bool:
        """Say whether whoever asks may add rows."""
        return self.table.may_write(staff_of(request).roles)

    def can_edit(self, request: Request) -> bool:
        """Say whether whoever asks may change rows."""
        return self.table.may_write(staff_of(request).roles)

    def can_delete(self, request: Request) -> bool:
        """Say whether whoever asks may remove rows."""
        return self.can_edit(request)

    def can_import(self, request: Request) -> bool:  # noqa: ARG002
        """Nobody may: a file could bring in rows that nobody has read."""
        return False

    async def repr(self, obj: Any, request: Request) -> str:  # noqa: ARG002
        """Return what names the row."""
        names = [str(getattr(obj, column)) for column in self.table.named_by if getattr(obj, column)]
        return " · ".join(names) or f"#{obj.id}"

    async def select2_result(self, obj: Any, request: Request) -> str:
        """Return what names the row, where one is chosen from several; escaped."""
        return f"<span>{escape(await self.repr(obj, request))}</span>"

    async def validate(self, request: Request, data: dict[str, Any]) -> None:
        """Fill in what was left empty and has a usual value, and refuse what no column can hold."""
        errors: dict[str | int, Any] = {}
        for name in data:
            data[name] = self._or_usual(name, data[name])
            if (name in MUST_SAY and not data[name]) or (data[name] is None and self._is_needed(name)):
                errors[name] = lazily("This is needed.")
        if errors:
            raise FormValidationError(errors)
        await super().validate(request, data)

    def _or_usual(self, name: str, value: Any) -> Any:
        if value is not None or not self._is_needed(name):
            return value
        default = inspect(self.model).columns[name].default
        return default.arg if default is not None and default.is_scalar else None

    def _is_needed(self, name: str) -> bool:
        column = inspect(self.model).columns.get(name)
        return column is not None and not column.nullable

    async def create(self, request: Request, data: dict[str, Any]) -> Any:
        """Add a row."""
        await self._open_transaction(request)
        try:
            return await super().create(request, data)
        except IntegrityError:
            raise FormValidationError(self._clash()) from None

    async def edit(self, request: Request, pk: Any, data: dict[str, Any]) -> Any:
        """Change a row."""
        await self._open_transaction(request)
        try:
            return await super().edit(request, pk, data)
        except IntegrityError:
            raise FormValidationError(self._clash()) from None

    async def delete(self, request: Request, pks: list[Any]) -> int | None:
        """Remove rows that nothing else refers to."""
        await self._open_transaction(request)
        try:
            return await super().delete(request, pks)
        except IntegrityError:
            raise ActionFailed(str(lazily("Other things still refer to this, so it stays."))) from None

    async def _open_transaction(self, request: Request) -> None:
        # Opened in a worker thread: waiting for SQLite's one writer must not hold up everybody else.
        await run_in_threadpool(request.state.session.connection)

    def _clash(self) -> dict[Any, Any]:
        return {self.table.shown[0]: lazily("This clashes with another row, or names one that does not exist.")}

    async def after_create(self, request: Request, obj: Any) -> None:
        """Write down who added it."""
        self._write_down(request, "row_added", obj)

    async def after_edit(self, request: Request, obj: Any) -> None:
        """Write down who changed it."""
        self._write_down(request, "row_changed", obj)

    async def after_delete(self, request: Request, obj: Any) -> None:
        """Write down who removed it."""
        self._write_down(request, "row_removed", obj)

    def _write_down(self, request: Request, what: str, obj: Any) -> None:
        session: Session = request.state.session
        samples.made_own(session, obj)  # whoever changes, publishes or removes an invented row answers for it
        about = f"{self.model.__tablename__}:{obj.id}"
        who = f"staff:{staff_of(request).id}"
        audit.record(session, who=who, what=what, about=about, now=self.house.now())
        on_commit(request, self.house.wake)
