"""Every word of the console is there in Chinese."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract
from sqlalchemy import inspect

from community.content import Content
from community.database import Base
from community.schema import load_tables
from console.tables.catalogue import STATES, TABLES
from console.tables.labels import HINTS, LABELS
from console.wording import CATALOGUE, CONTEXT, say


def test_every_word_has_its_chinese(root: Path) -> None:
    words = {*_of_templates(root), *_of_tables(root), *LABELS.values(), *HINTS.values()}
    assert [each for each in sorted(words) if say("zh", each) == each] == []


def test_the_catalogue_is_clean(root: Path) -> None:
    with CATALOGUE.open("rb") as file:
        messages = [message for message in read_po(file, locale="zh") if message.id]
    assert all(message.context == CONTEXT and message.string and not message.fuzzy for message in messages)
    words = {*_of_templates(root), *_of_tables(root), *LABELS.values(), *HINTS.values()}
    assert [message.id for message in messages if message.id not in words] == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.many)
def test_every_column_has_a_label(table) -> None:  # type: ignore[no-untyped-def]
    mapper = inspect(table.model)
    relations = {column.name for relation in mapper.relationships for column in relation.local_columns}
    assert [name for name in mapper.columns.keys() if name not in LABELS and name not in relations] == []  # noqa: SIM118


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


def _of_templates(root: Path) -> Iterator[str]:
    for template in (root / "console" / "templates").glob("*.html"):
        with template.open("rb") as file:
            for _line, _function, message, _comments in babel_extract(file, ["_", "ngettext"], [], {}):
                yield str(message[0] if isinstance(message, tuple) else message)


def _of_tables(root: Path) -> Iterator[str]:
    for table in TABLES:
        yield from (table.one, table.many)
        yield from (value.replace("_", " ") for values in table.choices.values() for value in values)
    yield from STATES
    for source in (root / "console").rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("lazily", "noted"):
                argument = node.args[0]
                if isinstance(argument, ast.Constant):
                    yield str(argument.value)
