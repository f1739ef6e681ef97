"""What owners of subjects are told in their own chat."""

from datetime import timedelta

from community.post.kinds import Kind, Priority
from community.staff.tables import StaffAccount

REVIEWS = Kind(
    "guidance_reviews",
    about=StaffAccount,
    priority=Priority.DIGEST,
    waits_for_morning=True,
    latest_says_all=True,
    useful_until=timedelta(days=7),
)
"""To an owner: which items are due to be checked again."""

MISSED = Kind(
    "unanswered_weekly",
    about=StaffAccount,
    priority=Priority.DIGEST,
    waits_for_morning=True,
    latest_says_all=True,
    useful_until=timedelta(days=3),
)
"""To an owner: what students missed in their subjects in a week."""
