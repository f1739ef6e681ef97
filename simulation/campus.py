"""The simulated campus before the term begins: counselors with their hours, weekly lessons, job tips with deadlines."""

from datetime import datetime, time, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from community.campus.tables import AcademicTerm
from community.campus.term_rules import LONGEST_TERM
from community.content import ContentState
from community.counseling.tables import AvailabilityRule, Counselor
from community.guidance.tables import GuidanceItem, GuidanceSubject
from community.safety.tables import SafetyLesson
from simulation.effects import Effects

COUNSELORS = 8
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
HOURS = ((time(9), time(12)), (time(14), time(17)))
LESSON_WEEKDAY, LESSON_AT = 1, time(12, 10)
TOPICS = ("resume", "interview", "offer", "internship", "agreement")


def furnish(session: Session, effects: Effects, *, begins: datetime, weeks: int, lessons: int) -> None:
    """Write all that is there before anybody comes."""
    session.execute(delete(AcademicTerm))  # the database comes with one; ours begins when the story does
    session.add(AcademicTerm(name_zh="学期", name_en="Term", begins=begins.date(), weeks=min(weeks, LONGEST_TERM)))
    for number in range(COUNSELORS):
        _counselor(session, number)
    for number in range(lessons):
        _lesson(session, number)
    session.add(_employment())
    session.flush()
    for number in range(2 * weeks):
        _tip(session, effects, number, begins + timedelta(days=3.5 * number))


def _counselor(session: Session, number: int) -> None:
    counselor = Counselor(
        code=f"C-{number}",
        name="陈李王赵孙周吴郑"[number] + "一",
        name_en=f"{('Chen', 'Li', 'Wang', 'Zhao', 'Sun', 'Zhou', 'Wu', 'Zheng')[number]} Yi",
        languages=["zh", "en"],
        gender="FM"[number % 2],
        room=str(301 + number),
        max_per_day=5,
    )
    session.add(counselor)
    for day in range(4):
        begins, ends = HOURS[(number + day) % 2]
        weekday = WEEKDAYS[(number + day) % 5]
        session.add(AvailabilityRule(counselor=counselor, weekday=weekday, begins=begins, ends=ends, weeks="all"))
    session.flush()


def _lesson(session: Session, number: int) -> None:
    lesson = SafetyLesson(
        code=f"L-{number}",
        title_zh=f"安全一课 #L{number}",
        title_en=f"Safety lesson #L{number}",
        steps_zh=["看一看", "想一想"],
        steps_en=["Look", "Think"],
        topic="fire",
        status=ContentState.PUBLISHED,
        push_weekday=LESSON_WEEKDAY,
        push_at=LESSON_AT,
    )
    session.add(lesson)
    session.flush()


def _employment() -> GuidanceSubject:
    return GuidanceSubject(
        code="employment",
        title_zh="就业",
        title_en="Jobs",
        topics=[{"keys": topic, "zh": "", "en": topic} for topic in TOPICS],
        helper="jobs",
        intent="ask_employment_tips",
        reminded_as="employment",
    )


def _tip(session: Session, effects: Effects, number: int, published_at: datetime) -> None:
    closes = (published_at + timedelta(days=5 + number % 12)).replace(hour=(9, 17, 22)[number % 3], minute=30)
    tip = GuidanceItem(
        subject_id=session.scalars(select(GuidanceSubject.id)).one(),
        code=f"T-{number}",
        title_zh=f"求职提示 #T{number}",
        title_en=f"Job tip #T{number}",
        steps_zh=["写简历"],
        steps_en=["Write a résumé"],
        kind="deadline",
        topic=TOPICS[number % len(TOPICS)],
        status=ContentState.PUBLISHED,
        valid_from=published_at,
        closes_at=closes,
        expires_at=closes + timedelta(days=1),
    )
    session.add(tip)
    session.flush()
    effects.deadlines[str(tip.id)] = closes
    effects.marks_of_tips[str(tip.id)] = f"T{number}"
