"""Finding a conversation, or starting one."""

from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, contains_eager

from community.post import addresses
from community.post.conversations import IS_A_GROUP, Conversation
from community.students.tables import ChannelAddress, Student


def find(session: Session, channel: str, address: str) -> Conversation | None:
    """Return the conversation at that address of that channel, or None."""
    return session.scalar(_at_address(), {"channel": channel, "address": address})


@cache
def _at_address() -> Select[Conversation]:
    return (
        select(Conversation)
        .join(Conversation.channel_address)
        .where(ChannelAddress.channel == bindparam("channel"), ChannelAddress.address == bindparam("address"))
        .options(contains_eager(Conversation.channel_address).joinedload(ChannelAddress.student))
    )


def find_or_start(session: Session, channel: str, address: str, *, zone: str, now: datetime) -> Conversation:
    """Return the conversation at that address; the first message of an address makes a student too."""
    conversation = find(session, channel, address)
    if conversation is None:
        student = Student(zone=zone, created_at=now)
        place = ChannelAddress(channel=channel, address=address, student=student)
        conversation = Conversation(channel_address=place, started_at=now, last_message_at=now)
        conversation.slots = {}
        session.add_all([student, place, conversation])
        session.flush()
    return conversation


def keep_staff_group(session: Session, channel: str, address: str, *, now: datetime) -> Conversation:
    """Make the group at that address the staff's, whatever it was before; other staff groups are staff no more.

    A group that has moved since the address was written down is found where it is now, and one that could not be
    written to is tried anew.
    """
    address = addresses.current(session, channel, address)
    for group in staff_groups(session):
        if (group.channel_address.channel, group.channel_address.address) != (channel, address):
            group.audience = "former"
    conversation = find(session, channel, address) or start_group(session, channel, address, audience="staff", now=now)
    conversation.audience, conversation.channel_address.blocked_at = "staff", None
    session.flush()
    return conversation


def keep_no_staff_group(session: Session, channel: str) -> None:
    """Note that staff have no group on that channel any more: nothing is sent there, and nobody counts on it."""
    for group in staff_groups(session):
        if group.channel_address.channel == channel:
            group.audience = "former"


def start_group(session: Session, channel: str, address: str, *, audience: str, now: datetime) -> Conversation:
    """Start the conversation with a group, which is nobody's as a student."""
    place = ChannelAddress(channel=channel, address=address)
    conversation = Conversation(channel_address=place, audience=audience, started_at=now, last_message_at=now)
    conversation.slots = {}
    session.add_all([place, conversation])
    session.flush()
    return conversation


def staff_groups(session: Session) -> list[Conversation]:
    """Return the conversations in which staff, not students, read."""
    return list(
        session.scalars(
            select(Conversation).where(IS_A_GROUP, Conversation.audience == "staff").order_by(Conversation.id)
        )
    )


def of_student(session: Session, student_id: int) -> Conversation | None:
    """Return where to reach a student: the conversation last used on a channel that the student has not left."""
    return session.scalar(
        select(Conversation)
        .join(Conversation.channel_address)
        .where(ChannelAddress.student_id == student_id, ChannelAddress.blocked_at.is_(None))
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(1)
    )
