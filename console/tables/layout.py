"""Where the fields of a form stand: under a few headings, the two languages side by side."""

from collections.abc import Collection

from starlette_admin.widgets import BaseWidget, Breakpoints, Col, FieldsetWidget, RowWidget

from console.tables.words import lazily

SECTIONS: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    (
        "What it is",
        (
            ("counselor_id",),
            ("subject_id", "topic"),
            ("parent_id", "code"),
            ("code", "kind", "topic"),
            ("number", "kind", "position"),
            ("unit", "education"),
            ("intent", "position"),
            ("helper", "reminded_as", "slow"),
            ("owner_id",),
        ),
    ),
    ("Who it is", (("name", "name_en"), ("title", "title_en"), ("gender", "languages"), ("topics", "topics_en"))),
    ("How grave it is", (("msg_type", "references_id"), ("status", "category"), ("severity", "urgency", "certainty"))),
    (
        "What students read",
        (
            *(("headline_zh", "headline_en"), ("title_zh", "title_en"), ("name_zh", "name_en")),
            *(("event_zh", "event_en"), ("description_zh", "description_en"), ("body_zh", "body_en")),
            *(("response_type",), ("instruction_zh", "instruction_en"), ("steps_zh", "steps_en")),
            *(
                ("aliases",),
                ("place_zh", "place_en"),
                ("opening",),
                ("hours_zh", "hours_en"),
                ("office_zh", "office_en"),
            ),
            *(
                ("phone", "general"),
                ("contact",),
                ("form",),
                ("asked_as",),
                ("welcome_zh", "welcome_en"),
                ("topics",),
                ("general",),
            ),
        ),
    ),
    (
        "When",
        (
            *(("effective", "expires"), ("onset",), ("starts_at", "ends_at"), ("signup_closes", "capacity")),
            *(("opens_at", "closes_at"),),
            *(("day", "is_worked"), ("weekday", "weeks"), ("begins", "ends", "weeks")),
            *(("push_weekday", "push_at"), ("push_months",)),
            *(("valid_from", "valid_until", "expires_at"), ("reason",)),
        ),
    ),
    (
        "Appointments",
        (
            ("session_minutes", "buffer_minutes", "opened_ahead_days"),
            ("booking_notice_hours", "cancel_notice_hours"),
        ),
    ),
    (
        "Reminders and seats",
        (
            ("appointment_reminder_hours", "event_reminder_hours"),
            ("deadline_reminders", "slow_deadline_reminders"),
            ("seat_kept_hours",),
        ),
    ),
    ("Quiet hours", (("quiet_from", "quiet_until"),)),
    (
        "When somebody may be in danger",
        (("danger_first_minutes", "danger_again_minutes", "low_risk_hours"),),
    ),
    (
        "When somebody asks for a person",
        (
            ("request_first_minutes", "request_again_minutes", "request_longest_minutes"),
            ("last_call_minutes", "calls_until_daily"),
            ("silence_hours", "reopen_hours"),
        ),
    ),
    ("For whom", (("areas",), ("audience",), ("regions",))),
    ("At work", (("room", "max_per_day"), ("telegram", "active"))),
    (
        "Where it is from",
        (
            ("sender",),
            ("source_url", "reviewed_on"),
            ("owner", "review_by"),
            ("source",),
            ("verified_on", "verified_by"),
        ),
    ),
)
"""The headings, and under each the rows of fields; a table shows a row of which it has the first field."""


ORDER = tuple(dict.fromkeys(name for _, rows in SECTIONS for row in rows for name in row))
"""The columns in the order of the forms."""


def place(name: str) -> int:
    """Return where a column stands in a form; what nobody types comes last."""
    return ORDER.index(name) if name in ORDER else len(ORDER)


def layout(typed: Collection[str]) -> list[BaseWidget]:
    """Return the headings and rows for a form in which these columns are typed."""
    left = set(typed)
    return [section for heading, rows in SECTIONS if (section := _section(heading, rows, left)) is not None]


def _section(heading: str, rows: tuple[tuple[str, ...], ...], left: set[str]) -> BaseWidget | None:
    children: list[BaseWidget] = []
    for row in rows:
        names = [name for name in row if name in left and row[0] in left]
        left.difference_update(names)
        if names:
            width = Breakpoints(default=12, md=12 // len(names))
            children.append(RowWidget(children=[Col(name, width) for name in names]))  # type: ignore[arg-type]
    return FieldsetWidget(legend=lazily(heading), children=children) if children else None
