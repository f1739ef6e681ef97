"""Which input each column of ours gets: by its type, its choices and what it refers to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Boolean, Column, Date, Integer, String, Time, inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from starlette.requests import Request

from community.answers.tables import Opening
from community.campus import areas
from community.campus.tables import Area
from community.database import Base, Line, Lines, Numbers, UtcDateTime, Words
from community.guidance.rules import GENERAL
from community.guidance.tables import GuidanceItem, GuidanceSubject, Topics
from community.languages import either
from community.validity import partner
from console.tables.catalogue import REFERENCES, Table
from console.tables.choices import ChoiceInput, RowInput, SeveralInput
from console.tables.clocks import ClockInput, DayInput, DayOfMomentInput, MomentInput
from console.tables.inputs import (
    GradesInput,
    LineInput,
    LinesInput,
    NumberInput,
    NumbersInput,
    OpeningInput,
    SwitchInput,
    TextInput,
    TopicsInput,
    Typed,
)
from console.tables.labels import HINTS, HINTS_OF, LABELS, LABELS_OF, title_of
from console.tables.layout import place
from console.tables.words import here, language, lazily

MOST_ROWS = 200
INPUTS: tuple[tuple[type, type[Typed]], ...] = (
    (Topics, TopicsInput),
    (Numbers, NumbersInput),
    (Opening, OpeningInput),
    (Lines, LinesInput),
    (Line, LineInput),
    (Words, TextInput),
    (UtcDateTime, MomentInput),
    (String, LineInput),
    (Boolean, SwitchInput),
    (Integer, NumberInput),
    (Date, DayInput),
    (Time, ClockInput),
)
"""What a column of a type is typed with; the first type that fits."""

SPECIAL: Mapping[str, type[Typed]] = {
    "audience": GradesInput,
    "reviewed_on": DayOfMomentInput,
    "review_by": DayOfMomentInput,
}
KINDS_OF_SEVERAL = ("languages", "push_months")


def fields_of(table: Table) -> list[Typed]:
    """Return an input for each column of a table, with its label and hint: what lists show first, then as in forms."""
    columns: Mapping[str, Column[Any]] = dict(inspect(table.model).columns.items())
    shown_first = {name: position for position, name in enumerate(table.shown)}
    names = sorted(columns, key=lambda name: (shown_first.get(name, len(shown_first)), place(name)))
    fields = [_field(table, name, columns[name]) for name in names]
    for field in fields:
        key = (table.model.__tablename__, field.name)
        hint = HINTS_OF.get(key) or HINTS.get(field.name)
        field.label = lazily(LABELS_OF.get(key) or LABELS[field.name])
        field.help_text = lazily(hint) if hint else None
        field.needed = _is_needed(table, columns, field.name)
    return fields


def _is_needed(table: Table, columns: Mapping[str, Column[Any]], name: str) -> bool:
    column = columns[name]
    has_usual = column.nullable or column.default is not None or column.primary_key
    return not has_usual and name not in table.may_be_empty and partner(columns, name) is None


def _field(table: Table, name: str, column: Column[Any]) -> Typed:
    usual = column.default.arg if isinstance(column.default, ScalarElementColumnDefault) else None
    if name in REFERENCES:
        return RowInput(name, rows=partial(_rows, *REFERENCES[name]))
    if name in table.model.CHOICES:
        return _choice(name, table.model.CHOICES[name], usual)
    if table.model is GuidanceItem and name == "topic":
        return RowInput(name, rows=_topics, coerce=str)
    if table.model is Area and name == "parent_id":
        return RowInput(name, rows=_areas)
    if name in SPECIAL:
        return SPECIAL[name](name, default=usual)
    for kind, made in INPUTS:
        if isinstance(column.type, kind):
            return made(name, default=usual)
    raise TypeError(f"{table.model.__tablename__}.{name} has a type that nobody can type: {column.type!r}")


def _choice(name: str, values: Sequence[Any], usual: object) -> Typed:
    titles = [(value, lazily(title_of(name, value))) for value in values]
    coerce = type(values[0])
    if name in KINDS_OF_SEVERAL:
        return SeveralInput(name, choices=titles, coerce=coerce)
    return ChoiceInput(name, choices=titles, coerce=coerce, default=usual)


def _topics(request: Request) -> list[tuple[str, str]]:
    """Return the topics of all subjects; each is named with the subjects that have it."""
    session: Session = request.state.session
    named: defaultdict[str, list[str]] = defaultdict(list)
    for subject in session.scalars(select(GuidanceSubject).order_by(GuidanceSubject.id)):
        for topic in subject.topics:
            for key in topic["keys"].split():
                title = either(language(), topic["zh"], topic["en"])
                named[key].append(f"{subject.title(language())}: {title}")
    general = named.pop(GENERAL, [])
    return [(GENERAL, " / ".join((here("General"), *general))), *((key, " / ".join(of)) for key, of in named.items())]


def _areas(request: Request) -> list[tuple[int, str]]:
    """Return all areas in the order of the tree, under their paths."""
    found = areas.by_number(request.state.session)
    in_order = sorted(found.items(), key=lambda one: one[1].path)
    return [(number, f"{one.path} · {either(language(), one.name_zh, one.name_en)}") for number, one in in_order]


def _rows(model: type[Base], named_by: tuple[str, ...], request: Request) -> list[tuple[int, str]]:
    """Return the newest rows of a table and what they are called."""
    session: Session = request.state.session
    mapper = inspect(model)
    key = mapper.primary_key[0]
    names = [mapper.columns[name] for name in named_by]
    found = session.execute(select(key, *names).order_by(key.desc()).limit(MOST_ROWS))
    return [(number, " · ".join(str(name) for name in named if name)) for number, *named in found]
