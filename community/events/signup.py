"""Signing up, waiting, leaving; each with the deliveries that it causes."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.campus import house
from community.content import PUBLISHED
from community.database import one_at_a_time
from community.events import quota, rules
from community.events.kinds import REMINDER, SEAT
from community.events.states import SignupState
from community.events.tables import Event, EventSignup
from community.post import outbox
from community.post.conversations import Conversation
from community.students import quiet

HOLDING = (SignupState.CONFIRMED, SignupState.OFFERED)
TOLD = (*HOLDING, SignupState.WAITLISTED)


class SignupClosed(Exception):
    """The event has begun, was cancelled or takes no more sign-ups."""


class KeptBack(Exception):
    """Newcomers have had their share of the seats for now; `until` is when the student can try again."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class EventFull(Exception):
    """Every seat is taken; `position` is the place on the waitlist that the student would get."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


def upcoming(session: Session, now: datetime) -> list[Event]:
    """Return the live events that are not over, the soonest first."""
    coming = [event for event in Event.live(session, now) if event.ends_at > now]
    return sorted(coming, key=lambda event: (event.starts_at, event.id))


def is_open(event: Event, now: datetime) -> bool:
    """Say whether the event still takes sign-ups."""
    closes = event.signup_closes or event.starts_at
    return event.status == PUBLISHED and now < min(closes, event.starts_at)


def seats_left(session: Session, event: Event) -> int | None:
    """Return how many seats nobody holds, None where all who come have room."""
    return None if event.capacity is None else len(_free_seats(session, event))


def find(session: Session, event_id: int, student_id: int) -> EventSignup | None:
    """Return the student's sign-up in any status, or None."""
    return session.scalar(
        select(EventSignup).where(EventSignup.event_id == event_id, EventSignup.student_id == student_id)
    )


def of_student(session: Session, student_id: int, now: datetime) -> list[EventSignup]:
    """Return what the student has signed up for and is not over, the soonest first."""
    query = select(EventSignup).join(EventSignup.event).where(EventSignup.student_id == student_id)
    query = query.where(EventSignup.status != SignupState.CANCELLED, Event.ends_at > now, Event.status == PUBLISHED)
    return list(session.scalars(query.order_by(Event.starts_at)))


def sign_up(
    session: Session,
    event: Event,
    *,
    student_id: int,
    conversation: Conversation,
    join_waitlist: bool,
    now: datetime,
) -> EventSignup:
    """Give the student a seat and queue the reminders; who has one already, or waits already, keeps it.

    Raises:
        SignupClosed: nothing is written.
        EventFull: no seat is free and `join_waitlist` is False; nothing is written.
        KeptBack: newcomers have had enough seats and places for now; nothing is written.
    """
    if not is_open(event, now):
        raise SignupClosed(event.id)
    _queue_up(session, event.id)
    signup = find(session, event.id, student_id)
    if signup is not None and signup.status in (SignupState.CONFIRMED, SignupState.WAITLISTED):
        return signup
    if signup is not None and signup.status == SignupState.OFFERED:
        return _confirm(session, signup, now=now)
    if until := quota.kept_back_until(session, event, conversation, now=now):
        raise KeptBack(until)
    # A seat may be free for a moment while others wait: it is theirs.
    full = event.capacity is not None and bool(_waiting(session, event.id) or not _free_seats(session, event))
    if full and not join_waitlist:
        raise EventFull(len(_waiting(session, event.id)) + 1)
    signup = signup or EventSignup(event=event, student_id=student_id)
    signup.conversation, signup.joined_at = conversation, now
    session.add(signup)
    if full:
        signup.status = SignupState.WAITLISTED
        session.flush()
        return signup
    signup.seat = _next_seat(session, event)
    return _confirm(session, signup, now=now)


def _queue_up(session: Session, event_id: int) -> None:
    # Two racers for one seat: the unique (event, seat) lets one in; standing in line spares the other the retry.
    one_at_a_time(session, f"event:{event_id}")


def _next_seat(session: Session, event: Event) -> int | None:
    with session.no_autoflush:
        return _free_seats(session, event)[0] if event.capacity is not None else None


def _free_seats(session: Session, event: Event) -> list[int]:
    taken = set(session.scalars(select(EventSignup.seat).where(EventSignup.event_id == event.id)))
    return [seat for seat in range(1, (event.capacity or 0) + 1) if seat not in taken]


def _waiting(session: Session, event_id: int) -> Sequence[EventSignup]:
    query = select(EventSignup).where(EventSignup.event_id == event_id, EventSignup.status == SignupState.WAITLISTED)
    return session.scalars(query.order_by(EventSignup.joined_at, EventSignup.id)).all()


def position(session: Session, signup: EventSignup) -> int:
    """Return the place on the waitlist, from 1."""
    return [waiting.id for waiting in _waiting(session, signup.event_id)].index(signup.id) + 1


def _confirm(session: Session, signup: EventSignup, *, now: datetime) -> EventSignup:
    signup.status, signup.held_until = SignupState.CONFIRMED, None
    session.flush()
    outbox.cancel(session, SEAT, signup)
    _queue_reminders(session, signup, now=now)
    return signup


def _queue_reminders(session: Session, signup: EventSignup, *, now: datetime) -> None:
    leads = house.rules(session).event_reminders
    for due_at in rules.reminder_times(signup.event.starts_at, leads, now=now):
        outbox.enqueue(
            session,
            REMINDER,
            signup.conversation,
            about=signup,
            due_at=due_at,
            now=now,
            # Who leaves and joins again is reminded again, though an earlier row for that time was taken back.
            key=f"{REMINDER.name}:{signup.id}:{now.timestamp()}:{due_at.timestamp():.0f}",
        )


def remind_anew(session: Session, signup: EventSignup, *, now: datetime) -> None:
    """Queue the reminders for the time that the event has now, in place of those queued before."""
    outbox.cancel(session, REMINDER, signup)
    if signup.status == SignupState.CONFIRMED and signup.event.status == PUBLISHED:
        _queue_reminders(session, signup, now=now)


def leave(session: Session, event_id: int, *, student_id: int, now: datetime) -> EventSignup | None:
    """Give up the seat or the place on the waitlist; a freed seat is offered to whoever waits longest.

    Returns None where the student was not signed up.
    """
    signup = find(session, event_id, student_id)
    if signup is None or signup.status == SignupState.CANCELLED:
        return None
    _queue_up(session, event_id)
    give_up(session, signup)
    fill_seats(session, signup.event, now=now)
    return signup


def give_up(session: Session, signup: EventSignup) -> None:
    """Take the seat and what is queued about it back."""
    signup.status, signup.seat, signup.held_until = SignupState.CANCELLED, None, None
    for kind in (REMINDER, SEAT):
        outbox.cancel(session, kind, signup)
    session.flush()


def fill_seats(session: Session, event: Event, *, now: datetime) -> int:
    """Offer each free seat to whoever waits longest, and return how many were offered."""
    if event.capacity is None or not is_open(event, now):
        return 0
    _queue_up(session, event.id)
    offered = 0
    for signup, seat in zip(_waiting(session, event.id), _free_seats(session, event), strict=False):
        signup.seat, signup.status = seat, SignupState.OFFERED
        _offer(session, signup, now=now)
        offered += 1
    session.flush()
    return offered


def _offer(session: Session, signup: EventSignup, *, now: datetime) -> None:
    student = signup.conversation.channel_address.student
    assert student is not None, "only students sign up"
    signup.held_until = rules.seat_held_until(
        signup.event.starts_at,
        house.rules(session).seat_kept,
        zone=ZoneInfo(student.zone),
        quiet=quiet.hours(session, student),
        now=now,
    )
    outbox.enqueue(
        session,
        SEAT,
        signup.conversation,
        about=signup,
        due_at=now,
        now=now,
        key=f"{SEAT.name}:{signup.id}:{now.timestamp()}",
    )
