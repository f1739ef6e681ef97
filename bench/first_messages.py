"""First messages of students, each on a campus of its own, and what they changed there."""

import shutil
import sqlite3
import uuid
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Executable, select
from sqlalchemy.orm import Session

from actions.dialogue import registry
from actions.dialogue.reply import Button, Reply
from actions.guidance import warming
from bench.databases import opened
from bot.channels import terminal
from bot.channels.terminal import TerminalTalk
from bot.engine import Common, Engine
from bot.settings import Settings
from bot.turns.dispatcher import Understands
from community.cases.tables import HandoffCase
from community.counseling import availability, booking
from community.counseling.rules import Wish
from community.counseling.tables import Appointment
from community.database import Database
from community.events import signup as signups
from community.events.tables import EventSignup
from community.post import talks
from community.post.conversations import Conversation
from community.reminders.tables import Reminder
from community.safety.tables import Incident
from community.seed import library
from community.students.tables import Preference, Student
from understanding.parse import Danger, Parse
from understanding.understanding import Understanding

STUDENT = "first-message"
DANGER = "danger"  # a case that was opened because danger was heard
SETTLED, NEW = "settled", "new"
"""Two students: one has an appointment and a place in every event, the other has nothing; neither has talked yet."""

Rows = frozenset[tuple[Any, ...]]
Changed = Mapping[str, Rows]
"""What is new or different afterwards, by table: a row of it is what tells its states apart."""

_WATCHED: Mapping[str, Executable] = {
    "event": select(EventSignup.id, EventSignup.event_id, EventSignup.status),
    "counseling": select(Appointment.id, Appointment.slot_id, Appointment.status),
    "subscription": select(Preference.id, Preference.subject, Preference.wanted),
    "person": select(HandoffCase.id, HandoffCase.state).where(HandoffCase.kind != "crisis"),
    DANGER: select(HandoffCase.id, HandoffCase.risk, HandoffCase.state).where(HandoffCase.kind == "crisis"),
    "report": select(Incident.id, Incident.kind, Incident.status),
    "reminder": select(Reminder.id, Reminder.subject, Reminder.state),
    "language": select(Student.id, Student.language).where(Student.language.is_not(None)),
}


@dataclass(frozen=True, slots=True)
class Played:
    """What one message led to: what changed, what was answered, and which question the talk is left with."""

    changed: Changed
    replies: tuple[Reply, ...]
    awaits: str | None
    campus: Path

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons now shown."""
        return tuple(button for reply in self.replies for button in reply.buttons)


class Remembering:
    """Understands the same words at the same moment once, though two students say them."""

    def __init__(self, understanding: Understands) -> None:
        self._understanding = understanding
        self._judged: tuple[str, Danger] | None = None
        self._understood: tuple[object, Parse] | None = None

    async def judge(self, text: str) -> Danger:
        if self._judged is None or self._judged[0] != text:
            self._judged = text, await self._understanding.judge(text)
        return self._judged[1]

    async def understand(self, text: str, **known: Any) -> Parse:
        asked = (text, known)
        if self._understood is None or self._understood[0] != asked:
            self._understood = asked, await self._understanding.understand(text, **known)
        return self._understood[1]


class Campuses:
    """Copies of two sample campuses, one for each of the two students.

    Args:
        folder: for the copies.
        stocked: with the larger library of guidance.
    """

    def __init__(
        self, folder: Path, settings: Settings, understanding: Understanding, *, now: datetime, stocked: bool = False
    ) -> None:
        self._registry, self._stocked = registry.load(), stocked
        self._folder, self._settings, self._now = folder, settings, now
        self._understanding = Remembering(understanding)
        self._made = {world: self._fill(world) for world in (SETTLED, NEW)}
        # One engine for all: what it has learnt of our statements is most of a turn's time.
        self._stage = folder / "stage.db"
        self._database = Database(f"sqlite:///{self._stage}")
        self._at_first: dict[Path, dict[str, Rows]] = {}

    def _fill(self, world: str) -> Path:
        path = self._folder / f"{world}.db"
        database, _ = opened(f"sqlite:///{path}", self._folder, now=self._now)
        with database.transaction() as session:
            if self._stocked:
                library.add(session, now=self._now, zone=self._settings.zone)
            if world == SETTLED:
                self._settle(session)
        while not warming.read_on(database):
            pass
        database.close()
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return path

    def _settle(self, session: Session) -> None:
        """Give the student an appointment, the last that can be had, and a place in every open event."""
        zone = self._settings.zone.key
        conversation = talks.find_or_start(session, terminal.NAME, STUDENT, zone=zone, now=self._now)
        student = conversation.channel_address.student
        assert student is not None
        last = availability.free_slots(session, now=self._now, wish=Wish())[-1]
        booking.book(session, last.id, student_id=student.id, conversation=conversation, now=self._now)
        for event in signups.upcoming(session, self._now):
            if signups.is_open(event, self._now):
                signups.sign_up(
                    session,
                    event,
                    student_id=student.id,
                    conversation=conversation,
                    join_waitlist=False,
                    now=self._now,
                )

    async def say(self, world: str, words: str) -> Played:
        """Play the words as the first message of that student."""
        return await self._play(self._made[world], lambda talk: talk.say(words))

    async def tap(self, before: Played, number: int) -> Played:
        """Play a tap on the button of that place, from 0, under what was answered."""
        talk_shown = before.buttons
        return await self._play(before.campus, lambda talk: talk.tap(talk_shown[number]))

    async def _play(self, campus: Path, act: Callable[["_Talk"], Any]) -> Played:
        self._set(campus)
        before = self._rows_of(campus)
        replies = await act(self._talk())
        after, awaits = _snapshot(self._database), _awaited(self._database)
        changed = {name: after[name] - before[name] for name in after if after[name] - before[name]}
        return Played(changed, tuple(replies), awaits, self._kept())

    def _rows_of(self, campus: Path) -> dict[str, Rows]:
        """Return what the campus on the stage holds; for the two that every line begins with it is asked once."""
        if campus not in self._made.values():
            return _snapshot(self._database)
        if campus not in self._at_first:
            self._at_first[campus] = _snapshot(self._database)
        return self._at_first[campus]

    def _set(self, campus: Path) -> None:
        """Put a copy of the campus on the stage."""
        self._database.close()
        for leftover in self._folder.glob(f"{self._stage.name}*"):
            leftover.unlink()
        shutil.copy(campus, self._stage)

    def _kept(self) -> Path:
        """Copy the campus as it is on the stage now."""
        self._database.close()  # the last connection to close writes everything into the one file
        copy = self._folder / f"{uuid.uuid4().hex}.db"
        shutil.copy(self._stage, copy)
        return copy

    def forget(self, *played: Played) -> None:
        """Throw the campuses away on which those messages were played."""
        for one in played:
            one.campus.unlink()

    def _shown(self) -> datetime:
        """What the clock shows."""
        return self._now

    def _talk(self) -> "_Talk":
        settings = self._settings
        common = Common(
            self._database, self._shown, settings.zone, settings.term_start, claimer="bench", registry=self._registry
        )
        channels = {terminal.NAME: terminal.TerminalChannel()}
        return _Talk(Engine(common, channels, understanding=self._understanding), STUDENT)


class _Talk(TerminalTalk):
    """A terminal talk that can also tap what an earlier one was shown."""

    async def tap(self, button: Button) -> list[Reply]:
        """Tap a button, whoever was shown it."""
        self._shown = (button,)
        return await self.say("1")


def _snapshot(database: Database) -> dict[str, Rows]:
    with database.reading() as session:
        return {name: frozenset(tuple(row) for row in session.execute(query)) for name, query in _WATCHED.items()}


def _awaited(database: Database) -> str | None:
    with database.reading() as session:
        conversation: Conversation | None = talks.find(session, terminal.NAME, STUDENT)
        awaiting = conversation.awaiting if conversation else None
        return str(awaiting["intent"]) if awaiting else None
