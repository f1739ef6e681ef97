"""What is decided about sending: what may wait for the morning, when to try again, how a delivery ends."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

BLOCKED, LEFT = "the student has blocked the bot", "the student has left this channel"
"""Causes of giving up that end when the student comes back."""

TOO_LATE = "too late to be of use"
"""The cause of dropping what nobody wants to read any more."""

LEASE = timedelta(seconds=60)  # longer than any channel's read timeout, so that it never runs out under a live send
MOST_ATTEMPTS = 100
"""Failures of its own after which a delivery is given up. While its whole channel is away it is hardly ever tried."""

HOLDS_ITS_CHAT = 8
"""Failures up to which what comes after it in its chat waits too, so that answers keep their order; a minute in all."""

LONGEST_HOLD = timedelta(seconds=10)  # at once, as the answer to a cry for help may be what waits

LONGEST_BACKOFF = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Sent:
    """The channel took it; `external_id` is the channel's own name for it."""

    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Surely not delivered; `after` is the wait the channel asked for, None where it failed rather than refused."""

    cause: str
    after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Uncertain:
    """It may or may not have arrived: never sent again by itself, shown to staff."""

    cause: str


@dataclass(frozen=True, slots=True)
class GivenUp:
    """It will never arrive; `recipient_gone` when the student has left the channel."""

    cause: str
    recipient_gone: bool = False


@dataclass(frozen=True, slots=True)
class Dropped:
    """There was nothing left to say when the time came, as for a cancelled appointment, or it was too late."""

    cause: str


Outcome = Sent | TryAgain | Uncertain | GivenUp | Dropped


def retry_at(attempts: int, *, now: datetime) -> datetime:
    """Return when to try what failed so many times again: after 1, 2, 4 ... 60 seconds."""
    return now + min(LONGEST_BACKOFF, timedelta(seconds=2 ** min(10, max(0, attempts - 1))))


def is_quiet(local: time, quiet_from: time, quiet_until: time) -> bool:
    """Say whether a wall time lies in the quiet hours, which may run over midnight."""
    if quiet_from <= quiet_until:
        return quiet_from <= local < quiet_until
    return local >= quiet_from or local < quiet_until


def after_quiet_hours(now: datetime, zone: ZoneInfo, quiet_from: time, quiet_until: time) -> datetime:
    """Return `now`, or the end of the quiet hours it lies in, as the clock on the student's wall shows them."""
    local = now.astimezone(zone)
    if not is_quiet(local.time(), quiet_from, quiet_until):
        return now
    day = local.date() if local.time() < quiet_until else local.date() + timedelta(days=1)
    end = datetime.combine(day, quiet_until, zone)
    # In autumn an hour of the night comes twice: in the second one the first's end is over already.
    return end if end.timestamp() > now.timestamp() else end.replace(fold=1)
