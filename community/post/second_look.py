"""Messages that are looked at once more: each waits beside the inbox until that can be done, then takes its turn."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import CursorResult, literal, update
from sqlalchemy.orm import Session

from community.post.states import InboxState
from community.post.tables import InboxItem

_NAME, _OF = "again:{}", "again"


def keep(session: Session, item_id: int, *, now: datetime) -> None:
    """Have a message looked at again once `begin` is called; its words stay where they are."""
    item = session.get_one(InboxItem, item_id)
    again = InboxItem(
        channel=item.channel,
        update_id=_NAME.format(item_id),
        lane=item.lane,
        body={_OF: item_id},
        received_at=now,
        state=InboxState.LATER,
    )
    session.add(again)


def begin(session: Session, *, now: datetime) -> int:
    """Give every one of them its turn, and return how many there are."""
    waiting = update(InboxItem).where(InboxItem.state == literal(InboxState.LATER))
    begun = session.execute(waiting.values(state=InboxState.NEW, received_at=now, turn_at=now))
    assert isinstance(begun, CursorResult)
    return begun.rowcount


def put_off(session: Session, item_id: int) -> None:
    """Have it wait for the next `begin`."""
    session.execute(update(InboxItem).where(InboxItem.id == item_id).values(state=InboxState.LATER, attempts=0))


def of(item: InboxItem) -> int | None:
    """Return which message this is another look at; None for what somebody wrote."""
    again = item.body.get(_OF) if isinstance(item.body, Mapping) else None
    return again if isinstance(again, int) and item.update_id == _NAME.format(again) else None
