"""What is told of notices, lessons and reports of hazards."""

from datetime import datetime, timedelta

from community.post.kinds import AnyKind, Kind, Priority
from community.post.tables import Delivery
from community.safety.tables import Incident, SafetyLesson, SafetyNotice

SAFETY, EDUCATION = "safety", "safety_education"
"""The subjects that turn off notices and lessons."""


def _expires(notice: SafetyNotice) -> datetime:
    return notice.expires


NOTICE = Kind(
    "safety_notice",
    about=SafetyNotice,
    priority=Priority.SAFETY,
    preference=SAFETY,
    waits_for_morning=True,
    useful_until=_expires,
)
SEVERE_NOTICE = Kind(
    "severe_safety_notice", about=SafetyNotice, priority=Priority.SAFETY, preference=SAFETY, useful_until=_expires
)
ANNOUNCING: tuple[AnyKind, ...] = (NOTICE, SEVERE_NOTICE)
"""Kinds that bring a notice, which is marked there once it does not hold any more."""

MARK = Kind("notice_replaced", about=Delivery, priority=Priority.SAFETY)
"""A mark on what told of a notice that was withdrawn, replaced or changed since."""

LESSON = Kind(
    "safety_education",
    about=SafetyLesson,
    priority=Priority.DIGEST,
    preference=EDUCATION,
    waits_for_morning=True,
    useful_until=timedelta(hours=6),  # what could not go out at noon may still be read before the evening
)
INCIDENT_ALERT = Kind("incident_alert", about=Incident, priority=Priority.SAFETY)
"""To the staff's groups: a report, or what is added to one about somebody's life."""

INCIDENT_TAKEN = Kind("incident_taken", about=Incident, priority=Priority.BOOKING, waits_for_morning=True)
INCIDENT_CLOSED = Kind("incident_closed", about=Incident, priority=Priority.BOOKING, waits_for_morning=True)
