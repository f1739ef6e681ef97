"""What readers hold in their hands of a notice that was withdrawn, replaced or changed: it is marked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from community import channels
from community.content import PUBLISHED
from community.post import outbox
from community.post.states import MAY_HAVE_ARRIVED
from community.post.tables import Delivery, is_of
from community.safety.kinds import ANNOUNCING, MARK
from community.safety.states import MessageType, NoticeStatus
from community.safety.tables import SafetyNotice


@dataclass(frozen=True, slots=True)
class Fate:
    """What has become of a notice since it was told; `at` is when, `by` the notice that took its place."""

    what: Literal["stands", "changed", "replaced", "withdrawn"]
    at: datetime | None = None
    by: SafetyNotice | None = None


def fate(session: Session, notice: SafetyNotice, now: datetime, *, told_at: datetime | None = None) -> Fate:
    """Return what has become of a notice by `now`; whether its time is over is another question.

    Args:
        told_at: when somebody was told of it, so that a later change of its text counts; None for its text as it is.
    """
    if notice.state != PUBLISHED:
        return Fate("withdrawn", notice.withdrawn_at)
    newest = newest_after(session, notice, now)
    if newest.msg_type == MessageType.CANCEL:
        return Fate("withdrawn", newest.sent, newest)
    if newest is not notice:
        return Fate("replaced", newest.sent, newest)
    if told_at is not None and told_at < notice.sent:
        return Fate("changed", notice.sent)
    return Fate("stands")


def newest_after(session: Session, notice: SafetyNotice, now: datetime) -> SafetyNotice:
    """Return the latest notice that took the place of this one, or itself."""
    newest, seen = notice, {notice.id}
    while (newer := _next_after(session, newest, now)) is not None and newer.id not in seen:  # two may name each other
        newest = newer
        seen.add(newer.id)
    return newest


def _next_after(session: Session, notice: SafetyNotice, now: datetime) -> SafetyNotice | None:
    query = select(SafetyNotice).where(
        SafetyNotice.references_id == notice.id,
        SafetyNotice.state == PUBLISHED,
        SafetyNotice.status != NoticeStatus.TEST,
        SafetyNotice.effective <= now,
    )
    return session.scalar(query.order_by(SafetyNotice.sent.desc(), SafetyNotice.id.desc()).limit(1))


def standing(session: Session, now: datetime) -> tuple[object, ...]:
    """Return what differs as soon as the fate of any notice does."""
    notices = select(SafetyNotice.state, func.count(), func.max(SafetyNotice.sent), func.max(SafetyNotice.withdrawn_at))
    begun = select(func.count()).where(SafetyNotice.effective <= now)
    by_state = session.execute(notices.group_by(SafetyNotice.state).order_by(SafetyNotice.state))
    return (*(tuple(row) for row in by_state), session.scalar(begun))


def mark(session: Session, notice: SafetyNotice, now: datetime) -> int:
    """Queue a mark on every message that told of the notice which this one replaces, or of its own earlier text."""
    earlier = Delivery.created_at < notice.sent
    return _mark(session, or_(Delivery.about == notice.references_id, (Delivery.about == notice.id) & earlier), now)


def mark_all(session: Session, notice: SafetyNotice, now: datetime) -> int:
    """Queue a mark on every message that told of a notice which was taken back, or of the one that it had replaced."""
    return _mark(session, Delivery.about.in_((notice.id, notice.references_id)), now)


def _mark(session: Session, which: ColumnElement[bool], now: datetime) -> int:
    # What is being sent at this moment counts: its mark waits in the same chat until that has ended.
    by_us = Delivery.channel.not_in(channels.MARKS_ITSELF)
    told = and_(is_of(*ANNOUNCING), which, Delivery.state.in_(MAY_HAVE_ARRIVED), by_us)
    return outbox.enqueue_after(session, MARK, told, now=now)
