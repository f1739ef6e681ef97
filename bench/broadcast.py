"""A campus to broadcast to: many students on Telegram, and a notice that concerns them all."""

from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from actions.dialogue.reply import Reply, packed
from community.database import Database
from community.post import outbox
from community.post.conversations import Conversation
from community.post.kinds import REPLY
from community.safety import notices
from community.safety.kinds import SEVERE_NOTICE
from community.safety.tables import SafetyNotice
from community.students.tables import ChannelAddress, Student

FIRST_CHAT = 500_000
KIND = SEVERE_NOTICE  # it leaves at any hour, so that the figures do not depend on when they are got


def settle(database: Database, readers: int) -> None:
    """Make that many students with a Telegram chat; what is announced already is not announced to them again."""
    now = datetime.now(UTC)
    with database.transaction() as session:
        session.execute(update(SafetyNotice).values(announced_at=now))
        for number in range(readers):
            student = Student(zone="Asia/Shanghai", created_at=now)
            place = ChannelAddress(channel="telegram", address=str(FIRST_CHAT + number), student=student)
            talk = Conversation(channel_address=place, started_at=now, last_message_at=now)
            talk.slots = {}
            session.add_all([student, place, talk])


def readers_of(session: Session, count: int) -> list[Conversation]:
    """Return the conversations of that many of them."""
    addresses = {str(FIRST_CHAT + number) for number in range(count)}
    talks = session.scalars(select(Conversation).join(Conversation.channel_address)).unique()
    return [talk for talk in talks if talk.channel_address.address in addresses]


def queue_settled(database: Database, name: str, *, readers: int) -> None:
    """Queue a reply whose words are settled already, as those of a counselor, for each of that many."""
    now = datetime.now(UTC)
    words = Reply("The office in building 5 is open until 18:00 today.")
    with database.transaction() as session:
        for talk in readers_of(session, readers):
            outbox.enqueue(session, REPLY, talk, due_at=now, now=now, reply=packed(words), key=f"{name}:{talk.id}")


def queue(database: Database, name: str, *, readers: int) -> None:
    """Queue the notice, which is composed anew for each of that many readers when it leaves."""
    now = datetime.now(UTC)
    with database.transaction() as session:
        outbox.enqueue_for_all(
            session,
            KIND,
            readers_of(session, readers),
            key=lambda reader: f"{name}:{reader.id}",
            due_at=now,
            now=now,
            about=notices.current(session, now)[0],
        )
