"""What readers hold in their hands of a notice that a newer one has replaced: it is marked, so that none misleads."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.delivery import outbox
from community.delivery.rules import PULLED_CHANNELS
from community.delivery.tables import Delivery
from community.safety.tables import SafetyNotice

KIND = "notice_replaced"
ANNOUNCED = ("safety_notice", "severe_safety_notice")


def mark(session: Session, newer: SafetyNotice, now: datetime) -> int:
    """Queue an edit of every message that told of the notice which `newer` names; return how many those are."""
    told = select(Delivery).where(
        Delivery.kind.in_(ANNOUNCED),
        Delivery.about == newer.references_id,
        Delivery.state == "sent",
        Delivery.external_id.is_not(None),
        Delivery.channel.not_in(PULLED_CHANNELS),
    )
    deliveries = session.scalars(told).all() if newer.references_id else ()
    for delivery in deliveries:
        outbox.enqueue(
            session,
            KIND,
            delivery.conversation,
            about=delivery.id,
            due_at=now,
            now=now,
            valid_until=newer.expires,
            key=f"{KIND}:{delivery.id}:{newer.id}",
        )
    return len(deliveries)
