"""Opening appointment slots from the rules, and finding those that are still free."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from community.campus import house, office, terms
from community.campus.house_rules import HouseRules
from community.campus.rules import OfficeCalendar
from community.campus.term_rules import Term, term_of
from community.counseling import leaves, rules
from community.counseling.rules import Span, Wish
from community.counseling.states import SlotState
from community.counseling.tables import (
    STANDS,
    Appointment,
    AppointmentSlot,
    AvailabilityRule,
    Counselor,
)
from community.database import insert_new


class _Slot(NamedTuple):
    """What is looked at of a slot, hour by hour, instead of the whole row."""

    id: int
    starts_at: datetime
    ends_at: datetime
    blocked_until: datetime
    state: str


class _Campus(NamedTuple):
    """By what times are opened."""

    calendar: OfficeCalendar
    terms: Sequence[Term]
    house: HouseRules


def open_slots(session: Session, *, now: datetime, zone: ZoneInfo) -> int:
    """Make the appointment slots as far ahead as times are opened agree with the rules; return how many are new.

    Doing it again changes nothing. A slot that no rule gives any more, or that falls on a feast, is withdrawn, and
    comes back when one does; an appointment made in it stands until someone moves it, and keeps its length. Leaves are
    another matter: `leaves.py`.

    Args:
        zone: the campus clock's, in which the rules are written.
    """
    campus = _Campus(office.calendar(session, zone), terms.known(session), house.rules(session))
    work, coming, booked = _rules_of_each(session), _coming_slots(session, now), _booked_spans(session)
    opened = 0
    for counselor in session.scalars(select(Counselor)):
        number = counselor.id
        rules_now = work[number] if counselor.active else []
        wanted = _wanted(rules_now, booked[number], now, campus)
        state = partial(_state, frozenset(wanted))
        new = [start for start in wanted if start not in coming[number]]
        opened += _add(session, number, new, zone, campus.house, state)
        _settle(session, coming[number].values(), state)
        _give_length(session, counselor, coming[number].values(), campus.house)
    return opened


def _rules_of_each(session: Session) -> Mapping[int, list[AvailabilityRule]]:
    found: defaultdict[int, list[AvailabilityRule]] = defaultdict(list)
    for rule in session.scalars(select(AvailabilityRule).order_by(AvailabilityRule.id)):
        found[rule.counselor_id].append(rule)
    return found


def _coming_slots(session: Session, now: datetime) -> Mapping[int, dict[datetime, _Slot]]:
    found: defaultdict[int, dict[datetime, _Slot]] = defaultdict(dict)
    slot = AppointmentSlot
    columns = select(slot.counselor_id, slot.id, slot.starts_at, slot.ends_at, slot.blocked_until, slot.state)
    for counselor, number, starts_at, ends_at, blocked_until, state in session.execute(
        columns.where(slot.starts_at > now)
    ):
        found[counselor][starts_at] = _Slot(number, starts_at, ends_at, blocked_until, state)
    return found


def _booked_spans(session: Session) -> Mapping[int, list[Span]]:
    found: defaultdict[int, list[Span]] = defaultdict(list)
    query = select(AppointmentSlot.counselor_id, AppointmentSlot.starts_at, AppointmentSlot.blocked_until)
    for counselor, starts_at, blocked_until in session.execute(query.where(AppointmentSlot.id.in_(_booked()))):
        found[counselor].append((starts_at, blocked_until))
    return found


def _wanted(work: Sequence[AvailabilityRule], booked: Sequence[Span], now: datetime, campus: _Campus) -> list[datetime]:
    horizon = now + campus.house.opened_ahead
    today = now.astimezone(campus.calendar.zone).date()
    days = [today + timedelta(days=ahead) for ahead in range(campus.house.opened_ahead.days + 1)]
    opened = [day for day in days if not campus.calendar.is_free(day)]
    starts = [start for day in opened for rule in work for start in _starts(rule, day, campus)]
    coming = (start.astimezone(UTC) for start in starts if now < start <= horizon)
    return rules.without_overlaps(coming, booked, campus.house)


def _starts(rule: AvailabilityRule, day: date, campus: _Campus) -> Iterable[datetime]:
    if (rule.valid_from and day < rule.valid_from) or (rule.valid_until and day > rule.valid_until):
        return []
    if not rules.works_on(day, rule.weekday, rule.weeks, term_of(day, campus.terms)):
        return []
    return rules.starts_between(day, rule.begins, rule.ends, campus.calendar.zone, campus.house)


def _state(wanted: Collection[datetime], starts_at: datetime) -> str:
    return SlotState.OPEN if starts_at in wanted else SlotState.WITHDRAWN


def _add(
    session: Session,
    counselor_id: int,
    starts: Sequence[datetime],
    zone: ZoneInfo,
    its: HouseRules,
    state: Callable[[datetime], str],
) -> int:
    rows = [
        {
            "counselor_id": counselor_id,
            "starts_at": start,
            **_length(start, its),
            "day": start.astimezone(zone).date(),
            "state": state(start),
        }
        for start in starts
    ]
    return len(insert_new(session, AppointmentSlot, rows))


def _settle(session: Session, slots: Iterable[_Slot], state: Callable[[datetime], str]) -> None:
    changed = [{"id": slot.id, "state": new} for slot in slots if (new := state(slot.starts_at)) != slot.state]
    if changed:
        session.execute(update(AppointmentSlot), changed)


def _length(start: datetime, its: HouseRules) -> dict[str, datetime]:
    return {"ends_at": start + its.session, "blocked_until": start + its.session + its.buffer}


def _give_length(session: Session, counselor: Counselor, slots: Iterable[_Slot], its: HouseRules) -> None:
    """Let the slots that nobody has booked be as long as sessions are now."""
    due = {slot.id: length for slot in slots if (length := _length(slot.starts_at, its)) != _length_of(slot)}
    if not due:
        return
    # Who is booking one of them just now holds the counselor's row, and is waited for.
    session.get(Counselor, counselor.id, with_for_update=True)
    kept = set(session.scalars(_booked()))
    changed = [{"id": number, **length} for number, length in due.items() if number not in kept]
    if changed:
        session.execute(update(AppointmentSlot), changed)


def _length_of(slot: _Slot) -> dict[str, datetime]:
    return {"ends_at": slot.ends_at, "blocked_until": slot.blocked_until}


def free_slots(
    session: Session,
    *,
    now: datetime,
    after: datetime | None = None,
    before: datetime | None = None,
    wish: Wish = Wish(),  # noqa: B008 - frozen, so one for all is safe
    moving: Appointment | None = None,
    without: Collection[tuple[int, date]] = (),
) -> list[AppointmentSlot]:
    """Return the appointment slots that can be booked at `now`, earliest first.

    Args:
        after: the earliest start wanted; never earlier than the notice that counselors need.
        before: the start must lie before it.
        moving: an appointment that would give up its own place, so that it does not make its day full.
        without: days of counselors that this student cannot have.
    """
    earliest = max(after or now, rules.earliest_start(now, house.rules(session).booking_notice))
    query = _coming().where(
        AppointmentSlot.state == SlotState.OPEN,
        AppointmentSlot.starts_at >= earliest,
        AppointmentSlot.id.not_in(_booked()),
        ~leaves.cover(),
    )
    if before is not None:
        query = query.where(AppointmentSlot.starts_at < before)
    full = _full_days(session, moving=moving).union(without)
    return [
        slot
        for slot in session.scalars(query)
        if _suits(slot.counselor, wish) and (slot.counselor_id, slot.day) not in full
    ]


def away(session: Session, *, after: datetime, before: datetime, wish: Wish) -> list[Counselor]:
    """Return who would work between the two times and is on leave."""
    query = _coming().where(
        AppointmentSlot.state == SlotState.OPEN,
        AppointmentSlot.starts_at >= after,
        AppointmentSlot.starts_at < before,
        leaves.cover(),
    )
    found = [slot.counselor for slot in session.scalars(query) if _suits(slot.counselor, wish)]
    return list(dict.fromkeys(found))


def counselors(session: Session) -> list[Counselor]:
    """Return the counselors who see students."""
    return list(session.scalars(select(Counselor).where(Counselor.active).order_by(Counselor.id)))


def named(session: Session, words: str) -> list[Counselor]:
    """Return the counselors whom the words name, in either language."""
    return [one for one in counselors(session) if rules.names_counselor(words, one.name, one.name_en)]


def is_full(session: Session, slot: AppointmentSlot, *, moving: Appointment | None = None) -> bool:
    """Say whether the counselor already sees as many students that day as is good for both."""
    return (slot.counselor_id, slot.day) in _full_days(session, moving=moving)


def _coming() -> Select[AppointmentSlot]:
    return (
        select(AppointmentSlot)
        .join(AppointmentSlot.counselor)
        .where(Counselor.active)
        .order_by(AppointmentSlot.starts_at, AppointmentSlot.counselor_id)
    )


def _suits(counselor: Counselor, wish: Wish) -> bool:
    return (
        wish.gender in (None, counselor.gender)
        and wish.language in (None, *counselor.languages)
        and (wish.counselor_ids is None or counselor.id in wish.counselor_ids)
    )


def _booked() -> Select[int]:
    return select(Appointment.slot_id).where(STANDS)


def _full_days(session: Session, *, moving: Appointment | None) -> set[tuple[int, date]]:
    booked = _booked() if moving is None else _booked().where(Appointment.id != moving.id)
    query = (
        select(AppointmentSlot.counselor_id, AppointmentSlot.day)
        .join(Counselor, Counselor.id == AppointmentSlot.counselor_id)
        .where(AppointmentSlot.id.in_(booked))
        .group_by(AppointmentSlot.counselor_id, AppointmentSlot.day, Counselor.max_per_day)
        .having(func.count() >= Counselor.max_per_day)
    )
    return {(counselor, day) for counselor, day in session.execute(query)}
