"""All published guidance, read once and kept until something changes, whoever changes it."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.content import PUBLISHED, read_once
from community.guidance.tables import GuidanceItem, GuidanceSubject

T = TypeVar("T")

Edition = tuple[int, int]
"""What tells one state of all items from every other: how many they are, and the sum of their editions."""

STOCKS_KEPT, ITEMS_KEPT = 4, 12_000  # a process of tests has several databases; of much guidance one state is enough
AT_ONCE = 500

_EDITION = select(func.count(GuidanceItem.edition), func.coalesce(func.sum(GuidanceItem.edition), 0))
_PUBLISHED = select(GuidanceItem.id, GuidanceItem.edition).where(GuidanceItem.status == PUBLISHED)
_SUBJECTS = select(GuidanceSubject).order_by(GuidanceSubject.position, GuidanceSubject.id)


@dataclass(frozen=True)
class Stock:
    """All published items in the order of their numbers; they belong to no session, and nobody changes them."""

    edition: Edition
    items: tuple[GuidanceItem, ...]

    @cached_property
    def places(self) -> dict[int, int]:
        """Where each item stands, by its number."""
        return {item.id: place for place, item in enumerate(self.items)}


_kept: OrderedDict[Edition, Stock] = OrderedDict()
_lock = Lock()


def subjects(session: Session) -> Sequence[GuidanceSubject]:
    """Return all subjects, in the order of the menu."""
    return read_once(session, "subjects", lambda: session.scalars(_SUBJECTS).all())


def subject_for(session: Session, intent: str) -> GuidanceSubject | None:
    """Return the subject that a request asks for, None where there is none."""
    return next((one for one in subjects(session) if one.intent == intent), None)


def stock(session: Session) -> Stock:
    """Return what is published as the session sees it; read from the database as far as it has changed."""
    return read_once(session, "stock", lambda: _stock(session))


def _stock(session: Session) -> Stock:
    edition: Edition = tuple(map(int, session.execute(_EDITION).one()))  # type: ignore[assignment]
    with _lock:
        kept, newest = _kept.get(edition), next(reversed(_kept.values()), None)
    if kept is None:
        kept = Stock(edition, _read(session, newest))
    with _lock:
        keep_newest(_kept, edition, kept)
    return kept


def keep_newest(kept: OrderedDict[Edition, T], edition: Edition, newest: T) -> None:
    """Keep what was made of one edition, and let the oldest go where that is too much."""
    kept[edition] = newest
    kept.move_to_end(edition)
    while len(kept) > STOCKS_KEPT or (len(kept) > 1 and sum(items for items, _ in kept) > ITEMS_KEPT):
        kept.popitem(last=False)


def _read(session: Session, before: Stock | None) -> tuple[GuidanceItem, ...]:
    """Return the published items, those that are as they were before without reading them again."""
    known = {(item.id, item.edition): item for item in before.items} if before else {}
    now = [(number, edition) for number, edition in session.execute(_PUBLISHED)]
    new = [number for number, edition in now if (number, edition) not in known]
    # In a session of its own, so that nobody's rows are taken out of theirs.
    with Session(session.connection(), expire_on_commit=False) as apart:
        for begin in range(0, len(new), AT_ONCE):
            query = select(GuidanceItem).where(GuidanceItem.id.in_(new[begin : begin + AT_ONCE]))
            known |= {(item.id, item.edition): item for item in apart.scalars(query)}
        apart.expunge_all()
    return tuple(known[each] for each in sorted(now))
