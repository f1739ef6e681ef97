"""Offering buttons, and knowing them again when they are tapped."""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from community.conversations.tables import OfferedButton

MOST_SHOWN = 20  # under one reply
KEPT_FOR = timedelta(days=60)  # a tap on anything older is answered with the menu


def payload_of(intent: str, entities: Mapping[str, str]) -> str:
    """Return the button in Rasa's notation, `/intent{"entity": "value"}`, as REST clients expect it."""
    return f"/{intent}{json.dumps(dict(entities), ensure_ascii=False)}" if entities else f"/{intent}"


class Offer(NamedTuple):
    """A button that is about to be shown."""

    title: str
    intent: str
    entities: Mapping[str, str]


def offer(session: Session, conversation_id: int, shown: Sequence[Offer], *, now: datetime) -> list[str]:
    """Remember the buttons of one reply, in the order they are shown, and return the short key of each."""
    keys = [secrets.token_urlsafe(8) for _ in shown]
    rows = [
        {
            "conversation_id": conversation_id,
            "key": key,
            "payload": payload_of(button.intent, button.entities),
            "title": button.title,
            "intent": button.intent,
            "entities": dict(button.entities),
            "ordinal": place,
            "offered_at": now,
        }
        for place, (key, button) in enumerate(zip(keys, shown, strict=True), start=1)
    ]
    if rows:
        session.execute(insert(OfferedButton), rows)
    return keys


def tapped(session: Session, conversation_id: int, key_or_payload: str) -> OfferedButton | None:
    """Return the button this conversation was offered under that key or payload, newest first, or None."""
    return session.scalar(
        select(OfferedButton)
        .where(
            OfferedButton.conversation_id == conversation_id,
            (OfferedButton.key == key_or_payload) | (OfferedButton.payload == key_or_payload),
        )
        .order_by(OfferedButton.id.desc())
        .limit(1)
    )


def last_offered(session: Session, conversation_id: int) -> list[OfferedButton]:
    """Return the buttons of the last reply that had any, in the order they were shown."""
    query = select(OfferedButton).where(OfferedButton.conversation_id == conversation_id)
    shown: list[OfferedButton] = []
    for button in session.scalars(query.order_by(OfferedButton.id.desc()).limit(MOST_SHOWN)):
        shown.append(button)
        if button.ordinal == 1:
            break
    return shown[::-1]


def forget_old(session: Session, *, now: datetime) -> None:
    """Drop buttons that nobody will tap any more."""
    session.execute(delete(OfferedButton).where(OfferedButton.offered_at < now - KEPT_FOR))
