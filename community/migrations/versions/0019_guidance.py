"""all guidance stands in one table, and a subject is a row.

Tips, academic items, growth items and answers become rows of one table. Their numbers begin above every number that
one of them has, or that a reminder or a button names: what still names a row that is gone leads to no other.
Reminders, marks of the sample and the buttons under sent messages are led to the new numbers.

Revision: 0019
Follows: 0018
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from secrets import randbelow
from typing import Any

import sqlalchemy as sa
import yaml
from alembic import op

import community.database

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

Row = dict[str, Any]

WORDS, MOMENT, LISTED = community.database.Words(), community.database.UtcDateTime(timezone=True), sa.JSON()
ITEMS = "guidance_items"
CAMPUS, COUNSELING = "campus", "counseling"
SUBJECT_OF = {"employment_tips": "employment", "academic_items": "academics", "growth_items": "growth"}
OLD = (*SUBJECT_OF, "answers")
INTENTS = {
    "ask_employment_tips": "employment_tips",
    "ask_academic_support": "academic_items",
    "ask_growth": "growth_items",
    "ask_counseling": "answers",
    "ask_answer": "answers",
}
TABLE_OF = {subject: table for table, subject in SUBJECT_OF.items()}
NAMED_BY = ("item", "another", "tip")
RENAMED = {
    "employment_tips": {"deadline_at": "closes_at"},
    "academic_items": {"window_opens": "opens_at", "window_closes": "closes_at"},
    "growth_items": {"deadline_at": "closes_at"},
    "answers": {},
}
EDUCATIONS = ("moral", "intellectual", "physical", "aesthetic", "labour")
AT_ONCE = 500
SUBJECTS = Path(__file__).with_name("0019_subjects.yml")
"""The subjects that the four tables were of, as they were spoken of until then."""


def upgrade() -> None:
    """Make the change."""
    _create_subjects()
    _create_items()
    subjects = _subjects() if _has_begun() else {}
    _lead(_moved(subjects), back=False)
    for table in OLD:
        op.drop_table(table)
    _count_on(ITEMS)


def downgrade() -> None:
    """Take the change back; what is of a subject that had no table of its own becomes an answer."""
    for table in OLD:
        _create_old(table)
    _lead(_moved_back(), back=True)
    for table in OLD:
        _count_on(table)
    op.drop_table(ITEMS)
    op.drop_table("guidance_subjects")


def _create_subjects() -> None:
    op.create_table(
        "guidance_subjects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        *(sa.Column(name, WORDS, nullable=False) for name in ("title_zh", "title_en", "welcome_zh", "welcome_en")),
        *(sa.Column(name, LISTED, nullable=False) for name in ("topics", "general")),
        sa.Column("helper", sa.String(length=20), nullable=False),
        sa.Column("intent", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("slow", sa.Boolean(), nullable=False),
        sa.Column("reminded_as", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guidance_subjects")),
        sa.UniqueConstraint("code", name=op.f("uq_guidance_subjects_code")),
    )


def _create_items() -> None:
    op.create_table(
        ITEMS,
        *_guidance(ITEMS),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        *(sa.Column(name, MOMENT, nullable=True) for name in ("opens_at", "closes_at", "review_by")),
        sa.Column("audience", LISTED, nullable=False),
        sa.Column("unit", sa.String(length=30), nullable=False),
        sa.Column("education", sa.String(length=20), nullable=False),
        *(sa.Column(name, WORDS, nullable=False) for name in ("form", "owner")),
        sa.Column("formerly", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.CheckConstraint("opens_at < closes_at", name=op.f(f"ck_{ITEMS}_window_in_order")),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["guidance_subjects.id"], name=op.f(f"fk_{ITEMS}_subject_id_guidance_subjects")
        ),
    )
    for column in ("subject_id", "edition"):
        op.create_index(op.f(f"ix_{ITEMS}_{column}"), ITEMS, [column])


def _create_old(table: str) -> None:
    own: dict[str, list[Any]] = {
        "employment_tips": [sa.Column("deadline_at", MOMENT), sa.Column("audience", LISTED, nullable=False)],
        "academic_items": [
            sa.Column("window_opens", MOMENT),
            sa.Column("window_closes", MOMENT),
            sa.Column("form", WORDS, nullable=False),
            sa.CheckConstraint("window_opens < window_closes", name=op.f("ck_academic_items_window_in_order")),
        ],
        "growth_items": [
            sa.Column("unit", sa.String(length=30), nullable=False),
            sa.Column("deadline_at", MOMENT),
        ],
    }
    op.create_table(table, *_guidance(table), *own.get(table, []))


def _guidance(table: str) -> list[Any]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        *(sa.Column(name, WORDS, nullable=False) for name in ("title_zh", "title_en", "body_zh", "body_en")),
        sa.Column("status", sa.String(length=12), nullable=False),
        *(sa.Column(name, MOMENT, nullable=True) for name in ("valid_from", "expires_at", "reviewed_on")),
        sa.Column("source_url", WORDS, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("topic", sa.String(length=30), nullable=False),
        *(sa.Column(name, LISTED, nullable=False) for name in ("steps_zh", "steps_en", "asked_as")),
        *(sa.Column(name, WORDS, nullable=False) for name in ("office_zh", "office_en")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("code", name=op.f(f"uq_{table}_code")),
        sa.CheckConstraint("valid_from < expires_at", name=op.f(f"ck_{table}_shown_in_order")),
    ]


def _table(name: str) -> sa.Table:
    """Return a table as it stands now, with the types that our rows are read and written with."""
    table = sa.Table(name, sa.MetaData(), autoload_with=op.get_bind(), resolve_fks=False)
    for column in table.columns:
        if isinstance(column.type, sa.DateTime):
            column.type = MOMENT
    return table


def _rows(name: str) -> list[Row]:
    table = _table(name)
    return [dict(row._mapping) for row in op.get_bind().execute(sa.select(table).order_by(table.c.id))]


def _insert(name: str, rows: Sequence[Row]) -> None:
    if rows:
        op.get_bind().execute(sa.insert(_table(name)), rows)


def _has_begun() -> bool:
    """Say whether the database was filled once: an empty one gets its subjects with all the rest."""
    return any(_holds_rows(table) for table in ("beginnings", "hotlines", *OLD))


def _holds_rows(table: str) -> bool:
    return op.get_bind().scalar(sa.select(sa.text("1")).select_from(sa.table(table)).limit(1)) is not None


def _subjects() -> dict[str, int]:
    subjects = yaml.safe_load(SUBJECTS.read_text(encoding="utf-8"))
    rows = [{**row, "id": number} for number, row in enumerate(subjects, start=1)]
    _insert("guidance_subjects", rows)
    _count_on("guidance_subjects")
    return {row["code"]: row["id"] for row in rows}


def _moved(subjects: Mapping[str, int]) -> dict[str, dict[int, int]]:
    """Move every row into the one table; return the new number of each by its old table and number."""
    old = {table: _rows(table) for table in OLD}
    number = max((_highest_named(), *(row["id"] for rows in old.values() for row in rows)))
    taken: set[str] = set()
    moved: dict[str, dict[int, int]] = {table: {} for table in OLD}
    new = []
    for table, rows in old.items():
        for row in rows:
            number += 1
            moved[table][row["id"]] = number
            new.append(_as_item(table, row, number, subjects) | {"code": _free_code(row["code"], number, taken)})
    _insert(ITEMS, new)
    return moved


def _highest_named() -> int:
    """Return the highest number by which a reminder or a button names a row, still there or not."""
    named = [row["item_id"] for row in _rows("reminders")]
    for rows in _buttons(_table("offered_buttons")):
        values = (value for row in rows for name, value in row["entities"].items() if name in NAMED_BY)
        named += [int(value) for value in values if value.isdecimal()]
        named = [max(named, default=0)]
    return max(named, default=0)


def _as_item(table: str, row: Row, number: int, subjects: Mapping[str, int]) -> Row:
    usual: Row = {
        "opens_at": None,
        "closes_at": None,
        "audience": {},
        "unit": "",
        "form": "",
        "owner": "",
        "review_by": None,
    }
    renamed = {RENAMED[table].get(name, name): value for name, value in row.items()}
    topic, subject = row["topic"], SUBJECT_OF.get(table)
    if subject is None:
        subject, topic = (COUNSELING if topic == COUNSELING else CAMPUS), "general"
    of_education = table == "growth_items" and topic in EDUCATIONS
    return {
        **usual,
        **renamed,
        "id": number,
        "subject_id": subjects[subject],
        "topic": topic,
        "education": topic if of_education else "",
        "formerly": f"{table}:{row['id']}",
        "edition": randbelow(2**31 - 1),
    }


def _free_code(code: str, number: int, taken: set[str]) -> str:
    """Return the code; with the new number behind it where a row of another table had the same."""
    if code.lower() in taken:
        code = f"{code[:28]}-{number}"
    taken.add(code.lower())
    return code


def _moved_back() -> dict[str, dict[int, int]]:
    """Move every row back; return the old number of each by its old table and its new number."""
    codes = {row["id"]: row["code"] for row in _rows("guidance_subjects")}
    items: dict[str, list[Row]] = {table: [] for table in OLD}
    for row in _rows(ITEMS):
        items[TABLE_OF.get(codes[row["subject_id"]], "answers")].append(row)
    back: dict[str, dict[int, int]] = {table: {} for table in OLD}
    for table, rows in items.items():
        known = {row["id"]: _number_in(table, row["formerly"]) for row in rows}
        free = max((number for number in (*known.values(), *known) if number), default=0)
        for row in rows:
            free += known[row["id"]] is None
            back[table][row["id"]] = known[row["id"]] or free
        _insert(table, [_as_it_was(table, row, codes, back[table]) for row in rows])
    return back


def _number_in(table: str, formerly: str) -> int | None:
    name, _, number = formerly.partition(":")
    return int(number) if name == table else None


def _as_it_was(table: str, row: Row, codes: Mapping[int, str], back: Mapping[int, int]) -> Row:
    names = {new: old for old, new in RENAMED[table].items()}
    columns = {column.name for column in _table(table).columns}
    renamed = {names.get(name, name): value for name, value in row.items()}
    kept = {name: value for name, value in renamed.items() if name in columns} | {"id": back[row["id"]]}
    if table == "answers":
        kept["topic"] = COUNSELING if codes[row["subject_id"]] == COUNSELING else CAMPUS
    if table == "growth_items":
        kept["unit"] = kept["unit"] or "three_comprehensive"
    return kept


def _lead(numbers: Mapping[str, Mapping[int, int]], *, back: bool) -> None:
    """Lead reminders, marks of the sample and buttons to where the rows stand now."""
    _lead_reminders(numbers, back=back)
    _lead_samples(numbers, back=back)
    _lead_buttons(numbers, back=back)


def _lead_reminders(numbers: Mapping[str, Mapping[int, int]], *, back: bool) -> None:
    reminders = _table("reminders")
    changed = []
    for row in _rows("reminders"):
        table = TABLE_OF.get(row["subject"])
        if table is not None and row["item_id"] in numbers[table]:
            changed.append({"reminder": row["id"], "aside": -row["id"], "new": numbers[table][row["item_id"]]})
        elif back and table is None:  # the older program knows no such subject
            op.get_bind().execute(sa.delete(reminders).where(reminders.c.id == row["id"]))
    these = sa.update(reminders).where(reminders.c.id == sa.bindparam("reminder"))
    for name in ("aside", "new"):  # first out of the way: an old number of one may be the new one of another
        if changed:
            op.get_bind().execute(these.values(item_id=sa.bindparam(name)), changed)


def _lead_samples(numbers: Mapping[str, Mapping[int, int]], *, back: bool) -> None:
    samples, connection = _table("sample_rows"), op.get_bind()
    for old, of_table in numbers.items():
        was, becomes = (ITEMS, old) if back else (old, ITEMS)
        this = (samples.c.table_name == was, samples.c.row_id == sa.bindparam("was"))
        update = sa.update(samples).where(*this).values(table_name=becomes, row_id=sa.bindparam("becomes"))
        if of_table:
            connection.execute(update, [{"was": number, "becomes": new} for number, new in of_table.items()])
    gone = (ITEMS, "guidance_subjects") if back else OLD
    connection.execute(sa.delete(samples).where(samples.c.table_name.in_(gone)))


def _lead_buttons(numbers: Mapping[str, Mapping[int, int]], *, back: bool) -> None:
    """Lead buttons on. What a client sends back stays as it was shown: it is found by that."""
    buttons = _table("offered_buttons")
    update = sa.update(buttons).where(buttons.c.id == sa.bindparam("button")).values(entities=sa.bindparam("named"))
    for rows in _buttons(buttons):
        changed = [
            {"button": row["id"], "named": named}
            for row in rows
            if (named := _named(row["intent"], row["entities"], numbers)) != row["entities"]
        ]
        if changed:
            op.get_bind().execute(update, changed)
    if back:
        _drop_buttons_of_new_subjects(buttons)


def _buttons(buttons: sa.Table) -> Iterator[list[Row]]:
    intents = (*INTENTS, "remind_tip", "tip_done")
    after = 0
    while True:
        query = sa.select(buttons.c.id, buttons.c.intent, buttons.c.entities)
        query = query.where(buttons.c.id > after, buttons.c.intent.in_(intents)).order_by(buttons.c.id).limit(AT_ONCE)
        rows = [dict(row._mapping) for row in op.get_bind().execute(query)]
        if not rows:
            return
        yield rows
        after = rows[-1]["id"]


def _named(intent: str, entities: Mapping[str, str], numbers: Mapping[str, Mapping[int, int]]) -> dict[str, str]:
    table = INTENTS.get(intent) or TABLE_OF.get(entities.get("subject", "employment"), "answers")
    return {
        name: str(numbers[table].get(int(value), value)) if name in NAMED_BY and value.isdecimal() else value
        for name, value in entities.items()
    }


def _drop_buttons_of_new_subjects(buttons: sa.Table) -> None:
    for rows in _buttons(buttons):
        strange = [
            row["id"]
            for row in rows
            if row["intent"] not in INTENTS and row["entities"].get("subject", "employment") not in TABLE_OF
        ]
        op.get_bind().execute(sa.delete(buttons).where(buttons.c.id.in_(strange)))


def _count_on(table: str) -> None:
    """Have PostgreSQL go on counting behind the numbers that were given here; SQLite does so by itself."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            sa.text(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"  # noqa: S608
                f" WHERE EXISTS (SELECT 1 FROM {table})"
            )
        )
