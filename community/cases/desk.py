"""What lies on the staff's desk: open cases in the order to take them, and what the machinery could not finish."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from community.cases import crowds, rules
from community.cases.kinds import TO_STUDENT
from community.cases.states import CaseState
from community.cases.tables import IS_OPEN, CaseMessage, HandoffCase
from community.post.tables import PARKED, UNFINISHED, Delivery, InboxItem, is_of

MOST_SHOWN, MOST_LOOKED_AT = 50, 500
MOST_TAPS = 3
WHOLE = (
    selectinload(HandoffCase.messages),
    joinedload(HandoffCase.student, innerjoin=True),
    joinedload(HandoffCase.conversation, innerjoin=True),  # else SQLite reads all conversations to find one
)


@dataclass(frozen=True, slots=True)
class OpenCase:
    """One open case, as its line in the list shows it.

    `waits_since` is since when the student waits for somebody's words, None where staff spoke last; `last_words` is
    the last that the student wrote, `taps` what they have tapped since, oldest first.
    """

    case: HandoffCase
    waits_since: datetime | None
    last_words: str
    taps: tuple[str, ...] = ()

    @property
    def place(self) -> tuple[int, bool, int, float]:
        """Where it stands in the list: the graver risk first, whatever its age.

        Within one risk those who wait come first, the more urgent kind before the other, and then the longest wait.
        """
        since = self.waits_since
        risk, kind = rules.RISKS.index(self.case.risk), rules.KINDS.index(self.case.kind)
        return (-risk, since is None, -kind, (since or self.case.asked_at).timestamp())


@dataclass(frozen=True, slots=True)
class CrowdLine:
    """Cases of new visitors that stand under one line, the one to look at first first."""

    risk: str
    lines: tuple[OpenCase, ...]
    minutes: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Trouble:
    """What ended badly; it names rows, never words. `what` is `uncertain`, `given_up` or `parked`.

    Of one conversation the same thing is told once: the latest, and how many there were.
    """

    what: str
    reference: str
    kind: str
    channel: str
    cause: str
    at: datetime
    place: str
    count: int = 1


def open_cases(session: Session) -> list[OpenCase]:
    """Return the open cases, the one to look at first first."""
    query = select(HandoffCase).where(IS_OPEN).options(*WHOLE)
    return sorted((_line(case) for case in session.scalars(query)), key=lambda line: line.place)


def apart(session: Session) -> tuple[list[OpenCase], list[CrowdLine]]:
    """Return the open cases as they would stand without any crowd of new visitors, and beside them the crowds."""
    lines, standing = open_cases(session), crowds.standing(session)
    together = {case for crowd in standing for case in crowd.cases}
    crowd_lines = [
        CrowdLine(crowd.risk, tuple(line for line in lines if line.case.id in crowd.cases), crowd.minutes, crowd.since)
        for crowd in standing
    ]
    return [line for line in lines if line.case.id not in together], crowd_lines


def _line(case: HandoffCase) -> OpenCase:
    spoken = [message for message in case.messages if message.author != "system"]
    last = next((message for message in reversed(spoken) if message.author == "student"), None)
    tapped = [one for one in case.messages if one.event == "tapped" and (last is None or one.id > last.id)]
    taps = tuple(message.words for message in tapped[-MOST_TAPS:])
    return OpenCase(case, _waits_since(case, spoken), last.words if last else "", taps)


def _waits_since(case: HandoffCase, spoken: list[CaseMessage]) -> datetime | None:
    if case.state == CaseState.REQUESTED:
        return case.asked_at
    since = None
    for message in reversed(spoken):
        if message.author == "staff":
            break
        since = message.at
    return since


def case_of(session: Session, case_id: int) -> HandoffCase | None:
    """Return a case with all that its page shows, None where there is none."""
    return session.scalar(select(HandoffCase).where(HandoffCase.id == case_id).options(*WHOLE))


def troubles(session: Session) -> list[Trouble]:
    """Return deliveries that may not have arrived and messages that could not be answered, newest first.

    What one conversation brings together is one line, so that it does not bury what others wait for.
    """
    # Ordered by a sum, so that the index of the few is taken and not that of all ids.
    sent = select(Delivery).where(UNFINISHED).order_by((Delivery.id + 0).desc()).limit(MOST_LOOKED_AT)
    parked = select(InboxItem).where(PARKED).order_by(InboxItem.id.desc()).limit(MOST_LOOKED_AT)
    found = [_of_delivery(delivery) for delivery in session.scalars(sent)]
    found += [_of_inbox(item) for item in session.scalars(parked)]
    newest_first = sorted(found, key=lambda trouble: trouble.at, reverse=True)
    return _together(newest_first)[:MOST_SHOWN]


def _together(newest_first: list[Trouble]) -> list[Trouble]:
    counts = Counter((one.place, one.what, one.kind) for one in newest_first)
    latest: dict[tuple[str, str, str], Trouble] = {}
    for one in newest_first:
        latest.setdefault((one.place, one.what, one.kind), one)
    return [replace(one, count=counts[key]) for key, one in latest.items()]


def _of_delivery(delivery: Delivery) -> Trouble:
    channel, place = delivery.conversation.channel_address.channel, f"conversation:{delivery.conversation_id}"
    reference = f"D-{delivery.id}"
    return Trouble(delivery.state, reference, delivery.kind, channel, delivery.cause, delivery.due_at, place)


def _of_inbox(item: InboxItem) -> Trouble:
    reference, at = item.reference or f"M-{item.id}", item.done_at or item.received_at
    return Trouble(item.state, reference, "message", item.channel, "", at, item.lane)


def news(session: Session) -> str:
    """Return a mark that differs whenever something on the desk does; cheap enough to ask for twice a second."""
    cases = select(
        HandoffCase.id, HandoffCase.state, HandoffCase.risk, HandoffCase.kind, HandoffCase.topic, HandoffCase.claimed_by
    ).where(IS_OPEN)
    # By message rather than by talk: a talk may be years long, and a case holds a handful of messages.
    said = select(CaseMessage.id).where(CaseMessage.case_id.in_(select(HandoffCase.id).where(IS_OPEN)))
    under_way = (
        select(Delivery.state, func.count()).where(is_of(TO_STUDENT), Delivery.about.in_(said)).group_by(Delivery.state)
    )
    bad = select(func.max(Delivery.id + 0)).where(UNFINISHED)  # else SQLite looks for one from the last id back
    parked = select(func.max(InboxItem.id)).where(PARKED)
    last = select(func.max(CaseMessage.id))
    rows = sorted(tuple(row) for row in session.execute(cases))
    states = [tuple(row) for row in session.execute(under_way.order_by(Delivery.state))]
    return str((rows, states, session.scalar(last), session.scalar(bad), session.scalar(parked)))
