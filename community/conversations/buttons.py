"""Offering buttons, and knowing them again when they are tapped."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from community.conversations.tables import OfferedButton

MOST_SHOWN = 20  # under one reply
KEPT_FOR = timedelta(days=60)  # a tap on anything older is answered with the menu


def payload_of(intent: str, entities: Mapping[str, str]) -> str:
    """Return the button in Rasa's notation, `/intent{"entity": "value"}`, as REST clients expect it."""
    return f"/{intent}{json.dumps(dict(entities), ensure_ascii=False)}" if entities else f"/{intent}"


def offer(
    session: Session,
    conversation_id: int,
    title: str,
    intent: str,
    entities: Mapping[str, str],
    *,
    ordinal: int,
    now: datetime,
) -> OfferedButton:
    """Remember a button that is about to be shown, under a short key of its own."""
    button = OfferedButton(
        conversation_id=conversation_id,
        key=secrets.token_urlsafe(8),
        payload=payload_of(intent, entities),
        title=title,
        intent=intent,
        entities=dict(entities),
        ordinal=ordinal,
        offered_at=now,
    )
    session.add(button)
    return button


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
