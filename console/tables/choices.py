"""How one or some of a few values are chosen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette_admin import fields
from starlette_admin.contrib.sqla.filters import InFilter, NotInFilter
from starlette_admin.filters.base import FilterValidationError

from community.checks import Unreadable, Wrong
from console.tables.inputs import Typed
from console.tables.words import here


def _numbers(values: Sequence[str]) -> list[int]:
    try:
        return [int(value) for value in values]
    except ValueError:
        raise FilterValidationError(here("This is none of the choices.")) from None


class IsOneOf(InFilter):
    """Narrows a list to rows that hold one of some numbers; PostgreSQL compares no number with words."""

    def parse_value(self, raw: Any) -> Any:
        """Return the numbers."""
        return _numbers(super().parse_value(raw))


class IsNoneOf(NotInFilter):
    """Narrows a list to rows that hold none of some numbers."""

    def parse_value(self, raw: Any) -> Any:
        """Return the numbers."""
        return _numbers(super().parse_value(raw))


@dataclass
class ChoiceInput(Typed, fields.EnumField):
    """One of a few values; one that is no choice any more is shown as it stands, rather than breaking the page."""

    form_template: str = "forms/choice.html"

    def __post_init__(self) -> None:
        """Have numbers compared with numbers."""
        super().__post_init__()
        if self.coerce is int:
            self.filters = [IsOneOf, IsNoneOf]

    def read(self, typed: Any) -> Any:
        """Return the value; None where nothing was chosen."""
        try:
            return self.coerce(typed) if typed else None
        except ValueError:
            raise Unreadable(Wrong.NO_CHOICE) from None

    def options(self, request: Request, shown: str) -> list[tuple[str, str]]:
        """Return what can be chosen, and what the form shows already."""
        known = [(str(value), str(label)) for value, label in self._get_choices(request)]
        strange = shown and shown not in dict(known)
        return [*known, (shown, shown)] if strange else known

    def _get_label(self, value: Any, request: Request) -> str:
        return dict(self.options(request, str(value))).get(str(value), "")


@dataclass
class RowInput(ChoiceInput):
    """A row of another table, or what rows of it hold, chosen by its name.

    Args:
        rows: returns what can be chosen, as an id, and what each is called; run in a worker thread.
    """

    rows: Callable[[Request], Sequence[tuple[Any, str]]] = field(default=lambda _request: ())
    coerce: Callable[[Any], Any] = int

    def __post_init__(self) -> None:
        """Have the names looked up once for each page."""
        self.choices_loader = lambda request: getattr(request.state, f"rows_of_{self.name}")
        super().__post_init__()

    async def look_up(self, request: Request) -> None:
        """Have the names at hand for the rest of the page."""
        if not hasattr(request.state, f"rows_of_{self.name}"):
            setattr(request.state, f"rows_of_{self.name}", await run_in_threadpool(self.rows, request))

    async def parse_form_data(self, request: Request, form_data: FormData) -> Any:
        """Return the id that was chosen."""
        await self.look_up(request)
        return await super().parse_form_data(request, form_data)

    async def serialize_value(self, request: Request, value: Any) -> Any:
        """Return the row's id for a form, its name elsewhere."""
        await self.look_up(request)
        return await super().serialize_value(request, value)

    async def serialize_none_value(self, request: Request) -> Any:
        """Return what stands for none."""
        await self.look_up(request)
        return await super().serialize_none_value(request)


@dataclass
class SeveralInput(Typed, fields.EnumField):
    """Some of a few values, each with a box to tick."""

    form_template: str = "forms/several.html"
    multiple: bool = True
    select2: bool | None = False

    def typed(self, form: FormData) -> list[str]:
        """Return the values whose boxes were ticked."""
        return [each for each in form.getlist(self.id) if isinstance(each, str)]

    def shown(self, value: Any) -> list[str]:
        """Return the values in the order of their boxes, as browsers post them."""
        order = list(self._names())
        stored = [str(each) for each in value or ()]
        return [*(each for each in order if each in stored), *(each for each in stored if each not in order)]

    def read(self, typed: Any) -> list[Any]:
        """Return the values."""
        try:
            return [self.coerce(each) for each in typed]
        except ValueError:
            raise Unreadable(Wrong.NO_CHOICE) from None

    async def serialize_value(self, request: Request, value: Any) -> Any:
        """Return the values for a form, their names on one line elsewhere."""
        shown = self.shown(value)
        names = self._names()
        return shown if request.state.action.is_form() else " · ".join(names.get(each, each) for each in shown)

    def _names(self) -> dict[str, str]:
        return {str(value): str(label) for value, label in cast("Sequence[tuple[Any, str]]", self.choices)}
