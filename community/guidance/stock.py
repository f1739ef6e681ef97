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

Edition = tuple[int, int, int]
"""What tells one state of all items from every other: how many they are, the sum of their editions, the last number."""

STOCKS_KEPT, ITEMS_KEPT = 4, 12_000  # a process of tests has several databases; of much guidance one state is enough
AT_ONCE = 500

_EDITION = select(
    func.count(GuidanceItem.edition),
    func.coalesce(func.sum(GuidanceItem.edition), 0),
    func.coalesce(func.max(GuidanceItem.id), 0),
)
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
    while len(kept) > STOCKS_KEPT or (len(kept) > 1 and sum(items for items, *_ in kept) > ITEMS_KEPT):
        kept.popitem(last=False)


def _read(session: Session, before: Stock | None) -> tuple[GuidanceItem, ...]:
    """Return the published items, those that are as they were before without reading them again."""
    known = {(item.id, item.edition): item for item in before.items} if before else {}
    now = [(number, edition) for number, edition in session.execute(_PUBLISHED)]
    fresh = _fresh(session, [number for number, edition in now if (number, edition) not in known])
    found = (known.get(each) or fresh.get(each[0]) for each in sorted(now))
    return tuple(item for item in found if item is not None)  # None: it was taken back between two statements


def _fresh(session: Session, numbers: Sequence[int]) -> dict[int, GuidanceItem]:
    """Read items in a session of their own, so that nobody's rows are taken out of theirs."""
    found: dict[int, GuidanceItem] = {}
    with Session(session.connection(), expire_on_commit=False) as apart:
        for begin in range(0, len(numbers), AT_ONCE):
            these = GuidanceItem.id.in_(numbers[begin : begin + AT_ONCE])
            query = select(GuidanceItem).where(these, GuidanceItem.status == PUBLISHED)
            found |= {item.id: item for item in apart.scalars(query)}
        apart.expunge_all()
    return found
