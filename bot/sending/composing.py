"""What a delivery says at the moment it leaves: things as they stand now, or nothing."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from actions.dialogue import registry
from actions.dialogue.reply import Reply, packed, unpacked
from actions.dialogue.turn import Occasion
from bot.logs import place_of
from bot.sending.envelope import sealed
from community.post import outbox, rules
from community.post.rules import Dropped, GivenUp
from community.post.tables import Delivery
from community.students.tables import Student

log = structlog.get_logger()


Composed = Reply | Dropped | GivenUp | datetime
"""What to send now, why nothing is sent, or the time to keep the delivery for."""


def composed_all(session: Session, deliveries: Sequence[Delivery], *, now: datetime, zone: ZoneInfo) -> list[Composed]:
    """Return what each of the deliveries says.

    Args:
        zone: the campus zone, for readers who have none of their own.
    """
    settled = all(map(_is_settled, deliveries))  # then nothing is written that might have to be taken back
    try:
        with nullcontext() if settled else session.begin_nested():  # one for all: one each takes as long as composing
            return _all_as_things_stand(session, deliveries, now, zone)
    except (OperationalError, InterfaceError):
        raise  # the database's trouble, not that of a delivery
    except Exception:  # which of them it is shows when each is tried alone
        return [composed(session, one, now=now, zone=zone) for one in deliveries]


def composed(session: Session, delivery: Delivery, *, now: datetime, zone: ZoneInfo) -> Composed:
    """Return what one delivery says; whatever is wrong with it, nothing is left of the attempt."""
    try:
        with session.begin_nested():
            return _all_as_things_stand(session, [delivery], now, zone)[0]
    except (OperationalError, InterfaceError):
        raise  # the database's trouble, not this delivery's
    except Exception as error:  # one delivery that cannot be composed must not stop those behind it; staff are shown it
        log.error(
            "not_composed", delivery=delivery.id, kind=delivery.kind, error=type(error).__name__, at=place_of(error)
        )
        return GivenUp(f"could not be composed: {type(error).__name__}")


def _all_as_things_stand(
    session: Session, deliveries: Sequence[Delivery], now: datetime, zone: ZoneInfo
) -> list[Composed]:
    """Compose all before anything is written: each query would first write down what was composed before it."""
    says = [_as_things_stand(session, one, now, zone) for one in deliveries]
    fresh = {
        one: said
        for one, said in zip(deliveries, says, strict=True)
        if isinstance(said, Reply) and not _is_settled(one)
    }
    replies = sealed(session, [(one.conversation_id, said) for one, said in fresh.items()], now=now)
    for one, reply in zip(fresh, replies, strict=True):
        fresh[one], one.reply = reply, packed(reply)
    return [fresh.get(one, said) for one, said in zip(deliveries, says, strict=True)]


def _as_things_stand(session: Session, delivery: Delivery, now: datetime, zone: ZoneInfo) -> Composed:
    place = delivery.conversation.channel_address
    if place.blocked_at is not None:
        return GivenUp(rules.LEFT)
    later = _not_before(delivery, place.student, now)
    if delivery.valid_until is not None and max(now, later) >= delivery.valid_until:
        return Dropped(rules.TOO_LATE)
    if later > now:
        return later
    if outbox.is_overtaken(session, delivery, now=now):
        return Dropped("a later one says it")
    if delivery.reply is not None and _is_settled(delivery):
        return unpacked(delivery.reply)
    reply = _compose(session, delivery, now, zone)  # also at a second try: what was right at the first may be stale
    return Dropped("nothing left to say") if reply is None else reply


def _is_settled(delivery: Delivery) -> bool:
    return delivery.reply is not None and registry.composer_for(delivery.kind) is None


def _not_before(delivery: Delivery, student: Student | None, now: datetime) -> datetime:
    if student is None or not delivery.is_pushed or delivery.kind not in rules.WAITS_FOR_MORNING:
        return now
    return rules.after_quiet_hours(now, ZoneInfo(student.zone), student.quiet_from, student.quiet_until)


def _compose(session: Session, delivery: Delivery, now: datetime, zone: ZoneInfo) -> Reply | None:
    compose = registry.composer_for(delivery.kind)
    if compose is None:
        raise LookupError(f"nobody composes a delivery of kind {delivery.kind}")
    student = delivery.conversation.channel_address.student
    return compose(
        Occasion(
            session=session,
            now=now,
            delivery=delivery,
            conversation=delivery.conversation,
            student=student,
            language=(student.language if student else None) or delivery.conversation.language or "zh",
            zone=ZoneInfo(student.zone) if student else zone,
        )
    )
