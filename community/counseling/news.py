"""What counselors hear of their appointments: each change a row, told in their own chat as things stand by then.

A message says how the appointment differs from what the counselor was last told. So one that is booked and cancelled
before anything could leave is not told at all, and one that was moved twice is told once.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.counseling.kinds import NEWS
from community.counseling.states import AppointmentState
from community.counseling.tables import Appointment, AppointmentNews, AppointmentSlot, Counselor
from community.post import outbox
from community.post.states import MAY_HAVE_ARRIVED
from community.post.tables import Delivery, is_of
from community.staff import chats

TOOK_PLACE = (AppointmentState.PAST, AppointmentState.ATTENDED)


@dataclass(frozen=True, slots=True)
class Change:
    """What is new for a counselor: `before` is the slot they were told of, `after` the one that stands.

    `moved_away`: the appointment goes on, with a colleague.
    """

    what: Literal["booked", "moved", "cancelled"]
    before: AppointmentSlot | None
    after: AppointmentSlot | None
    moved_away: bool = False


def tell(
    session: Session,
    appointment: Appointment,
    *,
    before: AppointmentSlot | None,
    after: AppointmentSlot | None,
    now: datetime,
) -> None:
    """Write a change down for the counselors it concerns, and queue it for their chats, in this transaction."""
    slots = [slot for slot in (before, after) if slot is not None]
    session.flush()
    for counselor in dict.fromkeys(slot.counselor for slot in slots):
        news = AppointmentNews(
            appointment_id=appointment.id,
            counselor_id=counselor.id,
            from_slot_id=before.id if before else None,
            to_slot_id=after.id if after else None,
            at=now,
        )
        session.add(news)
        session.flush()
        _queue(session, news, counselor, valid_until=max(slot.ends_at for slot in slots), now=now)


def _queue(
    session: Session, news: AppointmentNews, counselor: Counselor, *, valid_until: datetime, now: datetime
) -> None:
    chat = chats.of_account(session, counselor.staff_id) if counselor.staff_id is not None else None
    if chat is not None:
        key = f"{NEWS.name}:{news.id}"
        outbox.enqueue(
            session, NEWS, chat.conversation, about=news, due_at=now, now=now, valid_until=valid_until, key=key
        )


def still_to_say(session: Session, news: AppointmentNews, *, now: datetime) -> Change | None:
    """Return what the counselor does not know yet, and note that they are told; None where they know all."""
    slot = news.appointment.slot
    stands = news.appointment.status == AppointmentState.CONFIRMED
    after = slot if stands and slot.counselor_id == news.counselor_id else None
    before = _last_heard(session, news)
    if before is after:
        return None
    news.said_slot_id, news.said_at = after.id if after else None, now
    if before is None:
        return Change("booked", None, after)
    return Change("moved" if after else "cancelled", before, after, moved_away=after is None and stands)


def _last_heard(session: Session, news: AppointmentNews) -> AppointmentSlot | None:
    """Return the slot that the counselor was told of by any other message, None where the last told of none.

    What may have arrived counts as told: saying it again could confuse.
    """
    query = (
        select(AppointmentNews.said_slot_id)
        .join(Delivery, is_of(NEWS) & (Delivery.about == AppointmentNews.id))
        .where(AppointmentNews.appointment_id == news.appointment_id, AppointmentNews.id != news.id)
        .where(AppointmentNews.counselor_id == news.counselor_id, Delivery.state.in_(MAY_HAVE_ARRIVED))
        .order_by(AppointmentNews.said_at.desc(), AppointmentNews.id.desc())
    )
    number = session.scalar(query.limit(1))
    return session.get(AppointmentSlot, number) if number is not None else None


def is_first_visit(session: Session, appointment: Appointment) -> bool:
    """Say whether the student has never been to any counselor before."""
    earlier = (
        select(Appointment.id)
        .join(Appointment.slot)
        .where(Appointment.student_id == appointment.student_id, Appointment.id != appointment.id)
        .where(Appointment.status.in_(TOOK_PLACE), AppointmentSlot.starts_at < appointment.slot.starts_at)
    )
    return session.scalar(earlier.limit(1)) is None
