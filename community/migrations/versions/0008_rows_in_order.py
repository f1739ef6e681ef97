"""no row ends before it begins, and none counts less than nothing.

Rows that did are mended so that students see no more than before: what was never shown becomes a draft without an end,
hours and leaves that never counted are removed.

Revision: 0008
Follows: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CONTENT = ("academic_items", "answers", "employment_tips", "events", "growth_items", "offices", "safety_lessons")
CHECKS = {
    **{table: {"shown_in_order": "valid_from < expires_at"} for table in CONTENT},
    "academic_items": {
        "shown_in_order": "valid_from < expires_at",
        "window_in_order": "window_opens < window_closes",
    },
    "events": {
        "shown_in_order": "valid_from < expires_at",
        "times_in_order": "starts_at < ends_at",
        "seats_not_negative": "capacity >= 0",
        "signup_closes_in_time": "signup_closes <= starts_at",
    },
    "safety_lessons": {
        "shown_in_order": "valid_from < expires_at",
        "day_of_a_week": "push_weekday BETWEEN 0 AND 6",
    },
    "safety_notices": {"in_force_in_order": "effective < expires", "begins_in_force": "onset < expires"},
    "counselors": {"called_somehow": "name <> '' OR name_en <> ''", "some_a_day": "max_per_day >= 1"},
    "availability_rules": {"hours_in_order": "begins < ends", "days_in_order": "valid_from <= valid_until"},
    "availability_exceptions": {"times_in_order": "starts_at < ends_at"},
}
HOUR_LATER = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', {}, '+1 hour')",  # as the times are kept there: with six decimals
    "postgresql": "{} + interval '1 hour'",
}


def upgrade() -> None:
    """Make the change."""
    _mend()
    for table, checks in CHECKS.items():
        with op.batch_alter_table(table) as batch:
            for name, condition in checks.items():
                batch.create_check_constraint(op.f(f"ck_{table}_{name}"), condition)


def downgrade() -> None:
    """Take the change back."""
    for table, checks in CHECKS.items():
        with op.batch_alter_table(table) as batch:
            for name in checks:
                batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")


def _mend() -> None:
    an_hour_after = HOUR_LATER[op.get_bind().dialect.name]
    draft = "CASE WHEN {0} = 'published' THEN 'draft' ELSE {0} END"
    for table in CONTENT:
        _update(table, f"status = {draft.format('status')}, expires_at = NULL", "valid_from >= expires_at")
    _update("academic_items", "window_opens = NULL", "window_opens >= window_closes")
    _update("events", f"ends_at = {an_hour_after.format('starts_at')}", "starts_at >= ends_at")
    _update("events", "signup_closes = starts_at", "signup_closes > starts_at")
    _update("events", "capacity = 0", "capacity < 0")
    _update("safety_lessons", "push_weekday = NULL", "push_weekday NOT BETWEEN 0 AND 6")
    _update(
        "safety_notices",
        f"state = {draft.format('state')}, expires = {an_hour_after.format('effective')}",
        "effective >= expires",
    )
    _update("safety_notices", "onset = NULL", "onset >= expires")
    _update("counselors", "max_per_day = 1", "max_per_day < 1")
    _update("counselors", "name = code", "name = '' AND name_en = ''")
    for table, backwards in (
        ("availability_rules", "begins >= ends OR valid_from > valid_until"),
        ("availability_exceptions", "starts_at >= ends_at"),
    ):
        op.execute(sa.text(f"DELETE FROM {table} WHERE {backwards}"))  # noqa: S608 - nobody types these


def _update(table: str, change: str, where: str) -> None:
    op.execute(sa.text(f"UPDATE {table} SET {change} WHERE {where}"))  # noqa: S608 - nobody types these
