"""After the term: what should have happened and did not."""

from collections.abc import Mapping

from sqlalchemy import func, select

from community.cases import kinds as cases
from community.counseling import kinds as counseling
from community.database import Database
from community.events import kinds as events
from community.post.conversations import Conversation
from community.post.kinds import AnyKind
from community.post.states import InboxState
from community.post.tables import UNFINISHED, Delivery, InboxItem
from community.reminders import kinds as reminders
from community.safety import kinds as safety
from community.students.tables import ChannelAddress
from simulation.ledger import Due
from simulation.timing import percentile
from simulation.world import World

ANSWERED_WITHIN_SECONDS = 2.0
"""The 99th percentile of waiting for an answer, whatever is broadcast meanwhile, while the channel takes messages."""

IN_OUTBOX: Mapping[str, AnyKind] = {
    "notice": safety.NOTICE,
    "severe_notice": safety.SEVERE_NOTICE,
    "lesson": safety.LESSON,
    "counselor": cases.TO_STUDENT,
    "appointment_reminder": counseling.REMINDER,
    "event_reminder": events.REMINDER,
    "event_changed": events.CHANGED,
    "event_seat": events.SEAT,
    "tip_deadline": reminders.DEADLINE,
}
"""As what each kind of thing that is due stands in the outbox, where staff are shown what did not arrive."""


def settle(world: World) -> None:
    """Hold the whole term against what was due."""
    now, broken = world.clock(), world.ledger.broken
    parked, shown = _shown_to_staff(world.plan.url)
    world.ledger.settle(now, lambda due: (due.person.address, _kind(due)) in shown)
    for what, waits in (("free", world.witness.waits.free), ("in a broadcast", world.witness.waits.in_broadcast)):
        if (slow := percentile(waits, 0.99)) > ANSWERED_WITHIN_SECONDS:
            broken("answers in time", now, f"p99 of waiting, {what}: {slow:.1f} s")
    for person in world.people.values():
        if person.waiting and not person.is_gone(now) and not world.driver.is_recent(person.waiting[0].elapsed):
            broken("every message answered", person.waiting[0].at, f"student {person.number} waits")
    if parked:
        broken("no message fails", now, f"{parked} messages were parked")
    if world.driver.failed_jobs:
        broken("no job fails", now, f"{world.driver.failed_jobs} turns of jobs failed")


def _kind(due: Due) -> str:
    return IN_OUTBOX[due.kind].name


def _shown_to_staff(url: str) -> tuple[int, set[tuple[str, str]]]:
    """Return how many messages were parked, and of what kinds deliveries to whom are uncertain or were given up."""
    database = Database(url)
    query = select(ChannelAddress.address, Delivery.kind).join(Delivery.conversation)
    query = query.join(ChannelAddress, ChannelAddress.id == Conversation.channel_address_id)
    with database.reading() as session:
        parked = session.scalar(select(func.count()).where(InboxItem.state == InboxState.PARKED)) or 0
        bad = session.execute(query.where(UNFINISHED))
        shown = {(address, kind) for address, kind in bad}
    database.close()
    return parked, shown
