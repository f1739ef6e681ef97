"""What was said in a conversation before a case, for staff whom the student lets read it."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.cases.tables import HandoffCase
from community.channels import words_of
from community.post.states import DeliveryState
from community.post.tables import Delivery, InboxItem

LOOKED_BACK = timedelta(hours=24)


class Line(NamedTuple):
    """One line of a talk; `author` is `student` or `bot`."""

    at: datetime
    author: str
    words: str


def before(session: Session, case: HandoffCase, *, most: int) -> list[Line]:
    """Return the last lines of the day before the case, oldest first; none unless the student shares them."""
    if case.share != "full":
        return []
    lines = sorted([*_of_student(session, case), *_of_bot(session, case)])
    return lines[-most:]


def _of_student(session: Session, case: HandoffCase) -> list[Line]:
    place = case.conversation.channel_address
    items = session.scalars(
        select(InboxItem).where(
            InboxItem.lane == f"{place.channel}:{place.address}",
            InboxItem.received_at <= case.opened_at,
            InboxItem.received_at > case.opened_at - LOOKED_BACK,
        )
    )
    lines = [Line(item.received_at, "student", words_of(item.channel, item.body)) for item in items]
    return [line for line in lines if line.words]


def _of_bot(session: Session, case: HandoffCase) -> list[Line]:
    sent = session.scalars(
        select(Delivery).where(
            Delivery.conversation_id == case.conversation_id,
            Delivery.state == DeliveryState.SENT,
            Delivery.created_at <= case.opened_at,
            Delivery.created_at > case.opened_at - LOOKED_BACK,
        )
    )
    return [Line(one.created_at, "bot", str(one.reply["text"])) for one in sent if one.reply]
