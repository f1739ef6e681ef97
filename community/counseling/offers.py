"""Which of the free times to offer first."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from community.counseling import availability
from community.counseling.rules import Wish
from community.counseling.tables import Appointment, AppointmentSlot, Counselor

OFFERED_AT_ONCE = 4
ELSEWHERE_AT_ONCE = 2  # of those at the wished time with somebody else, beside the wished counselor at other times


@dataclass(frozen=True, slots=True)
class Window:
    """The time a student would like: the start of the session lies at or after `start` and before `end`."""

    start: datetime
    end: datetime

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end

    def distance(self, moment: datetime) -> timedelta:
        """Return how far a moment lies from the window, zero inside."""
        return max(self.start - moment, moment - self.end, timedelta(0))


@dataclass(frozen=True, slots=True)
class Offer:
    """Free times, best first; the first `fitting` of them are just what was wished. `away` are on leave then."""

    slots: tuple[AppointmentSlot, ...]
    fitting: int
    away: tuple[Counselor, ...] = ()

    def shown(self, skip: int) -> list[AppointmentSlot]:
        """Return the few to show after so many, those that fit earliest first; from the top after the last."""
        begin = skip if skip < len(self.slots) else 0
        end = begin + OFFERED_AT_ONCE
        fitting = sorted(self.slots[begin : min(end, self.fitting)], key=lambda slot: slot.starts_at)
        return [*fitting, *self.slots[max(begin, self.fitting) : end]]


def offer(
    session: Session,
    *,
    now: datetime,
    window: Window | None,
    wish: Wish,
    moving: Appointment | None = None,
    without: Collection[tuple[int, date]] = (),
) -> Offer:
    """Return all free times that come near a wish, best first.

    Inside the window come those of the wished counselors; then, nearest in time, the wished counselors elsewhere, and
    where a certain person was wished who is not free then, others in the window. A wish for a woman, a man or a
    language is kept: who else is free is for the student to ask.
    """
    suited = availability.free_slots(session, now=now, wish=wish, moving=moving, without=without)
    if window is None:
        return Offer(tuple(_varied(suited)), len(suited))
    inside = _varied(slot for slot in suited if slot.starts_at in window)
    nearest = _by_distance((slot for slot in suited if slot.starts_at not in window), window)
    away = availability.away(session, after=window.start, before=window.end, wish=wish)
    others: Sequence[AppointmentSlot] = ()
    if not inside and wish.counselor_ids is not None:
        anyone = replace(wish, counselor_ids=None)
        others = availability.free_slots(
            session, now=now, after=window.start, before=window.end, wish=anyone, moving=moving, without=without
        )
    slots = (*inside, *others[:ELSEWHERE_AT_ONCE], *nearest, *others[ELSEWHERE_AT_ONCE:])
    return Offer(slots, len(inside), tuple(away))


def _by_distance(slots: Iterable[AppointmentSlot], window: Window) -> list[AppointmentSlot]:
    return _varied(sorted(slots, key=lambda slot: (window.distance(slot.starts_at), slot.starts_at)))


def _varied(slots: Iterable[AppointmentSlot]) -> list[AppointmentSlot]:
    """Put the first time of each day and counselor before all second ones: a choice is no choice of quarter hours."""
    firsts: dict[object, AppointmentSlot] = {}
    seconds = [slot for slot in slots if firsts.setdefault((slot.day, slot.counselor_id), slot) is not slot]
    return [*firsts.values(), *seconds]
