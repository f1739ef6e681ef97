"""Visitors who have only just come, by a way on which coming costs nothing: they must not take what others need."""

from datetime import datetime, timedelta

from community import channels
from community.students.tables import ChannelAddress, Student

FAMILIAR_AFTER = timedelta(minutes=30)
WITHIN = timedelta(hours=1)  # in which newcomers together may take their share


def is_newcomer(student: Student, channel: str, *, at: datetime) -> bool:
    """Say whether nobody knew at that moment who the student was, and they had been here for minutes alone."""
    return channels.way(channel).is_free and student.school_number is None and at - student.created_at < FAMILIAR_AFTER


def is_one(place: ChannelAddress, *, now: datetime) -> bool:
    """Say whether whoever writes from the address is a newcomer."""
    return place.student is not None and is_newcomer(place.student, place.channel, at=now)


def next_try(place: ChannelAddress, first_taken_at: datetime) -> datetime:
    """Return when a newcomer can try again: when the first of the share is an hour old, or when they are known."""
    assert place.student is not None, "only students take places"
    return min(first_taken_at + WITHIN, place.student.created_at + FAMILIAR_AFTER)


def share_of(places: int) -> int:
    """Return how many of so many places newcomers may take in an hour: a third, and at least one.

    Two of three stay for those who are known already, and for whoever comes in an hour.
    """
    return max(1, -(-places // 3))
