"""What becomes of an address: left, taken up again, or moved."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from community.post.conversations import Conversation
from community.post.states import DeliveryState
from community.post.tables import Delivery
from community.students.tables import ChannelAddress


def left(session: Session, channel: str, address: str, *, now: datetime) -> None:
    """Note that whoever is at the address takes no messages any more; nothing is pushed there from now on."""
    place = _at(session, channel, address)
    if place is not None and place.blocked_at is None:
        place.blocked_at = now


def returned(session: Session, channel: str, address: str) -> None:
    """Note that the address takes messages again."""
    place = _at(session, channel, address)
    if place is not None:
        place.blocked_at = None


def moved(session: Session, channel: str, old: str, new: str) -> None:
    """Let an address be known under its new name, and what waits for it follow; doing it twice changes nothing."""
    place, taken = _at(session, channel, old), _at(session, channel, new)
    if place is None:
        return
    if taken is None:
        place.address, place.formerly = new, old
        return
    # Somebody wrote from the new one, or it was set up, before we were told that the two are one.
    taken.formerly = old
    waiting = update(Delivery).where(
        Delivery.conversation_id == _talk(session, place), Delivery.state == DeliveryState.DUE
    )
    session.execute(waiting.values(conversation_id=_talk(session, taken)))


def current(session: Session, channel: str, address: str) -> str:
    """Return the address under which one that was written down once is reached now."""
    query = select(ChannelAddress.address).where(ChannelAddress.channel == channel, ChannelAddress.formerly == address)
    return session.scalar(query.limit(1)) or address


def _at(session: Session, channel: str, address: str) -> ChannelAddress | None:
    return session.scalar(
        select(ChannelAddress).where(ChannelAddress.channel == channel, ChannelAddress.address == address)
    )


def _talk(session: Session, place: ChannelAddress) -> int:
    return session.scalars(select(Conversation.id).where(Conversation.channel_address_id == place.id)).one()
