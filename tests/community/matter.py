"""Builders of content for tests: each fills in all that the test does not care about."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.events.tables import Event
from community.guidance.tables import GuidanceItem, GuidanceSubject
from community.post import talks
from community.post.conversations import Conversation
from community.safety.tables import SafetyLesson, SafetyNotice
from community.seed import loader
from community.staff.tables import StaffAccount
from community.students.tables import Student

ZONE = ZoneInfo("Asia/Shanghai")
_SUBJECTS = yaml.safe_load((loader.FOLDER / "guidance.yml").read_text(encoding="utf-8"))["guidance_subjects"]
SHIPPED = {row["code"]: {name: row[name] for name in row.keys() - {"code", "real"}} for row in _SUBJECTS}
"""The subjects that every campus begins with."""

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)  # a Monday


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of 2026 on the campus clock."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def given_student(session: Session, address: str, *, area: str = "", **facts: object) -> Conversation:
    """Store a student who once wrote on Telegram, and return the conversation."""
    conversation = talks.find_or_start(session, "telegram", address, zone=ZONE.key, now=NOW)
    student = student_of(conversation)
    for fact, value in {"area": area, **facts}.items():
        setattr(student, fact, value)
    session.flush()
    return conversation


def student_of(conversation: Conversation) -> Student:
    """Return the student who talks there."""
    student = conversation.channel_address.student
    assert student is not None
    return student


def given_staff(session: Session, login: str, *roles: str) -> StaffAccount:
    """Store an account of the staff, whose password nobody knows."""
    account = StaffAccount(login=login, name=login, password_hash="-", roles=list(roles), created_at=NOW)
    session.add(account)
    session.flush()
    return account


def given_subject(session: Session, code: str = "employment", **facts: Any) -> GuidanceSubject:
    """Store a subject, as the assistant ships it where it does; one that is there already stays."""
    subject = session.scalar(select(GuidanceSubject).where(GuidanceSubject.code == code))
    if subject is None:
        subject = GuidanceSubject(
            code=code, **{**SHIPPED.get(code, {"title_zh": code, "title_en": code.title()}), **facts}
        )
        session.add(subject)
        session.flush()
    return subject


def given_item(session: Session, subject: str, code: str, **facts: Any) -> GuidanceItem:
    """Store a published item of a subject."""
    facts = {"title_zh": f"提示{code}", "title_en": f"Tip {code}", "status": "published", **facts}
    item = GuidanceItem(code=code, subject_id=given_subject(session, subject).id, **facts)
    session.add(item)
    session.flush()
    return item


def given_tip(session: Session, code: str = "TIP-1", **facts: Any) -> GuidanceItem:
    """Store a published tip on employment."""
    return given_item(session, "employment", code, **facts)


def given_event(session: Session, code: str = "EV-1", **facts: Any) -> Event:
    """Store a published event on Saturday 5 December, 09:00 to 15:00, in the gym."""
    usual: dict[str, Any] = {
        "title_zh": "冬季双选会",
        "title_en": "Winter job fair",
        "status": "published",
        "kind": "job_fair",
        "starts_at": at(12, 5, 9),
        "ends_at": at(12, 5, 15),
        "place_zh": "体育馆",
        "place_en": "Gym",
        "capacity": None,
    }
    event = Event(code=code, **{**usual, **facts})
    session.add(event)
    session.flush()
    return event


def given_notice(session: Session, headline: str = "Snowstorm", **facts: Any) -> SafetyNotice:
    """Store a published notice in force for a day."""
    usual: dict[str, Any] = {
        "sender": "safety@shu.example",
        "sent": NOW - timedelta(hours=1),
        "state": "published",
        "event_zh": headline,
        "event_en": headline,
        "headline_zh": headline,
        "headline_en": headline,
        "effective": NOW - timedelta(hours=1),
        "expires": NOW + timedelta(days=1),
    }
    notice = SafetyNotice(**{**usual, **facts})
    session.add(notice)
    session.flush()
    return notice


def given_lesson(session: Session, code: str = "EDU-1", **facts: Any) -> SafetyLesson:
    """Store a published lesson that goes out on Tuesdays at 12:10."""
    usual = {"title_zh": f"课{code}", "title_en": f"Lesson {code}", "status": "published", "push_weekday": 1}
    lesson = SafetyLesson(code=code, **{**usual, **facts})
    session.add(lesson)
    session.flush()
    return lesson
