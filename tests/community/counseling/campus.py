"""A small campus for tests on counseling: the sample counselors, and students who talk to the assistant."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.campus.tables import AcademicTerm
from community.campus.term_rules import Term
from community.counseling import availability
from community.counseling.tables import AppointmentSlot, AvailabilityException, AvailabilityRule, Counselor
from community.post import talks
from community.post.conversations import Conversation

ZONE = ZoneInfo("Asia/Shanghai")
TERM = Term(date(2026, 8, 31), 20)
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)  # Monday of teaching week 13, an odd one


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of 2026 on the campus clock."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def given_counselor(
    session: Session, code: str = "C-LI", name: str = "李静", name_en: str = "Li Jing", **facts: object
) -> Counselor:
    """Store a counselor."""
    counselor = Counselor(code=code, name=name, name_en=name_en, room="305", active=True)
    counselor.gender, counselor.languages, counselor.max_per_day = "F", ["zh", "en"], 5
    for fact, value in facts.items():
        setattr(counselor, fact, value)
    session.add(counselor)
    session.flush()
    return counselor


def given_hours(
    session: Session, counselor: Counselor, weekday: str, begins: int, ends: int, weeks: str = "all"
) -> None:
    """Let a counselor work every week on that weekday between two full hours."""
    session.add(
        AvailabilityRule(counselor_id=counselor.id, weekday=weekday, begins=time(begins), ends=time(ends), weeks=weeks)
    )


def given_term(session: Session, term: Term = TERM) -> None:
    """Let a term be known."""
    session.add(AcademicTerm(name_zh="学期", name_en="Term", begins=term.begins, weeks=term.weeks))
    session.flush()


def given_leave(
    session: Session, counselor: Counselor, starts_at: datetime, ends_at: datetime
) -> AvailabilityException:
    """Let a counselor be away."""
    leave = AvailabilityException(counselor_id=counselor.id, starts_at=starts_at, ends_at=ends_at, kind="leave")
    session.add(leave)
    session.flush()
    return leave


def given_campus(session: Session) -> None:
    """Store the counselors of the sample journeys and open their times."""
    li = given_counselor(session)
    wang = given_counselor(session, "C-WANG", "王敏", "Wang Min", languages=["zh"], room="306")
    zhao = given_counselor(session, "C-ZHAO", "赵磊", "Zhao Lei", gender="M", room="307")
    given_hours(session, li, "Wed", 14, 17)
    given_hours(session, li, "Thu", 9, 11)
    given_hours(session, wang, "Wed", 15, 17)
    given_hours(session, zhao, "Wed", 9, 12)
    given_leave(session, li, at(12, 2, 14), at(12, 2, 17))
    session.flush()
    availability.open_slots(session, now=NOW, zone=ZONE)


def given_student(session: Session, address: str = "7001", *, now: datetime = NOW) -> Conversation:
    """Let a student begin a talk."""
    return talks.find_or_start(session, "telegram", address, zone=ZONE.key, now=now)


def slot_at(session: Session, starts_at: datetime, name: str = "李静") -> AppointmentSlot:
    """Return a counselor's appointment slot."""
    return session.scalars(
        select(AppointmentSlot)
        .join(AppointmentSlot.counselor)
        .where(AppointmentSlot.starts_at == starts_at, Counselor.name == name)
    ).one()


def starts(slots: list[AppointmentSlot]) -> list[str]:
    """Name the slots as `12-03 09:00 李静`."""
    return [f"{slot.starts_at.astimezone(ZONE):%m-%d %H:%M} {slot.counselor.name}" for slot in slots]
