"""What is let go of once it is old, and what stays: one declaration for each, carried out in small steps.

`Sweep` goes through each table by id, a window at a time, and begins anew at its end. Looking costs the same however
much is kept, needs no index that each message would have to pay for, and a step that is lost is made at the next round.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any

from sqlalchemy import JSON, ColumnElement, String, Text, cast, delete, exists, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from community import channels
from community.audit import AuditEntry
from community.cases.tables import IS_OPEN, CrisisTalk, HandoffCase
from community.database import Base, one_at_a_time, table_of
from community.post import buttons, rules
from community.post.conversations import Conversation, OfferedButton
from community.post.kinds import REPLY, Priority
from community.post.states import NEEDS_STAFF, DeliveryState, InboxState
from community.post.tables import DUE, Delivery, InboxItem, is_of
from community.processes.tables import SharedCount
from community.staff import rules as staff
from community.staff.tables import BindCode, SignInTries, StaffSession
from community.students.tables import ChannelAddress

LOOKED_AT = 2_000
"""Rows that a step looks at: a few milliseconds."""

MOST_AT_ONCE = 300
"""Rows that a step changes: on SQLite nobody else writes meanwhile, so that a step must be over in 100 ms."""

WORDS = buttons.KEPT_FOR
"""How long what was said in a talk is kept; its buttons do nothing any more after that either."""

COPIES_KNOWN = timedelta(days=90)
"""How long a copy of an update is known for one. Telegram brings one again for a day, a web page while it is open."""

A_YEAR, TWO_YEARS = timedelta(days=365), timedelta(days=730)

TOLD_OR_NEEDLESS = (DeliveryState.SENT, DeliveryState.CANCELLED, DeliveryState.DROPPED)
ENDED = (*TOLD_OR_NEEDLESS, *NEEDS_STAFF)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """What becomes of the rows of one table once they are old.

    Args:
        since: the time from which `age` is counted; a row without it stays.
        only: which rows; all others stay however old they are.
        becomes: what these columns hold from then on; the whole row goes where None.
    """

    table: type[Base]
    what: str
    since: InstrumentedAttribute[Any]
    age: timedelta
    only: tuple[ColumnElement[bool], ...] = ()
    becomes: Mapping[str, Any] | None = None


def _holds_something(column: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    return cast(column, Text) != "null"


_IN_OPEN_CASES = select(HandoffCase.conversation_id).where(IS_OPEN)
_LANES_OF_OPEN_CASES = (
    select(ChannelAddress.channel + ":" + ChannelAddress.address)
    .join(Conversation, Conversation.channel_address_id == ChannelAddress.id)
    .where(Conversation.id.in_(_IN_OPEN_CASES))
)
_ABOUT_OPEN_CASES = select("case:" + cast(HandoffCase.id, String)).where(IS_OPEN)

_ANSWERED = (  # what waits for its answer stays, and what was set aside for staff
    InboxItem.state == InboxState.DONE,
    ~exists().where(CrisisTalk.inbox_id == InboxItem.id),
    InboxItem.lane.not_in(_LANES_OF_OPEN_CASES),
)
_NO_DANGER = (Delivery.priority > Priority.CRISIS, Delivery.conversation_id.not_in(_IN_OPEN_CASES))

RULES = (
    Rule(
        InboxItem,
        "words",
        since=InboxItem.received_at,
        age=WORDS,
        only=(*_ANSWERED, _holds_something(InboxItem.body)),
        becomes={"body": JSON.NULL},
    ),
    Rule(InboxItem, "row", since=InboxItem.received_at, age=COPIES_KNOWN, only=_ANSWERED),
    Rule(
        Delivery,
        "words",
        since=Delivery.due_at,
        age=WORDS,
        only=(*_NO_DANGER, Delivery.state.in_(TOLD_OR_NEEDLESS), _holds_something(Delivery.reply)),
        becomes={"reply": JSON.NULL},
    ),
    Rule(
        Delivery,
        "answer",
        since=Delivery.due_at,
        age=COPIES_KNOWN,
        only=(*_NO_DANGER, is_of(REPLY), Delivery.state.in_(TOLD_OR_NEEDLESS)),
    ),
    Rule(Delivery, "row", since=Delivery.due_at, age=A_YEAR, only=(*_NO_DANGER, Delivery.state.in_(ENDED))),
    Rule(
        Delivery,
        "too late",  # a closed page collects it no more, and would be shown nothing of it
        since=Delivery.valid_until,
        age=timedelta(hours=1),
        only=(DUE, Delivery.channel.in_(channels.PULLED)),
        becomes={"state": DeliveryState.DROPPED, "cause": rules.TOO_LATE},
    ),
    Rule(OfferedButton, "row", since=OfferedButton.offered_at, age=buttons.KEPT_FOR),
    Rule(StaffSession, "row", since=StaffSession.expires_at, age=timedelta(days=30)),
    Rule(SignInTries, "row", since=SignInTries.last_at, age=staff.TRIES_FORGOTTEN),
    Rule(SharedCount, "row", since=SharedCount.last_at, age=timedelta(hours=2)),  # no window is longer than an hour
    Rule(BindCode, "row", since=BindCode.expires_at, age=timedelta(days=30)),
    Rule(
        AuditEntry,
        "row",
        since=AuditEntry.at,
        age=TWO_YEARS,
        only=(~AuditEntry.what.startswith("danger_", autoescape=True), AuditEntry.about.not_in(_ABOUT_OPEN_CASES)),
    ),
)
"""All that is let go of. What no line names stays: cases, talks about danger, appointments, what is still due."""


class Sweep:
    """Carries the rules out, a step at a time; where it has got to is in memory, and lost without harm."""

    def __init__(
        self, declared: Sequence[Rule] = RULES, *, looked_at: int = LOOKED_AT, most: int = MOST_AT_ONCE
    ) -> None:
        self._turns = cycle(declared)
        self._looked_at, self._most = looked_at, most
        self._after: defaultdict[Rule, int] = defaultdict(int)

    def step(self, session: Session, now: datetime) -> int:
        """Carry out the next rule on its next window; return how many rows that changed."""
        one_at_a_time(session, "retention")
        rule = next(self._turns)
        upto = self._window_end(session, rule)
        old = self._old(session, rule, upto, now)
        self._after[rule] = old[-1] if len(old) == self._most else upto or 0
        _carry_out(session, rule, old)
        return len(old)

    def _window_end(self, session: Session, rule: Rule) -> int | None:
        """Return the last id of the window; None where fewer rows are left, so that the next begins a new round."""
        ids = table_of(rule.table).c.id
        query = select(ids).where(ids > self._after[rule]).order_by(ids).offset(self._looked_at - 1).limit(1)
        return session.scalar(query)

    def _old(self, session: Session, rule: Rule, upto: int | None, now: datetime) -> Sequence[int]:
        ids = table_of(rule.table).c.id
        query = select(ids).where(ids > self._after[rule], rule.since < now - rule.age, *rule.only)
        if upto is not None:
            query = query.where(ids <= upto)
        if rule.becomes is None:  # the newest row stays: were the table empty, SQLite would give its id a second time
            query = query.where(ids < select(func.max(ids).label("newest")).scalar_subquery())
        return session.scalars(query.order_by(ids).limit(self._most)).all()


def _carry_out(session: Session, rule: Rule, ids: Sequence[int]) -> None:
    if not ids:
        return
    table = table_of(rule.table)
    these = table.c.id.in_(ids)
    statement = delete(table).where(these) if rule.becomes is None else update(table).where(these).values(rule.becomes)
    session.connection().execute(statement)
