"""Offering buttons, and knowing them again when they are tapped."""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, insert, or_, select
from sqlalchemy.orm import Session

from community.database import table_of
from community.post.conversations import OfferedButton

MOST_SHOWN = 20  # under one reply
KEPT_FOR = timedelta(days=60)  # a tap on anything older is answered with the menu

# Built once: building a statement takes longer than running it.
_INSERT = insert(table_of(OfferedButton))
_OF_TALK = (
    select(OfferedButton)
    .where(OfferedButton.conversation_id == bindparam("conversation"))
    .order_by(OfferedButton.id.desc())
)
_LATEST = _OF_TALK.limit(MOST_SHOWN)
_TAPPED = _OF_TALK.where(or_(OfferedButton.key == bindparam("pressed"), OfferedButton.payload == bindparam("pressed")))
_TAPPED = _TAPPED.limit(1)


def payload_of(intent: str, entities: Mapping[str, str]) -> str:
    """Return the button in Rasa's notation, `/intent{"entity": "value"}`, as REST clients expect it."""
    return f"/{intent}{json.dumps(dict(entities), ensure_ascii=False)}" if entities else f"/{intent}"


class Offer(NamedTuple):
    """A button that is about to be shown."""

    title: str
    intent: str
    entities: Mapping[str, str]


def offer(session: Session, shown: Sequence[tuple[int, Sequence[Offer]]], *, now: datetime) -> list[str]:
    """Remember the buttons of some replies, in the order they are shown, and return the short key of each.

    Args:
        shown: of each reply the id of its conversation, and its buttons.
    """
    rows = [
        {
            "conversation_id": conversation_id,
            "key": secrets.token_urlsafe(8),
            "payload": payload_of(button.intent, button.entities),
            "title": button.title,
            "intent": button.intent,
            "entities": dict(button.entities),
            "ordinal": place,
            "offered_at": now,
        }
        for conversation_id, offers in shown
        for place, button in enumerate(offers, start=1)
    ]
    if rows:
        session.connection().execute(_INSERT, rows)
    return [str(row["key"]) for row in rows]


def tapped(session: Session, conversation_id: int, key_or_payload: str) -> OfferedButton | None:
    """Return the button this conversation was offered under that key or payload, newest first, or None."""
    return session.scalar(_TAPPED, {"conversation": conversation_id, "pressed": key_or_payload})


def title_of(session: Session, conversation_id: int, intent: str, entities: Mapping[str, str]) -> str | None:
    """Return what the newest button that stands for that said to the student, None where none was offered."""
    button = tapped(session, conversation_id, payload_of(intent, entities))
    return button.title if button else None


def last_offered(session: Session, conversation_id: int) -> list[OfferedButton]:
    """Return the buttons of the last reply that had any, in the order they were shown."""
    shown: list[OfferedButton] = []
    for button in session.scalars(_LATEST, {"conversation": conversation_id}):
        shown.append(button)
        if button.ordinal == 1:
            break
    return shown[::-1]
