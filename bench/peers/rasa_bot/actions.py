"""What the peer's action server does: about what the assistant's handlers do, each with a small SQL database.

PEER_CAMPUS_URL is the database, PEER_SEED the folder of the sample campus that it is filled from when empty.
"""

import os
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, create_engine, event, or_
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, declarative_base, sessionmaker

Base = declarative_base()
WORD = re.compile(r"[a-z]+|[\u4e00-\u9fff]")
SUBJECTS = {
    "events": "events",
    "safety_notices": "safety",
    "counselors": "counseling",
}


class Student(Base):
    __tablename__ = "students"
    id = Column(Integer, primary_key=True)
    sender = Column(String(120), unique=True)
    seen_at = Column(DateTime)


class Item(Base):
    __tablename__ = "items"
    id = Column(Integer, primary_key=True)
    subject = Column(String(20), index=True)
    topic = Column(String(40))
    title = Column(String)
    body = Column(String)
    status = Column(String(12))
    expires_at = Column(DateTime)


class Request(Base):
    __tablename__ = "requests"
    id = Column(Integer, primary_key=True)
    student_id = Column(Integer, ForeignKey("students.id"), index=True)
    kind = Column(String(20))
    words = Column(String)
    made_at = Column(DateTime)


engine = create_engine(os.environ["PEER_CAMPUS_URL"])
new_session = sessionmaker(engine)


@event.listens_for(Engine, "connect")
def _as_durable_as_ours(connection: Any, _record: Any) -> None:
    if engine.dialect.name == "sqlite":
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")


def fill() -> None:
    """Load the sample campus into an empty database."""
    Base.metadata.create_all(engine)
    with new_session.begin() as session:
        if session.query(Item).first() is not None:
            return
        for path in sorted(Path(os.environ["PEER_SEED"]).glob("*.yml")):
            for table, rows in yaml.safe_load(path.read_text(encoding="utf-8")).items():
                if table in SUBJECTS:
                    session.add_all(_item(SUBJECTS[table], row) for row in rows)


def _item(subject: str, row: dict[str, Any]) -> Item:
    title = str(row.get("title_en") or row.get("name_en") or row.get("name") or row.get("code") or subject)
    return Item(
        subject=subject,
        topic=str(row.get("topic") or row.get("kind") or ""),
        title=title,
        body="\n".join([str(row.get("body_en") or ""), *map(str, row.get("steps_en") or ())]),
        status="published",
    )


def student_of(session: Session, tracker: Tracker) -> Student:
    """Return whoever talks; the first message makes one."""
    student = session.query(Student).filter_by(sender=tracker.sender_id).first()
    if student is None:
        student = Student(sender=tracker.sender_id)
        session.add(student)
    student.seen_at = datetime.utcnow()
    session.flush()
    return student


def _button(subject: str, item: Item) -> dict[str, str]:
    return {"title": item.title[:30], "payload": f'/{subject}{{"topic": "{item.topic}"}}'}


class Shows(Action):
    """Answers with the live item nearest to the words and buttons to three others."""

    subject = ""
    action_name = ""

    def name(self) -> str:
        return self.action_name

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        with new_session.begin() as session:
            student_of(session, tracker)
            items = self.live(session, tracker.get_slot("topic"))
            said = set(WORD.findall((tracker.latest_message.get("text") or "").lower()))
            items.sort(key=lambda item: -len(said & set(WORD.findall(f"{item.title} {item.body}".lower()))))
            if not items:
                dispatcher.utter_message(text="There is nothing at the moment.")
                return []
            buttons = [_button(self.subject, item) for item in items[1:4]]
            dispatcher.utter_message(text=f"{items[0].title}\n\n{items[0].body}", buttons=buttons)
        return []

    def live(self, session: Session, topic: str | None) -> list[Item]:
        query = session.query(Item).filter(Item.subject == self.subject, Item.status == "published")
        query = query.filter(or_(Item.expires_at.is_(None), Item.expires_at > datetime.utcnow())).order_by(Item.id)
        of_topic = query.filter(Item.topic == topic).all() if topic else []
        return of_topic or query.all()


class ActionEmployment(Shows):
    subject, action_name = "employment", "action_employment"


class ActionAcademics(Shows):
    subject, action_name = "academics", "action_academics"


class ActionGrowth(Shows):
    subject, action_name = "growth", "action_growth"


class ActionEvents(Shows):
    subject, action_name = "events", "action_events"


class ActionSafety(Shows):
    subject, action_name = "safety", "action_safety"


class ActionOfferTimes(Shows):
    subject, action_name = "counseling", "action_offer_times"


class Keeps(Action):
    """Writes down what was asked for and says so."""

    action_name = ""
    answer = "Done."

    def name(self) -> str:
        return self.action_name

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        with new_session.begin() as session:
            student = student_of(session, tracker)
            words = tracker.latest_message.get("text") or ""
            session.add(Request(student_id=student.id, kind=self.action_name, words=words, made_at=datetime.utcnow()))
        dispatcher.utter_message(text=self.answer, buttons=[{"title": "Menu", "payload": "/help"}])
        return []


class ActionSignUp(Keeps):
    action_name, answer = "action_sign_up", "You are on the list."


class ActionSubscribe(Keeps):
    action_name, answer = "action_subscribe", "I'll remind you."


class ActionUnsubscribe(Keeps):
    action_name, answer = "action_unsubscribe", "I won't remind you any more."


class ActionReport(Keeps):
    action_name, answer = "action_report", "Thank you, the guard has been told."


class ActionHandOver(Keeps):
    action_name, answer = "action_hand_over", "A person will answer you here."


class ActionAppointments(Action):
    """Lists what the student has asked for."""

    def name(self) -> str:
        return "action_appointments"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        with new_session.begin() as session:
            student = student_of(session, tracker)
            made = session.query(Request).filter_by(student_id=student.id).order_by(Request.id.desc()).limit(5).all()
            lines = [f"{request.made_at:%Y-%m-%d} {request.kind}" for request in made]
        dispatcher.utter_message(text="\n".join(lines) or "You have no appointments.")
        return []


fill()
