"""A reply on its way into the outbox: its buttons become known to the conversation they are shown in."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from actions.dialogue.reply import Reply
from community.post import buttons


def sealed(session: Session, replies: Sequence[tuple[int, Reply]], *, now: datetime) -> list[Reply]:
    """Return the replies, each to the conversation of that id, with keys that their buttons are known by there."""
    shown = [
        (talk, [buttons.Offer(one.title, one.intent, one.entities) for one in said.buttons]) for talk, said in replies
    ]
    keys = iter(buttons.offer(session, shown, now=now))
    return [replace(said, buttons=tuple(replace(one, key=next(keys)) for one in said.buttons)) for _, said in replies]
