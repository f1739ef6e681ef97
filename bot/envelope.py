"""A reply on its way into the outbox and out of it again."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from actions.reply import Reply, packed
from community.conversations import buttons


def sealed(session: Session, conversation_id: int, reply: Reply, *, now: datetime) -> Mapping[str, Any]:
    """Return the reply as the outbox keeps it, its buttons now known to the conversation they are shown in."""
    shown = [buttons.Offer(button.title, button.intent, button.entities) for button in reply.buttons]
    keys = buttons.offer(session, conversation_id, shown, now=now)
    offered = tuple(replace(button, key=key) for button, key in zip(reply.buttons, keys, strict=True))
    return packed(replace(reply, buttons=offered))
