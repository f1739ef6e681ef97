"""Whether what staff wrote to a student has arrived: told as the outbox has it, and brought again where it can be."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, aliased

from community.cases.kinds import TO_STUDENT, UNDELIVERED
from community.cases.tables import CaseMessage, HandoffCase
from community.database import one_at_a_time
from community.post import outbox, talks
from community.post.conversations import Conversation
from community.post.rules import BLOCKED, LEFT
from community.post.states import DeliveryState
from community.post.tables import UNFINISHED, Delivery, is_of, tells_of
from community.students.tables import ChannelAddress

BROUGHT_FOR = timedelta(days=7)  # who comes back later has other things to hear
REPORTED_FOR = timedelta(days=1)

What = Literal["waiting", "to_be_fetched", "delivered", "blocked", "failed", "uncertain"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a message to a student stands; `cause` is why, where it did not arrive or may not have.

    `to_be_fetched`: it is shown when the student opens the page. `blocked`: the student has left or blocked us.
    """

    what: What
    cause: str = ""


def standing(delivery: Delivery) -> Arrival:
    """Return how a delivery stands."""
    match delivery.state:
        case DeliveryState.SENDING:
            return Arrival("waiting")
        case DeliveryState.DUE:
            return Arrival("waiting" if delivery.is_pushed else "to_be_fetched")
        case DeliveryState.SENT:
            return Arrival("delivered")
        case DeliveryState.UNCERTAIN:
            return Arrival("uncertain", delivery.cause)
    return Arrival("blocked" if delivery.cause in (BLOCKED, LEFT) else "failed", delivery.cause)


def of_case(session: Session, case: HandoffCase) -> dict[int, Arrival]:
    """Return how each message to the student stands, by the message's id."""
    query = select(Delivery).where(
        is_of(TO_STUDENT),
        Delivery.conversation_id == case.conversation_id,
        Delivery.about.in_([message.id for message in case.messages]),
    )
    return {one.about: standing(one) for one in session.scalars(query) if one.about is not None}


def of_message(session: Session, message: CaseMessage) -> Arrival | None:
    """Return how a message to a student stands, None where it was never queued."""
    query = select(Delivery).where(tells_of(TO_STUDENT, message))
    delivery = session.scalar(query)
    if delivery is None:
        return None
    gone = delivery.state == DeliveryState.DUE and delivery.conversation.channel_address.blocked_at is not None
    return Arrival("blocked") if gone else standing(delivery)


def look_after(session: Session, now: datetime) -> None:
    """Bring again what a student missed who has come back, and tell the staff's groups what did not get through."""
    one_at_a_time(session, "answers")  # what another process has just brought again must not be queued once more
    bring_again(session, now=now)
    report(session, now=now)


def bring_again(session: Session, *, now: datetime) -> int:
    """Queue anew what staff wrote to students who had left and are back; return how many messages that are."""
    query = (
        _unfinished_answers(now - BROUGHT_FOR)
        .join(Conversation, Conversation.id == Delivery.conversation_id)
        .join(ChannelAddress, ChannelAddress.id == Conversation.channel_address_id)
        .where(Delivery.cause.in_((BLOCKED, LEFT)), ChannelAddress.blocked_at.is_(None))
    )
    missed = session.scalars(query.order_by(Delivery.id)).all()
    for delivery in missed:
        delivery.state, delivery.cause, delivery.due_at = DeliveryState.DUE, "", now
    session.flush()
    return len(missed)


def report(session: Session, *, now: datetime) -> int:
    """Tell the staff's groups of answers that did not get through, each once; return how many answers."""
    groups = talks.staff_groups(session)
    told = aliased(Delivery)
    known = exists().where(told.kind == UNDELIVERED.name, told.about == Delivery.about)
    answers = session.scalars(_unfinished_answers(now - REPORTED_FOR).where(~known)).all() if groups else ()
    for delivery in answers:
        answer = session.get_one(CaseMessage, delivery.about)
        for group in groups:
            key = f"{UNDELIVERED.name}:{answer.id}:{group.id}"
            outbox.enqueue(session, UNDELIVERED, group, about=answer, due_at=now, now=now, key=key)
    return len(answers)


def _unfinished_answers(since: datetime) -> Select[Delivery]:
    return (
        select(Delivery)
        .join(CaseMessage, CaseMessage.id == Delivery.about)
        .where(UNFINISHED, is_of(TO_STUDENT), CaseMessage.author == "staff", CaseMessage.at > since)
    )
