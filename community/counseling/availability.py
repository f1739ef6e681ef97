"""Opening appointment slots from the rules, and finding those that are still free."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from community.counseling import rules
from community.counseling.rules import Wish
from community.counseling.tables import (
    Appointment,
    AppointmentSlot,
    AvailabilityException,
    AvailabilityRule,
    Counselor,
)


def open_slots(session: Session, *, now: datetime, zone: ZoneInfo, term_start: date = rules.TERM_START) -> int:
    """Make the appointment slots of the next three weeks agree with rules and leave; return how many are new.

    Doing it again changes nothing. A slot that lies in a leave is closed, one that no rule gives any more is
    withdrawn, and both come back when their reason goes; an appointment made in one stands until someone moves it.

    Args:
        zone: the campus clock's, in which the rules are written.
    """
    horizon = now + rules.OPENED_AHEAD
    before = session.scalar(select(func.count()).select_from(AppointmentSlot)) or 0
    for counselor in session.scalars(select(Counselor)):
        wanted = _wanted(session, counselor, now, horizon, zone, term_start)
        _add(session, counselor, wanted, zone)
        _settle(session, counselor, set(wanted), now)
    session.flush()
    return (session.scalar(select(func.count()).select_from(AppointmentSlot)) or 0) - before


def _wanted(
    session: Session, counselor: Counselor, now: datetime, horizon: datetime, zone: ZoneInfo, term_start: date
) -> list[datetime]:
    if not counselor.active:
        return []
    work = session.scalars(select(AvailabilityRule).where(AvailabilityRule.counselor_id == counselor.id)).all()
    today = now.astimezone(zone).date()
    days = [today + timedelta(days=ahead) for ahead in range(rules.OPENED_AHEAD.days + 1)]
    starts = [start for day in days for rule in work for start in _starts(rule, day, zone, term_start)]
    booked = select(AppointmentSlot.starts_at).where(
        AppointmentSlot.counselor_id == counselor.id, AppointmentSlot.id.in_(_booked())
    )
    return rules.without_overlaps((s for s in starts if now < s <= horizon), session.scalars(booked).all())


def _starts(rule: AvailabilityRule, day: date, zone: ZoneInfo, term_start: date) -> Iterable[datetime]:
    if (rule.valid_from and day < rule.valid_from) or (rule.valid_until and day > rule.valid_until):
        return []
    if not rules.works_on(day, rule.weekday, rule.weeks, term_start):
        return []
    return rules.starts_between(day, rule.begins, rule.ends, zone)


def _add(session: Session, counselor: Counselor, starts: Sequence[datetime], zone: ZoneInfo) -> None:
    rows = [
        {
            "counselor_id": counselor.id,
            "starts_at": start,
            "ends_at": start + rules.SESSION,
            "blocked_until": start + rules.SESSION + rules.BUFFER,
            "day": start.astimezone(zone).date(),
            "state": "open",
        }
        for start in starts
    ]
    if rows:
        insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        session.execute(insert(AppointmentSlot).values(rows).on_conflict_do_nothing())


def _settle(session: Session, counselor: Counselor, wanted: set[datetime], now: datetime) -> None:
    away = session.scalars(
        select(AvailabilityException).where(
            AvailabilityException.counselor_id == counselor.id, AvailabilityException.ends_at > now
        )
    ).all()
    coming = select(AppointmentSlot).where(
        AppointmentSlot.counselor_id == counselor.id, AppointmentSlot.starts_at > now
    )
    for slot in session.scalars(coming):
        if any(leave.starts_at < slot.ends_at and slot.starts_at < leave.ends_at for leave in away):
            slot.state = "leave"
        else:
            slot.state = "open" if slot.starts_at in wanted else "withdrawn"


def free_slots(
    session: Session,
    *,
    now: datetime,
    after: datetime | None = None,
    before: datetime | None = None,
    wish: Wish = Wish(),  # noqa: B008 - frozen, so one for all is safe
    moving: Appointment | None = None,
) -> list[AppointmentSlot]:
    """Return the appointment slots that can be booked at `now`, earliest first.

    Args:
        after: the earliest start wanted; never earlier than the notice that counselors need.
        before: the start must lie before it.
        moving: an appointment that would give up its own place, so that it does not make its day full.
    """
    earliest = max(after or now, rules.earliest_start(now))
    query = _coming().where(
        AppointmentSlot.state == "open",
        AppointmentSlot.starts_at >= earliest,
        AppointmentSlot.id.not_in(_booked()),
    )
    if before is not None:
        query = query.where(AppointmentSlot.starts_at < before)
    full = _full_days(session, moving=moving)
    return [
        slot
        for slot in session.scalars(query)
        if _suits(slot.counselor, wish) and (slot.counselor_id, slot.day) not in full
    ]


def away(session: Session, *, after: datetime, before: datetime, wish: Wish) -> list[Counselor]:
    """Return who would work between the two times and is on leave."""
    query = _coming().where(
        AppointmentSlot.state == "leave", AppointmentSlot.starts_at >= after, AppointmentSlot.starts_at < before
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
    return select(Appointment.slot_id).where(Appointment.status == "confirmed")


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
