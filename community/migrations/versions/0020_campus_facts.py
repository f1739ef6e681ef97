"""terms, areas and the rules of the house are rows; a student without quiet hours of their own has the house's.

The rules and the first term say what the program said until then, and the tree has every area that a student lives in
or a notice was for.

Revision: 0020
Follows: 0019
"""

from collections.abc import Iterator
from datetime import date, time

import sqlalchemy as sa
from alembic import op

import community.database

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

FIRST_TERM = {"name_zh": "2026 年秋季学期", "name_en": "Autumn term 2026", "begins": date(2026, 8, 31), "weeks": 20}
NIGHT = {"quiet_from": time(22, 30), "quiet_until": time(7)}
LONGEST_CODE = 80
USUAL = {
    "session_minutes": (50, 5, 240),
    "buffer_minutes": (10, 0, 120),
    "booking_notice_hours": (4, 0, 168),
    "cancel_notice_hours": (0, 0, 168),
    "opened_ahead_days": (21, 14, 180),
    "seat_kept_hours": (2, 1, 72),
    "danger_first_minutes": (3, 1, 15),
    "danger_again_minutes": (10, 1, 30),
    "low_risk_hours": (24, 1, 24),
    "request_first_minutes": (10, 1, 240),
    "request_again_minutes": (20, 1, 480),
    "request_longest_minutes": (120, 1, 480),
    "last_call_minutes": (30, 0, 120),
    "calls_until_daily": (12, 3, 50),
    "silence_hours": (12, 1, 72),
    "reopen_hours": (24, 1, 168),
}
"""What held until now, the least and the most."""

LISTS = {
    "appointment_reminder_hours": [24, 2],
    "event_reminder_hours": [24, 2],
    "deadline_reminders": ["1 19:00", "0 12:00"],
    "slow_deadline_reminders": ["7 09:00", "1 09:00"],
}
IN_ORDER = {
    "danger_in_order": "danger_first_minutes <= danger_again_minutes",
    "requests_in_order": "request_first_minutes <= request_again_minutes",
    "waits_in_order": "request_again_minutes <= request_longest_minutes",
}


def upgrade() -> None:
    """Make the change."""
    _create_terms()
    _create_areas()
    _create_rulebook()
    with op.batch_alter_table("students") as students:
        for name in NIGHT:
            students.alter_column(name, existing_type=sa.Time(), nullable=True)
    of_students = _students()
    as_the_house = sa.and_(*(of_students.c[name] == at for name, at in NIGHT.items()))
    op.execute(of_students.update().where(as_the_house).values(dict.fromkeys(NIGHT)))


def downgrade() -> None:
    """Take it back."""
    of_students = _students()
    has_none = sa.or_(*(of_students.c[name].is_(None) for name in NIGHT))
    op.execute(of_students.update().where(has_none).values(NIGHT))
    with op.batch_alter_table("students") as students:
        for name in NIGHT:
            students.alter_column(name, existing_type=sa.Time(), nullable=False)
    for table in ("rulebook", "areas", "academic_terms"):
        op.drop_table(table)


def _students() -> sa.TableClause:
    return sa.table("students", *(sa.column(name, sa.Time()) for name in NIGHT))


def _create_terms() -> None:
    terms = op.create_table(
        "academic_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_zh", community.database.Line(), nullable=False),
        sa.Column("name_en", community.database.Line(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.CheckConstraint("weeks BETWEEN 1 AND 30", name=op.f("ck_academic_terms_as_long_as_a_term")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_academic_terms")),
        sa.UniqueConstraint("begins", name=op.f("uq_academic_terms_begins")),
    )
    op.bulk_insert(terms, [FIRST_TERM])


def _create_areas() -> None:
    areas = op.create_table(
        "areas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=LONGEST_CODE), nullable=False),
        sa.Column("name_zh", community.database.Line(), nullable=False),
        sa.Column("name_en", community.database.Line(), nullable=False),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_areas_not_in_itself")),
        sa.ForeignKeyConstraint(["parent_id"], ["areas.id"], name=op.f("fk_areas_parent_id_areas")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_areas")),
        sa.UniqueConstraint("parent_id", "code", name=op.f("uq_areas_parent_id_code")),
    )
    no_parent = sa.text("parent_id IS NULL")
    op.create_index(
        "uq_areas_campus", "areas", ["code"], unique=True, sqlite_where=no_parent, postgresql_where=no_parent
    )
    numbers: dict[str, int] = {}
    for path in sorted(_paths()):  # what holds an area comes before it
        holder, _, code = path.rpartition("/")
        name = "-".join(path.split("/")[-2:])  # so students have read it until now
        row = {"parent_id": numbers.get(holder), "code": code, "name_zh": name, "name_en": name}
        [numbers[path]] = op.get_bind().execute(areas.insert().values(row).returning(areas.c.id)).one()


def _paths() -> set[str]:
    """Return the path of every area that is named anywhere, and of those that hold it."""
    named = (parts for parts in _named() if max(map(len, parts)) <= LONGEST_CODE)
    return {"/".join(parts[:length]) for parts in named for length in range(1, len(parts) + 1)}


def _named() -> Iterator[list[str]]:
    connection = op.get_bind()
    for (home,) in connection.execute(sa.text("SELECT DISTINCT area FROM students WHERE area <> ''")):
        yield home.split("/")
    notices = sa.table("safety_notices", sa.column("areas", sa.JSON()))
    for (paths,) in connection.execute(sa.select(notices.c.areas)):
        yield from (path.split("/") for path in paths)


def _create_rulebook() -> None:
    rulebook = op.create_table(
        "rulebook",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in USUAL),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in LISTS),
        *(sa.Column(name, sa.Time(), nullable=False) for name in NIGHT),
        sa.CheckConstraint("id = 1", name=op.f("ck_rulebook_one_row")),
        *(sa.CheckConstraint(order, name=op.f(f"ck_rulebook_{name}")) for name, order in IN_ORDER.items()),
        *(
            sa.CheckConstraint(f"{name} BETWEEN {least} AND {most}", name=op.f(f"ck_rulebook_{name}_in_bounds"))
            for name, (_, least, most) in USUAL.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rulebook")),
    )
    op.bulk_insert(rulebook, [{"id": 1, **{name: usual for name, (usual, *_) in USUAL.items()}, **LISTS, **NIGHT}])
