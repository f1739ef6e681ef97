"""One session's talk as its page shows it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from actions.dialogue.reply import Attachment, unpacked
from actions.dialogue.turn import Reader
from actions.safety.notices import mark_of
from bot.message import Message, Unreadable, message_from
from community import samples
from community.channels import WEB
from community.database import Database
from community.post import buttons, shown, talks
from community.post.conversations import Conversation
from community.post.states import DeliveryState
from community.post.tables import Delivery, InboxItem
from community.safety.kinds import ANNOUNCING

NAME = WEB.name
LATEST = 50


@dataclass(frozen=True, slots=True)
class Told:
    """Deliveries that were handed out, as the page reads them, and the language the student has chosen.

    `marks` are what stands now above notices that were told before and are withdrawn, replaced or changed.
    """

    replies: Sequence[Mapping[str, Any]]
    language: str | None
    marks: Mapping[int, str] = field(default_factory=dict)


class Talks:
    """Reads talks for their pages.

    Args:
        now: the one clock, aware.
    """

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def told_since(self, address: str, delivery_id: int) -> Told:
        """Return what the page may have missed since it was shown that delivery; some it may know already."""
        with self._database.reading() as session:
            conversation = talks.find(session, NAME, address)
            if conversation is None:
                return Told((), None)
            deliveries = shown.handed_out_since(session, conversation.id, delivery_id)
            marks = self._marks(session, conversation)
            replies = [reply_data(delivery, marks.get(delivery.id, "")) for delivery in deliveries]
            return Told(replies, _language(conversation), marks)

    def intent_of_button(self, address: str, key: str) -> str | None:
        """Return what a button stands for that this talk was offered under the key, None where it was not."""
        with self._database.reading() as session:
            conversation = talks.find(session, NAME, address)
            button = buttons.tapped(session, conversation.id, key) if conversation else None
            return button.intent if button else None

    def _marks(self, session: Session, conversation: Conversation) -> dict[int, str]:
        """Return the lines to put above notices told in this talk, by delivery; none for those that stand."""
        student = conversation.channel_address.student
        if student is None:
            return {}
        language = student.language or conversation.language or "zh"
        reader = Reader(session, self._now(), language, ZoneInfo(student.zone))
        told = shown.of_kinds(session, conversation.id, ANNOUNCING)
        return {delivery.id: mark for delivery in told if (mark := mark_of(reader, delivery))}

    def history(self, address: str) -> dict[str, Any]:
        """Return the talk's latest `messages` in order, the last delivery's id as `after`, the chosen `language`."""
        with self._database.reading() as session:
            conversation = talks.find(session, NAME, address)
            spoken = _readable(shown.said(session, lane_of(address), most=LATEST))
            told = shown.handed_out_since(session, conversation.id, 0)[-LATEST:] if conversation else []
            keys = [message.tapped for _, message in spoken if message.tapped]
            titles = shown.titles(session, conversation.id, keys) if conversation and keys else {}
            marks = self._marks(session, conversation) if conversation else {}
            both = [(item.received_at, _spoken_data(item, message, titles)) for item, message in spoken]
            both += [(_shown_at(one), reply_data(one, marks.get(one.id, ""))) for one in told]
            both.sort(key=lambda one: one[0])
            return {
                "messages": [data for _, data in both[-LATEST:]],
                "after": told[-1].id if told else 0,
                "language": _language(conversation),
            }

    def are_on_a_sample_campus(self) -> bool:
        """Say whether anything that students are told here is invented."""
        with self._database.reading() as session:
            return samples.any_left(session)

    def attachment(self, address: str, delivery_id: int) -> Attachment | None:
        """Return the file that came with a delivery of this very talk, else None."""
        with self._database.reading() as session:
            conversation = talks.find(session, NAME, address)
            delivery = session.get(Delivery, delivery_id)
            if conversation is None or delivery is None or delivery.conversation_id != conversation.id:
                return None
            return (
                unpacked(delivery.reply).attachment if delivery.state == DeliveryState.SENT and delivery.reply else None
            )


def lane_of(address: str) -> str:
    """Return the lane of a session's messages."""
    return f"{NAME}:{address}"


def update_id_of(address: str, post_id: str) -> str:
    """Return what makes a post known when it is sent again; another session's may bear the same id."""
    return f"{address}:{post_id}"


def reply_data(delivery: Delivery, mark: str) -> dict[str, Any]:
    """Return a handed-out delivery as the page reads it, under a mark where it holds no more."""
    assert delivery.reply is not None
    reply = unpacked(delivery.reply)
    data: dict[str, Any] = {
        "from": "assistant",
        "id": delivery.id,
        "kind": delivery.kind,
        "text": reply.text,
        "mark": mark,
        "urgent": reply.urgent,
        "buttons": [{"title": button.title, "key": button.key} for button in reply.buttons],
        "at": _shown_at(delivery).isoformat(),
    }
    if reply.attachment is not None:
        data["attachment"] = {"name": reply.attachment.filename, "href": f"/chat/attachment/{delivery.id}"}
    return data


def _readable(items: Iterable[InboxItem]) -> list[tuple[InboxItem, Message]]:
    """Leave out what was parked as unreadable: one damaged row must not hide the rest of the talk."""
    read = []
    for item in items:
        with suppress(Unreadable):
            read.append((item, message_from(NAME, item.body)))
    return read


def _spoken_data(item: InboxItem, message: Message, titles: Mapping[str, str]) -> dict[str, Any]:
    return {
        "from": "student",
        "id": item.update_id.rpartition(":")[2],
        "words": titles.get(message.tapped, "…") if message.tapped else message.words,
        "tapped": bool(message.tapped),
        "at": item.received_at.isoformat(),
    }


def _shown_at(delivery: Delivery) -> datetime:
    assert delivery.sent_at is not None  # only what was handed out is read here
    return delivery.sent_at


def _language(conversation: Conversation | None) -> str | None:
    student = conversation.channel_address.student if conversation else None
    return student.language if student else None
