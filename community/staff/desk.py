"""What lies on the staff's desk: open cases in the order to take them, and what the machinery could not finish."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from community.delivery.tables import Delivery, InboxItem
from community.handoff.tables import CaseMessage, HandoffCase

UNFINISHED = ("uncertain", "given_up")
MOST_SHOWN = 50
WHOLE = (
    selectinload(HandoffCase.messages),
    joinedload(HandoffCase.student),
    joinedload(HandoffCase.conversation),
)


@dataclass(frozen=True, slots=True)
class OpenCase:
    """One open case, as its line in the list shows it.

    `waits_since` is since when the student waits for somebody's words, None where staff spoke last; `last_words` is
    the last that the student wrote.
    """

    case: HandoffCase
    waits_since: datetime | None
    last_words: str

    @property
    def place(self) -> tuple[bool, bool, float]:
        """Where it stands in the list: danger first, then who waits longest, then who waits for nothing."""
        since = self.waits_since
        return (self.case.risk != "high", since is None, (since or self.case.opened_at).timestamp())


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that ended badly; it names rows, never words. `what` is `uncertain`, `given_up` or `parked`."""

    what: str
    reference: str
    kind: str
    channel: str
    cause: str
    at: datetime


def open_cases(session: Session) -> list[OpenCase]:
    """Return the open cases, the one to look at first first."""
    query = (
        select(HandoffCase)
        .where(HandoffCase.state != "closed")
        .options(
            selectinload(HandoffCase.messages), joinedload(HandoffCase.student), joinedload(HandoffCase.conversation)
        )
    )
    return sorted((_line(case) for case in session.scalars(query)), key=lambda line: line.place)


def _line(case: HandoffCase) -> OpenCase:
    spoken = [message for message in case.messages if message.author != "system"]
    last_words = next((message.words for message in reversed(spoken) if message.author == "student"), "")
    return OpenCase(case, _waits_since(case, spoken), last_words)


def _waits_since(case: HandoffCase, spoken: list[CaseMessage]) -> datetime | None:
    if case.state == "requested":
        return case.opened_at
    since = None
    for message in reversed(spoken):
        if message.author == "staff":
            break
        since = message.at
    return since


def case_of(session: Session, case_id: int) -> HandoffCase | None:
    """Return a case with all that its page shows, None where there is none."""
    return session.scalar(
        select(HandoffCase)
        .where(HandoffCase.id == case_id)
        .options(
            selectinload(HandoffCase.messages), joinedload(HandoffCase.student), joinedload(HandoffCase.conversation)
        )
    )


def arrivals(session: Session, case: HandoffCase) -> dict[int, str]:
    """Return how the delivery of each message to the student stands, by the message's id."""
    query = select(Delivery.about, Delivery.state).where(
        Delivery.kind == "counselor_message",
        Delivery.conversation_id == case.conversation_id,
        Delivery.about.in_([message.id for message in case.messages]),
    )
    return {about: state for about, state in session.execute(query) if about is not None}


def troubles(session: Session) -> list[Trouble]:
    """Return the latest deliveries that may not have arrived and messages that could not be answered, newest first."""
    sent = select(Delivery).where(Delivery.state.in_(UNFINISHED)).order_by(Delivery.id.desc()).limit(MOST_SHOWN)
    parked = select(InboxItem).where(InboxItem.state == "parked").order_by(InboxItem.id.desc()).limit(MOST_SHOWN)
    found = [_of_delivery(delivery) for delivery in session.scalars(sent)]
    found += [_of_inbox(item) for item in session.scalars(parked)]
    return sorted(found, key=lambda trouble: trouble.at, reverse=True)


def _of_delivery(delivery: Delivery) -> Trouble:
    channel = delivery.conversation.channel_address.channel
    return Trouble(delivery.state, f"D-{delivery.id}", delivery.kind, channel, delivery.cause, delivery.due_at)


def _of_inbox(item: InboxItem) -> Trouble:
    return Trouble(
        "parked", item.reference or f"M-{item.id}", "message", item.channel, "", item.done_at or item.received_at
    )


def news(session: Session) -> str:
    """Return a mark that differs whenever something on the desk does; cheap enough to ask for twice a second."""
    cases = select(
        HandoffCase.id, HandoffCase.state, HandoffCase.risk, HandoffCase.kind, HandoffCase.topic, HandoffCase.claimed_by
    ).where(HandoffCase.state != "closed")
    talking = select(HandoffCase.conversation_id).where(HandoffCase.state != "closed")
    under_way = (
        select(Delivery.state, func.count())
        .where(Delivery.kind == "counselor_message", Delivery.conversation_id.in_(talking))
        .group_by(Delivery.state)
    )
    bad = select(func.max(Delivery.id)).where(Delivery.state.in_(UNFINISHED))
    parked = select(func.max(InboxItem.id)).where(InboxItem.state == "parked")
    last = select(func.max(CaseMessage.id))
    rows = [tuple(row) for row in session.execute(cases.order_by(HandoffCase.id))]
    states = [tuple(row) for row in session.execute(under_way.order_by(Delivery.state))]
    return str((rows, states, session.scalar(last), session.scalar(bad), session.scalar(parked)))
