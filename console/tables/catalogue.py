"""Which tables staff see, who may change them, and what their forms look like. Students' tables are not among them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from community.academics.tables import AcademicItem
from community.content import DRAFT, PUBLISHED, WITHDRAWN
from community.counseling.tables import AvailabilityException, AvailabilityRule, Counselor
from community.database import Base
from community.employment.tables import EmploymentTip
from community.events.tables import KINDS as EVENT_KINDS
from community.events.tables import Event
from community.growth.tables import GrowthItem
from community.handoff.tables import Hotline
from community.safety.tables import SafetyLesson, SafetyNotice
from community.staff import rules

STATES = (DRAFT, PUBLISHED, WITHDRAWN)
SAFETY_PARTS = {
    "status": ("Actual", "Exercise", "Test"),
    "msg_type": ("Alert", "Update", "Cancel"),
    "category": ("Met", "Fire", "Health", "Security", "Infra", "Safety", "Transport", "Other"),
    "response_type": ("Avoid", "Prepare", "Shelter", "Evacuate", "Monitor", "AllClear", "None"),
    "urgency": ("Immediate", "Expected", "Future", "Past"),
    "severity": ("Extreme", "Severe", "Moderate", "Minor", "Unknown"),
    "certainty": ("Observed", "Likely", "Possible", "Unlikely", "Unknown"),
}
TIP_TOPICS = ("resume", "interview", "offer", "internship", "agreement", "scam", "exams", "jobfair", "general")
STUDY_TOPICS = ("exams", "leave", "cet", "tutoring", "grades", "thesis", "papers", "skills", "general")
PARTY, FIVE = ("party", "league"), ("moral", "intellectual", "physical", "aesthetic", "labour")
GROWTH_FIELDS = (*PARTY, *FIVE, "volunteering", "innovation", "general")
UNITS = ("party_building", "three_comprehensive", "safe_community", "intelligent_service")
LINES = ("steps_zh", "steps_en", "asked_as", "areas", "languages", "topics", "topics_en", "regions")
"""Columns that hold a list, typed one item a line."""

MUST_SAY = ("code", "name", "number", "title_zh", "headline_zh", "event_zh", "place_zh", "name_zh", "sender")
"""Columns of words that may not be empty; the English ones may, and the Chinese are shown in their place."""

ONE_LINE = (
    *("title_zh", "title_en", "headline_zh", "headline_en", "event_zh", "event_en", "name_zh", "name_en"),
    *("place_zh", "place_en", "hours_zh", "hours_en", "source", "source_url", "contact", "reason", "form"),
)
"""Columns whose words fit on one line."""

FIRST = (
    *("id", "code", "counselor", "number", "name", "name_zh", "name_en", "event_zh", "event_en"),
    *("headline_zh", "headline_en", "title_zh", "title_en", "status", "state", "kind", "topic", "unit"),
    *("body_zh", "body_en", "description_zh", "description_en", "instruction_zh", "instruction_en"),
)
LAST = ("valid_from", "expires_at", "source_url", "source", "reviewed_on", "audience", "version", "identifier")
"""Where columns stand in a form; all others in between."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table as staff see it.

    Args:
        one, many: its name in the menu and on buttons, in English; the catalogue of words has the Chinese.
        shown: the columns of the list; all others are on the row's own page.
        kept: columns that the assistant itself keeps; shown, never typed.
        choices: columns that take one of a few values.
        state: the column that says draft, published or withdrawn; None where a row counts as soon as it is saved.
        may_write: who may add and change rows; where there is a state, drafts.
        named_by: the columns that name a row.
    """

    model: type[Base]
    one: str
    many: str
    icon: str
    shown: tuple[str, ...]
    named_by: tuple[str, ...]
    state: str | None = None
    kept: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    may_write: Callable[[Collection[str]], bool] = rules.may_write


def _content(
    model: type[Base],
    one: str,
    many: str,
    icon: str,
    *,
    shown: tuple[str, ...] = (),
    kept: tuple[str, ...] = (),
    may_write: Callable[[Collection[str]], bool] = rules.may_write,
    **choices: tuple[str, ...],
) -> Table:
    columns = ("code", "title_zh", "title_en", "status", *shown, "expires_at")
    return Table(
        model,
        one,
        many,
        icon,
        columns,
        ("title_zh", "title_en"),
        state="status",
        kept=("version", *kept),
        choices=choices,
        may_write=may_write,
    )


TABLES = (
    Table(
        SafetyNotice,
        "Safety notice",
        "Safety notices",
        "fa fa-triangle-exclamation",
        ("code", "headline_zh", "headline_en", "state", "severity", "effective", "expires"),
        ("headline_zh", "headline_en"),
        state="state",
        kept=("identifier", "code", "sent", "announced_at", "withdrawn_at"),
        choices=SAFETY_PARTS,
        may_write=rules.may_write_safety,
    ),
    _content(
        SafetyLesson,
        "Safety lesson",
        "Safety lessons",
        "fa fa-graduation-cap",
        shown=("topic", "push_weekday"),
        kept=("queued_at",),
        may_write=rules.may_write_safety,
    ),
    _content(
        EmploymentTip,
        "Employment tip",
        "Employment tips",
        "fa fa-briefcase",
        shown=("kind", "topic", "deadline_at"),
        kind=("advice", "procedure", "deadline", "scam_warning"),
        topic=TIP_TOPICS,
    ),
    _content(
        Event,
        "Event",
        "Events",
        "fa fa-calendar-days",
        shown=("kind", "starts_at", "place_zh"),
        kept=("seq", "announced_seq"),
        kind=EVENT_KINDS,
    ),
    _content(
        AcademicItem,
        "Academic item",
        "Academic items",
        "fa fa-book",
        shown=("kind", "topic", "window_closes"),
        kind=("advice", "procedure", "date", "tutoring"),
        topic=STUDY_TOPICS,
    ),
    _content(
        GrowthItem,
        "Growth item",
        "Growth items",
        "fa fa-seedling",
        shown=("kind", "topic", "unit"),
        kind=("advice", "procedure", "duty"),
        topic=GROWTH_FIELDS,
        unit=UNITS,
    ),
    Table(
        Hotline,
        "Hotline",
        "Hotlines",
        "fa fa-phone",
        ("number", "name_zh", "name_en", "kind", "hours_zh", "verified_on", "position"),
        ("number", "name_zh"),
        choices={"kind": ("emergency", "security", "support", "fraud")},
        may_write=rules.may_publish,
    ),
    Table(
        Counselor,
        "Counselor",
        "Counselors",
        "fa fa-user-doctor",
        ("code", "name", "name_en", "languages", "room", "active"),
        ("name", "name_en"),
        kept=("staff_id",),
        choices={"gender": ("F", "M")},
        may_write=rules.may_schedule,
    ),
    Table(
        AvailabilityRule,
        "Working hours",
        "Working hours",
        "fa fa-clock",
        ("counselor", "weekday", "begins", "ends", "weeks"),
        ("weekday", "begins"),
        choices={"weekday": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "weeks": ("all", "odd", "even")},
        may_write=rules.may_schedule,
    ),
    Table(
        AvailabilityException,
        "Leave",
        "Leaves",
        "fa fa-plane-departure",
        ("counselor", "starts_at", "ends_at", "reason"),
        ("starts_at",),
        choices={"kind": ("leave",)},
        may_write=rules.may_schedule,
    ),
)
