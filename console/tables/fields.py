"""How columns of ours look in a form: times in the campus zone, lists as lines, labels in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from babel.support import LazyProxy
from sqlalchemy import inspect
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette_admin import RequestAction
from starlette_admin.contrib.sqla.converters import ModelConverter
from starlette_admin.converters import converts
from starlette_admin.fields import BaseField, DateTimeField, EnumField, IntegerField, StringField, TextAreaField
from starlette_admin.i18n import get_locale

from console import wording
from console.tables.catalogue import FIRST, LAST, LINES, MUST_SAY, ONE_LINE, STATES, Table
from console.tables.labels import HINTS, LABELS


def lazily(words: str) -> str:
    """Return the words so that each reader sees them in their language."""
    return LazyProxy(_here, words, enable_cache=False)  # type: ignore[return-value]


def _here(words: str) -> str:
    return wording.say(get_locale()[:2], words)


@dataclass
class UtcField(DateTimeField):
    """A moment: read and written as campus time, kept aware."""

    async def parse_form_data(self, request: Request, form_data: FormData) -> datetime | None:
        """Return the moment that was typed, aware; None where nothing was."""
        typed = await super().parse_form_data(request, form_data)
        return typed.replace(tzinfo=UTC) if typed is not None else None


@dataclass
class LinesField(TextAreaField):
    """A list of words or sentences, one on each line."""

    async def parse_form_data(self, request: Request, form_data: FormData) -> list[str]:  # noqa: ARG002
        """Return the lines that hold anything."""
        typed = str(form_data.get(self.id) or "")
        return [line.strip() for line in typed.splitlines() if line.strip()]

    async def serialize_value(self, request: Request, value: Any) -> str:
        """Return the lines as one text."""
        lines = [value] if isinstance(value, str) else [str(line) for line in value]
        return (" · " if request.state.action == RequestAction.LIST else "\n").join(lines)


@dataclass
class ChoiceField(EnumField):
    """One of a few values; one that is no choice any more is shown as it stands, rather than breaking the page."""

    def _get_label(self, value: Any, request: Request) -> str:
        known = dict(self._get_choices(request) or ())
        return str(known.get(value, value))


class Converter(ModelConverter):
    """What starlette-admin knows of columns, and what it can't know of ours."""

    @converts("UtcDateTime")
    def conv_utc(self, *args: Any, **kwargs: Any) -> BaseField:
        """Return the field of an aware moment."""
        return UtcField(**self._field_common(*args, **kwargs))


def choice(name: str, values: Sequence[str], *, default: object = None) -> ChoiceField:
    """Return a field that takes one of the values, which are shown in the reader's language."""
    return ChoiceField(name, choices=[(value, lazily(value.replace("_", " "))) for value in values], default=default)


def fields_of(table: Table) -> list[BaseField]:
    """Return the fields of a table's form: what names a row first, what is seldom needed last."""
    mapper = inspect(table.model)
    relations = {
        column.name: name for name, relation in mapper.relationships.items() for column in relation.local_columns
    }
    names = sorted((relations.get(name, name) for name in mapper.columns.keys()), key=_place)  # noqa: SIM118
    fields = [_field(table, name) for name in names]
    for field in fields:
        field.label = lazily(LABELS.get(_label_key(table, field.name), field.name))
        field.help_text = lazily(HINTS[field.name]) if field.name in HINTS else None
    return fields


def _label_key(table: Table, name: str) -> str:
    # A notice has two states: ours, and whether CAP calls it real.
    return "cap_status" if name == "status" and table.state != "status" else name


def _place(name: str) -> int:
    if name in FIRST:
        return FIRST.index(name)
    return len(FIRST) + 1 + LAST.index(name) if name in LAST else len(FIRST)


def _field(table: Table, name: str) -> BaseField:
    mapper = inspect(table.model)
    if name == table.state:
        return choice(name, STATES)
    if name in table.choices:
        return choice(name, table.choices[name], default=getattr(mapper.columns[name].default, "arg", None))
    if name in LINES:
        return LinesField(name, rows=4)
    if name in ONE_LINE:
        return StringField(name, required=name in MUST_SAY)
    converted = Converter().convert_fields_list(fields=[name], model=table.model, mapper=mapper)
    return converted[0] if converted else IntegerField(name)  # a bare foreign key has no field of its own
