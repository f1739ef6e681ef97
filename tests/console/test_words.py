"""Every word of the console is there in Chinese."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract
from sqlalchemy import inspect

from community.checks import Wrong
from community.content import Content
from community.database import Base
from community.schema import load_tables
from community.standing import Seen
from console.tables import refusals, sayings
from console.tables.catalogue import TABLES
from console.tables.fields import fields_of
from console.tables.labels import HINTS, HINTS_OF, LABELS, LABELS_OF, title_of
from console.tables.layout import ORDER, SECTIONS
from console.wording import CATALOGUE, CONTEXT, say

OURS = ("lazily", "here")
"""The functions that say words of ours inside the table pages; templates call the second `say`."""


def test_every_word_has_its_chinese(root: Path) -> None:
    assert [each for each in sorted(_all_words(root)) if say("zh", each) == each] == []


def test_the_catalogue_is_clean(root: Path) -> None:
    with CATALOGUE.open("rb") as file:
        messages = [message for message in read_po(file, locale="zh") if message.id]
    assert all(message.context == CONTEXT and message.string and not message.fuzzy for message in messages)
    words = _all_words(root)
    assert [message.id for message in messages if message.id not in words] == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.many)
def test_every_column_has_a_label(table) -> None:  # type: ignore[no-untyped-def]
    assert [name for name in inspect(table.model).columns.keys() if name not in LABELS] == []  # noqa: SIM118


def test_everything_that_can_be_wrong_or_seen_has_its_sentence() -> None:
    assert set(refusals.SENTENCES) == set(Wrong)
    assert set(sayings.SEEN) == set(Seen)


def test_every_field_of_every_form_has_its_place() -> None:
    for table in TABLES:
        closed = {"id", table.state, *table.kept}
        assert [field.name for field in fields_of(table) if field.name not in (*ORDER, *closed)] == [], table.one


def test_all_content_has_its_table_and_nothing_of_students_has() -> None:
    load_tables()
    shown = {table.model for table in TABLES}
    content = {mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Content)}
    assert content <= shown
    about_students = {
        mapper.class_
        for mapper in Base.registry.mappers
        if any(key.column.table.name in ("students", "conversations") for key in mapper.local_table.foreign_keys)
    }
    assert not shown & about_students


def _all_words(root: Path) -> set[str]:
    labels = (LABELS, LABELS_OF, HINTS, HINTS_OF)
    of_labels = [words for each in labels for words in each.values()]
    return {*_of_templates(root), *_of_tables(root), *of_labels, *(heading for heading, _ in SECTIONS)}


def _of_templates(root: Path) -> Iterator[str]:
    for folder, functions in (("templates", ["_", "ngettext"]), ("admin_templates", ["say"])):
        for template in (root / "console" / folder).rglob("*.html"):
            with template.open("rb") as file:
                for _line, _function, message, _comments in babel_extract(file, functions, [], {}):
                    yield str(message[0] if isinstance(message, tuple) else message)


def _of_tables(root: Path) -> Iterator[str]:
    for table in TABLES:
        yield from (table.one, table.many)
        yield from (title_of(name, value) for name, values in table.model.CHOICES.items() for value in values)
    for source in (root / "console").rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in (*OURS, "lazily", "noted"):
                argument = node.args[0]
                if isinstance(argument, ast.Constant):
                    yield str(argument.value)
