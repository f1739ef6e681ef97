"""A campus with many students, and what they do in ways that can be counted."""

from collections.abc import Iterable, Sequence
from datetime import time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update

from actions.dialogue.reply import Button, Reply
from actions.safety.incidents import INTENT
from bot.app import utc_now
from bot.cli.running import seed_if_empty
from bot.sending.envelope import sealed
from bot.settings import Settings
from community.database import Database
from community.post.conversations import Conversation
from community.post.tables import ChannelPace, Delivery, InboxItem
from community.safety import notices
from community.safety.tables import Incident, SafetyLesson, SafetyNotice
from community.students.tables import ChannelAddress, Student
from tests.databases import migrated

ZONE = "Asia/Shanghai"
NEVER_QUIET = time(0)  # from midnight until midnight
FIRST_CHAT = 100_000
HEADLINE = "Gas leak at the north gate"
NOTICE = "severe_safety_notice"
UNDER_WAY = ("due", "sending")
CONFIDENTIAL = Button("Confidential", INTENT, {"mode": "confidential"})


def fill(url: str) -> None:
    """Fill a database with the sample campus, its own news told already so that only the test's go out."""
    migrated(url)
    database, now = Database(url), utc_now()
    seed_if_empty(database, Settings(database_url=url, telegram_token=None), now=now)
    with database.transaction() as session:
        session.execute(update(SafetyNotice).values(announced_at=now))
        session.execute(update(SafetyLesson).values(queued_at=now, push_weekday=None))
    database.close()


class Campus:
    """One database, with what a test gives it and what it finds in it afterwards."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.database = Database(url)

    def students(self, count: int, *, first: int = FIRST_CHAT, zone: str = ZONE, **facts: Any) -> range:
        """Store students who once wrote on Telegram and sleep never; return their chats."""
        chats, now = range(first, first + count), utc_now()
        facts = {"quiet_from": NEVER_QUIET, "quiet_until": NEVER_QUIET, "language": "en", **facts}
        with self.database.transaction() as session:
            for chat in chats:
                student = Student(zone=zone, created_at=now, **facts)
                place = ChannelAddress(channel="telegram", address=str(chat), student=student)
                session.add(Conversation(channel_address=place, started_at=now, last_message_at=now, language="en"))
        return chats

    def talks(self, session: Any, chats: Iterable[int]) -> dict[int, Conversation]:
        """Return the conversations of the chats."""
        wanted = {str(chat) for chat in chats}
        found = session.scalars(select(Conversation).join(Conversation.channel_address))
        return {int(t.channel_address.address): t for t in found if t.channel_address.address in wanted}

    def offer(self, chats: Iterable[int], *buttons: Button) -> dict[int, tuple[str, ...]]:
        """Have each chat shown the buttons at some time before, and return their callback data."""
        now = utc_now()
        keys = {}
        with self.database.transaction() as session:
            for chat, talk in self.talks(session, chats).items():
                [reply] = sealed(session, [(talk.id, Reply("…", buttons))], now=now)
                keys[chat] = tuple(button.key for button in reply.buttons)
        return keys

    def publish(self, headline: str = HEADLINE, **facts: Any) -> int:
        """Publish a notice that wakes people, for everybody; return its id."""
        now = utc_now()
        usual: dict[str, Any] = {
            "sender": "safety@shu.example",
            "sent": now,
            "state": "published",
            "severity": "Severe",
            "urgency": "Immediate",
            "effective": now - timedelta(seconds=1),
            "expires": now + timedelta(days=1),
        }
        words = dict.fromkeys(("event_zh", "event_en", "headline_zh", "headline_en"), headline)
        with self.database.transaction() as session:
            notice = SafetyNotice(**{**usual, **words, **facts})
            session.add(notice)
            session.flush()
            return notice.id

    def stop(self, notice_id: int) -> None:
        """Have staff take a notice back; when this returns it is committed."""
        with self.database.transaction() as session:
            session.get_one(SafetyNotice, notice_id).state = "withdrawn"

    def reached(self, notice_id: int) -> dict[int, str]:
        """Return what staff are told of each reader of a notice, by chat."""
        with self.database.reading() as session:
            reached = notices.reach(session, session.get_one(SafetyNotice, notice_id))
            talks = {one.conversation_id: session.get_one(Conversation, one.conversation_id) for one in reached}
            return {int(talks[one.conversation_id].channel_address.address): one.state for one in reached}

    def deliveries(self, *kinds: str) -> list[Delivery]:
        """Return what is and was in the outbox of those kinds; of all kinds where none is named."""
        with self.database.reading() as session:
            query = select(Delivery).order_by(Delivery.id)
            return list(session.scalars(query.where(Delivery.kind.in_(kinds)) if kinds else query).unique())

    def inbox(self) -> Sequence[InboxItem]:
        """Return every message that was kept."""
        with self.database.reading() as session:
            return list(session.scalars(select(InboxItem).order_by(InboxItem.id)))

    def incidents(self) -> Sequence[Incident]:
        """Return every report of a hazard."""
        with self.database.reading() as session:
            return list(session.scalars(select(Incident).order_by(Incident.id)))

    def answered(self) -> int:
        """Return how many messages were answered."""
        with self.database.reading() as session:
            return session.scalar(select(func.count()).where(InboxItem.state == "done")) or 0

    def under_way(self, *kinds: str) -> int:
        """Return how many deliveries of those kinds wait or are being sent."""
        with self.database.reading() as session:
            query = select(func.count()).where(Delivery.state.in_(UNDER_WAY), Delivery.kind.in_(kinds))
            return session.scalar(query) or 0

    @property
    def failures(self) -> int:
        """How many rounds of sends to Telegram have failed since it last took anything."""
        with self.database.reading() as session:
            return session.scalar(select(ChannelPace.failures).where(ChannelPace.channel == "telegram")) or 0

    def is_told(self, readers: int) -> bool:
        """Whether a notice has been queued for so many readers or more, and nothing of it waits any longer."""
        with self.database.reading() as session:
            queued = session.scalar(select(func.count()).where(Delivery.kind == NOTICE)) or 0
        return queued >= readers and self.under_way(NOTICE) == 0

    def chat_of(self, delivery: Delivery) -> int:
        """Return the chat that a delivery is for."""
        return int(delivery.conversation.channel_address.address)

    @property
    def path(self) -> Path:
        """The file of a SQLite database."""
        return Path(self.url.removeprefix("sqlite:///"))

    def reconnect(self) -> None:
        """Forget connections that have been cut."""
        self.database.close()

    def close(self) -> None:
        """Give the connections back."""
        self.database.close()
