"""Which tables staff see, who may change them, and what is special in their forms. Students' tables are not here."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from community.answers.tables import Office
from community.campus.tables import CampusDay, OfficeHours
from community.cases.tables import Hotline
from community.counseling.tables import AvailabilityException, AvailabilityRule, Counselor
from community.database import Base
from community.events.tables import Event
from community.guidance.tables import GuidanceItem, GuidanceSubject
from community.publishing.matter import AnyMatter
from community.publishing.matters import matter_of
from community.safety.tables import SafetyLesson, SafetyNotice
from community.staff import rules

REFERENCES: dict[str, tuple[type[Base], tuple[str, ...]]] = {
    "counselor_id": (Counselor, ("name", "name_en")),
    "subject_id": (GuidanceSubject, ("title_zh", "title_en")),
    "references_id": (SafetyNotice, ("code", "headline_zh", "headline_en")),
}
"""Columns in which a row of another table is chosen, and the columns that it is chosen by."""

TITLES = ("title_zh", "title_en")


@dataclass(frozen=True, slots=True)
class Table:
    """One table as staff see it.

    Args:
        one, many: its name in the menu and on buttons, in English; the catalogue of words has the Chinese.
        shown: the columns of the list; all others are on the row's own page.
        kept: columns that the assistant itself keeps; shown, never typed.
        may_write: who sees the table and may add and change rows; of what is published, its `Matter` says who.
        named_by: the columns that name a row.
        may_be_empty: columns that are filled in when nothing was typed, though they are never empty when kept.
    """

    model: type[Base]
    one: str
    many: str
    icon: str
    shown: tuple[str, ...]
    named_by: tuple[str, ...]
    kept: tuple[str, ...] = ()
    may_write: Callable[[Collection[str]], bool] = rules.may_write
    may_be_empty: tuple[str, ...] = ()

    @property
    def matter(self) -> AnyMatter | None:
        """What is true of its rows as something that is published; None where they count as soon as they are saved."""
        return matter_of(self.model)

    @property
    def state(self) -> str | None:
        """The column that says how far a row has got, None where there is none."""
        return self.matter.column if self.matter else None

    def is_open_to(self, roles: Collection[str]) -> bool:
        """Say whether somebody with these roles sees the table and may add and change rows, or drafts."""
        return (self.matter or self).may_write(roles)


def _columns(*its_own: str) -> tuple[str, ...]:
    """Return the columns that a list of content shows, its own between those that all content has."""
    return ("code", "status", "title_zh", "title_en", *its_own, "expires_at")


TABLES = (
    Table(
        SafetyNotice,
        "Safety notice",
        "Safety notices",
        "fa fa-triangle-exclamation",
        ("code", "state", "headline_zh", "headline_en", "severity", "effective", "expires"),
        ("headline_zh", "headline_en"),
        kept=("identifier", "code", "sent", "announced_at", "withdrawn_at"),
        may_be_empty=("effective",),
    ),
    Table(
        SafetyLesson,
        "Safety lesson",
        "Safety lessons",
        "fa fa-graduation-cap",
        _columns("topic", "push_weekday"),
        TITLES,
        kept=("version", "kind", "queued_at"),
    ),
    Table(
        GuidanceItem,
        "Guidance",
        "Guidance",
        "fa fa-book",
        _columns("subject_id", "topic", "closes_at", "owner", "review_by"),
        TITLES,
        kept=("version", "formerly", "edition"),
    ),
    Table(
        GuidanceSubject,
        "Subject of guidance",
        "Subjects of guidance",
        "fa fa-folder-tree",
        ("code", "title_zh", "title_en", "intent", "position"),
        ("title_zh", "title_en"),
        may_write=rules.may_publish,
    ),
    Table(
        Event,
        "Event",
        "Events",
        "fa fa-calendar-days",
        _columns("kind", "starts_at", "place_zh"),
        TITLES,
        kept=("version", "seq", "announced_seq"),
    ),
    Table(
        Office,
        "Office",
        "Offices",
        "fa fa-building",
        _columns("phone", "hours_zh", "general"),
        TITLES,
        kept=("version",),
    ),
    Table(
        Hotline,
        "Hotline",
        "Hotlines",
        "fa fa-phone",
        ("number", "name_zh", "name_en", "kind", "hours_zh", "verified_on", "position"),
        ("number", "name_zh", "name_en"),
        may_write=rules.may_publish,
    ),
    Table(
        OfficeHours,
        "Office hours",
        "Office hours",
        "fa fa-door-open",
        ("weekday", "begins", "ends"),
        ("weekday", "begins", "ends"),
        may_write=rules.may_schedule,
    ),
    Table(
        CampusDay,
        "Feast or worked weekend",
        "Feasts and worked weekends",
        "fa fa-champagne-glasses",
        ("day", "is_worked", "name_zh", "name_en"),
        ("day", "name_zh", "name_en"),
        kept=("loaded",),
        may_write=rules.may_schedule,
    ),
    Table(
        Counselor,
        "Counselor",
        "Counselors",
        "fa fa-user-doctor",
        ("code", "name", "name_en", "languages", "room", "active"),
        ("name", "name_en"),
        kept=("staff_id",),
        may_write=rules.may_schedule,
    ),
    Table(
        AvailabilityRule,
        "Working hours",
        "Working hours",
        "fa fa-clock",
        ("counselor_id", "weekday", "begins", "ends", "weeks"),
        ("weekday", "begins", "ends"),
        may_write=rules.may_schedule,
    ),
    Table(
        AvailabilityException,
        "Leave",
        "Leaves",
        "fa fa-plane-departure",
        ("counselor_id", "starts_at", "ends_at", "reason"),
        ("starts_at", "ends_at"),
        kept=("kind",),
        may_write=rules.may_schedule,
    ),
)
