"""When an owner is asked to look at an item again, when it is withdrawn, and when the weekly list goes out."""

from datetime import datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

ASKED_AGAIN_AFTER = timedelta(days=7)
MOST_ASKED = 2
HOLDS_FOR = timedelta(days=180)
"""For so long an item that was looked at is taken to hold."""

LIST_WEEKDAY, LIST_FROM = 0, time(8)
A_WEEK = timedelta(days=7)


class Next(Enum):
    """What is due with an item that should have been checked."""

    NOTHING = "nothing"
    ASK = "ask"
    WITHDRAW = "withdraw"


def times_asked(asked: int, asked_at: datetime | None, *, review_by: datetime) -> int:
    """Return how often its owner was asked since it is due: what was asked before an earlier day counts no more."""
    return asked if asked_at is not None and asked_at >= review_by else 0


def next_step(asked: int, asked_at: datetime | None, *, review_by: datetime, now: datetime) -> Next:
    """Say what is due: to ask at once, to ask again after a week, to withdraw a week after that."""
    if review_by > now:
        return Next.NOTHING
    times = times_asked(asked, asked_at, review_by=review_by)
    if times and asked_at is not None and now - asked_at < ASKED_AGAIN_AFTER:
        return Next.NOTHING
    return Next.ASK if times < MOST_ASKED else Next.WITHDRAW


def withdrawn_on(asked: int, asked_at: datetime | None, *, review_by: datetime) -> datetime | None:
    """Return when an item will be withdrawn, None while its owner has not been asked for the last time."""
    last = times_asked(asked, asked_at, review_by=review_by) >= MOST_ASKED
    return asked_at + ASKED_AGAIN_AFTER if last and asked_at is not None else None


def week_to_list(now: datetime, zone: ZoneInfo) -> str | None:
    """Return the week that a list is due for, as `2026-W48`: on Mondays from eight o'clock on; None at other times."""
    local = now.astimezone(zone)
    if local.weekday() != LIST_WEEKDAY or local.time() < LIST_FROM:
        return None
    year, week, _ = local.isocalendar()
    return f"{year}-W{week:02}"
