"""Submitting, approving, publishing, replacing and withdrawing what staff write.

The console, the chat and the command line call the same functions. Each holds the row until the transaction ends: of
two who publish at once, the second finds it published, and nothing is told twice.
"""

from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from community import audit, samples, validity
from community.content import PUBLISHED, WITHDRAWN, ContentState
from community.database import Base, values_of
from community.publishing import rules
from community.publishing.matter import AnyMatter, Columns
from community.publishing.matters import matter_for
from community.publishing.rules import Faulty, Gone, Move, NotNow, NotReplaced, NotTheirs, Step, Why
from community.staff.actors import Actor
from community.standing import Standing

Row = TypeVar("Row", bound=Base)


class Take(Protocol):
    """A use case that takes one item one step further, or back."""

    def __call__(self, session: Session, item: Base, /, *, by: Actor, now: datetime) -> None:
        """Take the step.

        Raises:
            Refused: nothing is changed.
        """
        ...


def submit(session: Session, item: Base, *, by: Actor, now: datetime) -> None:
    """Hand a draft in for approval.

    Raises:
        Refused: nothing is changed.
    """
    _take(session, item, Step.SUBMIT, by, now)


def approve(session: Session, item: Base, *, by: Actor, now: datetime) -> None:
    """Publish what was submitted.

    Raises:
        Refused: nothing is changed.
    """
    _take(session, item, Step.APPROVE, by, now)


def publish(session: Session, item: Base, *, by: Actor, now: datetime) -> None:
    """Publish a draft, or what was withdrawn; a notice that names an earlier one takes its place.

    Raises:
        Refused: nothing is changed.
    """
    _take(session, item, Step.PUBLISH, by, now)


def take_back(session: Session, item: Base, *, by: Actor, now: datetime) -> None:
    """Make a draft of an item again, to be worked on; students don't see it meanwhile.

    Raises:
        Refused: nothing is changed.
    """
    _take(session, item, Step.TAKE_BACK, by, now)


def withdraw(session: Session, item: Base, *, by: Actor, now: datetime) -> None:
    """End a published item: it is said no more, and what was told of it is marked.

    Raises:
        Refused: nothing is changed.
    """
    _take(session, item, Step.WITHDRAW, by, now)


def replace(session: Session, earlier: Base, later: Base, *, by: Actor, now: datetime) -> None:
    """Publish `later` in the place of `earlier`; whoever was told of the earlier one is told of that.

    Raises:
        Refused: nothing is changed.
    """
    matter = matter_for(later)
    for each in sorted((earlier, later), key=lambda item: int(getattr(item, "id", 0))):  # all hold them in one order
        _hold(session, each)
    _check_replaces(matter, earlier, later)
    changes = matter.replaces(later, earlier) if matter.replaces is not None else {}
    _take(session, later, rules.way_out(matter.state_of(later)), by, now, changes)
    if matter.replaces is None:
        withdraw(session, earlier, by=by, now=now)


def _check_replaces(matter: AnyMatter, earlier: Base, later: Base) -> None:
    if type(earlier) is not type(later):
        raise NotReplaced(Why.OTHER_KIND)
    if earlier is later:
        raise NotReplaced(Why.ITSELF)
    if not matter.replaceable:
        raise NotReplaced(Why.NEVER)
    if matter.state_of(earlier) != PUBLISHED:
        raise NotReplaced(Why.NOT_PUBLISHED)


def hold_to_change(session: Session, item: Row, *, by: Actor) -> Row:
    """Hold a row until the transaction ends, as it stands now, for whoever wants to change it.

    Raises:
        Gone, NotTheirs: they may not.
    """
    held, matter = _hold(session, item), matter_for(item)
    if not rules.may_change(matter.state_of(held), by.roles, matter.may_write):
        raise NotTheirs
    return held


def hold_to_remove(session: Session, item: Base, *, by: Actor) -> None:
    """Hold a row until the transaction ends, for whoever removes it.

    Raises:
        Gone, NotTheirs: they may not.
        NotNow: students see it.
    """
    state = matter_for(item).state_of(_hold(session, item))
    if state == PUBLISHED:
        raise NotNow(Step.TAKE_BACK, state)
    if not rules.may_remove(state, by.roles):
        raise NotTheirs


def note_change(item: Base, *, now: datetime) -> None:
    """Have a change of an item count: in its version, and for those who were told of it as it was before."""
    matter = matter_for(item)
    _write(item, {**matter.changed(item, now), matter.column: rules.after_change(matter.state_of(item))})


def check(item: Base, step: Step, *, by: Actor) -> Move:
    """Return where a step leads that somebody is about to take.

    Raises:
        NotTheirs, NotNow: they may not, or the step does not begin where the item stands.
    """
    matter = matter_for(item)
    return rules.check(step, matter.state_of(item), by.roles, matter.may_write)


def way_out(item: Base) -> Take:
    """Return the use case that publishes an item as it stands: what was submitted is approved."""
    return approve if rules.way_out(state_of(item)) == Step.APPROVE else publish


def standing_of(session: Session, item: Base, now: datetime) -> Standing:
    """Return whether students see an item, and when that changes."""
    return matter_for(item).stands(session, item, now)


def state_of(item: Base) -> ContentState:
    """Return how far an item has got."""
    return matter_for(item).state_of(item)


def _take(session: Session, item: Base, step: Step, by: Actor, now: datetime, changes: Columns | None = None) -> None:
    """Take a step with an item; `changes` is what else it holds from then on."""
    matter = matter_for(_hold(session, item))
    before = matter.state_of(item)
    move = check(item, step, by=by)
    if move.ends == PUBLISHED:
        changes = _ready(matter, item, now, changes or {})
    _write(item, {**(changes or {}), matter.column: move.ends})
    session.flush()
    if before in (PUBLISHED, WITHDRAWN) and move.ends != PUBLISHED:
        matter.taken_back(session, item, now)
    samples.made_own(session, item)
    audit.record(session, who=by.who, what=move.audited, about=_about(item), now=now)


def _hold(session: Session, item: Row) -> Row:
    """Hold a row until the transaction ends, and read it as it stands now; SQLite has one writer at a time anyway."""
    session.flush()
    number: int = getattr(item, "id")  # noqa: B009 - a row of any table
    held = session.get(type(item), number, with_for_update=True, populate_existing=True)
    if held is None:
        raise Gone
    return held


def _ready(matter: AnyMatter, item: Base, now: datetime, changes: Columns) -> Columns:
    """Return what changes in an item that is published now; refuse what nobody would see, or what may not be kept."""
    rules.check_still_ahead(matter.ends(item), now=now)
    issued = {**changes, **matter.issued(item, now)}
    faults = validity.faults(type(item), {**values_of(item), **issued})
    if faults:
        raise Faulty(faults)
    return issued


def _write(item: Base, columns: Columns) -> None:
    for name, value in columns.items():
        setattr(item, name, value)


def _about(item: Base) -> str:
    return f"{item.__tablename__}:{getattr(item, 'id')}"  # noqa: B009 - a row of any table
