"""What the campus is like, as the office keeps it: hours, days, terms, areas, and the rules of the house."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Time, UniqueConstraint, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from community import checks
from community.campus import area_rules, house_rules, rules, term_rules
from community.campus.term_rules import LONGEST_TERM, Term
from community.checks import Fault, Row, Wrong
from community.content import ReadOnce
from community.database import Base, Line, Lines, Numbers


class OfficeHours(Base):
    """When the community's office is open on a weekday, by the campus clock; a weekday without a row is free."""

    __tablename__ = "office_hours"

    CHOICES: ClassVar[Mapping[str, tuple[Any, ...]]] = {"weekday": rules.WEEKDAYS}

    id: Mapped[int] = mapped_column(primary_key=True)
    weekday: Mapped[str] = mapped_column(String(3), unique=True)
    begins: Mapped[time] = mapped_column(Time)
    ends: Mapped[time] = mapped_column(Time, CheckConstraint("begins < ends", name="hours_in_order"))

    @classmethod
    def check(cls, row: Row) -> Iterable[Fault]:
        """Find hours that end before they begin."""
        return checks.later(row, "ends", than="begins")


class CampusDay(Base):
    """A day that is not like its weekday: a feast on which nobody works, or a weekend day that is worked instead.

    `loaded` is what the country's calendar says of it, None for a day of the school's own. Where the office has changed
    the day, it stays as the office has it.
    """

    __tablename__ = "campus_days"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date, unique=True)
    is_worked: Mapped[bool] = mapped_column(default=False)
    name_zh: Mapped[str] = mapped_column(Line)
    name_en: Mapped[str] = mapped_column(Line, default="")
    loaded: Mapped[str | None] = mapped_column(String(500))

    @property
    def is_as_loaded(self) -> bool:
        """Whether nobody has changed what the country's calendar said."""
        return self.loaded == rules.in_one_line(self.is_worked, self.name_zh, self.name_en)


class AcademicTerm(ReadOnce, Base):
    """One term: `begins` is the Monday of its first week; `weeks` counts those of teaching and exams."""

    __tablename__ = "academic_terms"
    __table_args__ = (CheckConstraint(f"weeks BETWEEN 1 AND {LONGEST_TERM}", name="as_long_as_a_term"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name_zh: Mapped[str] = mapped_column(Line)
    name_en: Mapped[str] = mapped_column(Line, default="")
    begins: Mapped[date] = mapped_column(Date, unique=True)
    weeks: Mapped[int] = mapped_column(default=20)

    @classmethod
    def check(cls, row: Row) -> Iterable[Fault]:
        """Find what `term_rules.check` finds."""
        return term_rules.check(row)

    @classmethod
    def clashes(cls, session: Session, row: Row, *, but: int | None) -> Iterator[Fault]:
        """Find another term in the same weeks."""
        begins, weeks = row.get("begins"), row.get("weeks")
        if begins is None or weeks is None or weeks > LONGEST_TERM:
            return
        others = session.execute(select(cls.begins, cls.weeks).where(cls.id != (but or 0)))
        if any(Term(begins, weeks).meets(Term(*other)) for other in others):
            yield Fault("weeks", Wrong.TERMS_MEET)


class Area(ReadOnce, Base):
    """A part of the campus, and of the area `parent_id`, which is None for a campus.

    The codes from a campus down to an area make its path, as `SHU/E/D7`: so students' homes and notices name it. Its
    place in the tree and its code therefore stay as they are; its names may change.
    """

    __tablename__ = "areas"
    __table_args__ = (
        UniqueConstraint("parent_id", "code"),
        Index(  # NULL is no value that a unique constraint compares
            "uq_areas_campus",
            "code",
            unique=True,
            sqlite_where=text("parent_id IS NULL"),
            postgresql_where=text("parent_id IS NULL"),
        ),
        CheckConstraint("parent_id <> id", name="not_in_itself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"))
    code: Mapped[str] = mapped_column(String(80))
    name_zh: Mapped[str] = mapped_column(Line)
    name_en: Mapped[str] = mapped_column(Line, default="")

    @classmethod
    def check(cls, row: Row) -> Iterable[Fault]:
        """Find what `area_rules.check` finds."""
        return area_rules.check(row)

    @classmethod
    def clashes(cls, session: Session, row: Row, *, but: int | None) -> Iterator[Fault]:
        """Find another part of the same area with the same code."""
        code, parent = row.get("code") or "", row.get("parent_id")
        # Whoever reads a path out to somebody does not say in which letters it is written.
        same = select(cls.id).where(func.lower(cls.code) == code.lower(), cls.id != (but or 0))
        same = same.where(cls.parent_id.is_(None) if parent is None else cls.parent_id == parent)
        if code and session.scalar(same) is not None:
            yield Fault("code", Wrong.TAKEN)


def _number(name: str, usual: int) -> Mapped[int]:
    least, most = house_rules.BOUNDS[name]
    bounds = CheckConstraint(f"{name} BETWEEN {least} AND {most}", name=f"{name}_in_bounds")
    return mapped_column(bounds, default=usual)


class Rulebook(ReadOnce, Base):
    """The rules of the house, in one row; `house_rules.HouseRules` says what each of them means."""

    __tablename__ = "rulebook"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("danger_first_minutes <= danger_again_minutes", name="danger_in_order"),
        CheckConstraint("request_first_minutes <= request_again_minutes", name="requests_in_order"),
        CheckConstraint("request_again_minutes <= request_longest_minutes", name="waits_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=1, autoincrement=False)
    session_minutes: Mapped[int] = _number("session_minutes", 50)
    buffer_minutes: Mapped[int] = _number("buffer_minutes", 10)
    booking_notice_hours: Mapped[int] = _number("booking_notice_hours", 4)
    cancel_notice_hours: Mapped[int] = _number("cancel_notice_hours", 0)
    opened_ahead_days: Mapped[int] = _number("opened_ahead_days", 21)
    appointment_reminder_hours: Mapped[list[int]] = mapped_column(Numbers, default=lambda: [24, 2])
    event_reminder_hours: Mapped[list[int]] = mapped_column(Numbers, default=lambda: [24, 2])
    seat_kept_hours: Mapped[int] = _number("seat_kept_hours", 2)
    deadline_reminders: Mapped[list[str]] = mapped_column(Lines, default=lambda: ["1 19:00", "0 12:00"])
    slow_deadline_reminders: Mapped[list[str]] = mapped_column(Lines, default=lambda: ["7 09:00", "1 09:00"])
    quiet_from: Mapped[time] = mapped_column(Time, default=time(22, 30))
    quiet_until: Mapped[time] = mapped_column(Time, default=time(7))
    danger_first_minutes: Mapped[int] = _number("danger_first_minutes", 3)
    danger_again_minutes: Mapped[int] = _number("danger_again_minutes", 10)
    low_risk_hours: Mapped[int] = _number("low_risk_hours", 24)
    request_first_minutes: Mapped[int] = _number("request_first_minutes", 10)
    request_again_minutes: Mapped[int] = _number("request_again_minutes", 20)
    request_longest_minutes: Mapped[int] = _number("request_longest_minutes", 120)
    last_call_minutes: Mapped[int] = _number("last_call_minutes", 30)
    calls_until_daily: Mapped[int] = _number("calls_until_daily", 12)
    silence_hours: Mapped[int] = _number("silence_hours", 12)
    reopen_hours: Mapped[int] = _number("reopen_hours", 24)

    @classmethod
    def check(cls, row: Row) -> Iterable[Fault]:
        """Find what `house_rules.check` finds."""
        return house_rules.check(row)
