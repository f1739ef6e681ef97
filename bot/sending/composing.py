"""What a delivery says at the moment it leaves: things as they stand now, or nothing."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from actions.dialogue import registry
from actions.dialogue.reply import Reply, packed, unpacked
from actions.dialogue.turn import Occasion
from bot.logs import place_of
from bot.sending.envelope import sealed
from community.kinds import all_kinds
from community.post import outbox, rules
from community.post.kinds import AnyKind, Kind, Row
from community.post.rules import Dropped, GivenUp
from community.post.tables import Delivery
from community.students import preferences, quiet
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
    rows = _rows(session, deliveries)
    says = [_as_things_stand(session, one, rows[one], now, zone) for one in deliveries]
    fresh = {
        one: said
        for one, said in zip(deliveries, says, strict=True)
        if isinstance(said, Reply) and not _is_settled(one)
    }
    replies = sealed(session, [(one.conversation_id, said) for one, said in fresh.items()], now=now)
    for one, reply in zip(fresh, replies, strict=True):
        fresh[one], one.reply = reply, packed(reply)
    return [fresh.get(one, said) for one, said in zip(deliveries, says, strict=True)]


def _rows(session: Session, deliveries: Sequence[Delivery]) -> dict[Delivery, Any]:
    """Return what each delivery is about; held together, so that one row which many are about is read once."""
    return {one: _row(session, one) for one in deliveries}


def _row(session: Session, delivery: Delivery) -> Any:
    kind = all_kinds().get(delivery.kind)
    return None if kind is None or _is_settled(delivery) else kind.load(session, delivery.about)


def _as_things_stand(session: Session, delivery: Delivery, row: Any, now: datetime, zone: ZoneInfo) -> Composed:
    place, kind = delivery.conversation.channel_address, all_kinds().get(delivery.kind)
    if place.blocked_at is not None:
        return GivenUp(rules.LEFT)
    later = _not_before(session, delivery, kind, place.student, now)
    if delivery.valid_until is not None and max(now, later) >= delivery.valid_until:
        return Dropped(rules.TOO_LATE)
    if later > now:
        return later
    if kind is not None and kind.latest_says_all and outbox.is_overtaken(session, delivery, now=now):
        return Dropped("a later one says it")
    if delivery.reply is not None and _is_settled(delivery):
        return unpacked(delivery.reply)
    if kind is None:
        return _unknown(delivery)
    return written(kind, _occasion(session, delivery, now, zone), row)  # at a second try too: the first may be stale


def _unknown(delivery: Delivery) -> GivenUp:
    """Leave to staff what another version queued and this one cannot write."""
    log.error("kind_unknown", delivery=delivery.id, kind=delivery.kind)
    return GivenUp(f"no kind of delivery is called {delivery.kind}")


def _is_settled(delivery: Delivery) -> bool:
    kind = all_kinds().get(delivery.kind)
    return delivery.reply is not None and (kind is None or registry.composer_for(kind) is None)


def _not_before(
    session: Session, delivery: Delivery, kind: AnyKind | None, student: Student | None, now: datetime
) -> datetime:
    if student is None or not delivery.is_pushed or kind is None or not kind.waits_for_morning:
        return now
    return rules.after_quiet_hours(now, ZoneInfo(student.zone), *quiet.hours(session, student))


def _occasion(session: Session, delivery: Delivery, now: datetime, zone: ZoneInfo) -> Occasion:
    student = delivery.conversation.channel_address.student
    return Occasion(
        session=session,
        now=now,
        delivery=delivery,
        conversation=delivery.conversation,
        student=student,
        language=(student.language if student else None) or delivery.conversation.language or "zh",
        zone=ZoneInfo(student.zone) if student else zone,
    )


def written(kind: Kind[Row], occasion: Occasion, row: Row | None) -> Reply | Dropped:
    """Return what a delivery about that row says now, or why it says nothing: here alone is asked what all have alike.

    Args:
        row: None where what it is about has gone, or where its kind is about nothing.
    """
    compose = registry.composer_for(kind)
    if compose is None:
        raise LookupError(f"nobody composes a delivery of kind {kind.name}")
    if row is None and kind.names_a_row:
        return Dropped("what it was about is gone")
    about = cast(Row, row)
    if kind.is_over(about, due_at=occasion.delivery.due_at, now=occasion.now):
        return Dropped(rules.TOO_LATE)
    if not _is_wanted(kind.subject_of(about), occasion):
        return Dropped("the student has turned it off")
    return compose(occasion, about) or Dropped("nothing left to say")


def _is_wanted(subject: str, occasion: Occasion) -> bool:
    if not subject:
        return True
    student = occasion.student
    return student is not None and preferences.wants(occasion.session, student.id, subject)
