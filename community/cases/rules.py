"""What is decided about cases: how urgent they are, and when somebody must have looked."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from community import checks
from community.campus.rules import OfficeCalendar
from community.cases.states import CaseState
from community.checks import Fault, Row, Wrong

RISKS = ("none", "low", "high")
KINDS = ("incident", "person", "welfare", "crisis")  # least urgent first; a case that is joined takes the more urgent

LOOK_AT_ONCE = timedelta(minutes=3)
LOOK_SOON = timedelta(minutes=10)
LOOK_WITHIN_A_DAY = timedelta(hours=24)
CALL_AGAIN = timedelta(minutes=10)  # as long as nobody has come to somebody in danger
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=20), timedelta(hours=2)  # between two calls of any other case
LAST_CALL = timedelta(minutes=30)  # before the office closes
MOST_CALLS_A_DAY_LONG = 12  # calls after which staff hear of a case once a day, when the office opens
CLOSED_STAYS_NEAR = timedelta(hours=24)  # so long a closed case can be opened again

HOLD_LAPSES = timedelta(hours=12)  # of silence on both sides: then the assistant answers again
NUMBER_STAYS_FRESH = timedelta(days=90)

PHONE = re.compile(r"\+?\d[\d ()+/\-]*\d(?:\s*(?:转|ext\.?|#)\s*\d+)?", re.ASCII)
LAST_PLACE = 9_999


def check_hotline(row: Row) -> Iterator[Fault]:
    """Find a number that nobody could call, and one whose place could be no place."""
    yield from checks.shaped(row, "number", PHONE, Wrong.NO_PHONE)
    yield from checks.shaped(row, "regions", checks.AREA, Wrong.NO_AREA)
    yield from checks.between(row, "position", 0, LAST_PLACE)


def look_by(kind: str, risk: str, *, now: datetime, office: OfficeCalendar) -> datetime:
    """Return by when somebody must have taken the case; after that staff are told again.

    Danger knows no office hours: three minutes. A line that may mean danger, or a worry about a friend, is looked at
    within a day. Who merely asks for a person waits for the office to open.
    """
    if risk == "high":
        return now + LOOK_AT_ONCE
    if risk == "low" or kind in ("crisis", "welfare"):
        return now + LOOK_WITHIN_A_DAY
    return office.next_opening(now) + LOOK_SOON


def call_again(calls: int, risk: str, *, now: datetime, office: OfficeCalendar) -> datetime:
    """Return when to call staff again of a case that nobody has taken yet.

    Danger is called every ten minutes, at any hour. All else is called while the office is open, first after 20
    minutes, then 40, 80 and 120 apart; where the next call would come too late for today, it comes half an hour before
    closing, and after that when the office opens again. What nobody has taken for days is called once a day.

    Args:
        calls: how often staff have been told of it, the first time included.
    """
    if risk == "high":
        return now + CALL_AGAIN
    if not office.is_open(now):
        return office.next_opening(now)
    closing = office.closes(now)
    last = closing - LAST_CALL
    if calls > MOST_CALLS_A_DAY_LONG or now > last - LOOK_SOON:
        return office.next_opening(closing)
    wait: timedelta = FIRST_WAIT * 2 ** max(0, calls - 2)
    return min(last, now + min(LONGEST_WAIT, wait))


def is_worth_telling(told_at: datetime | None, risk: str, *, again_at: datetime, now: datetime) -> bool:
    """Say whether a student who waits is told that nobody has come.

    The first time; of anything but danger also when the office closes meanwhile, and every two hours.

    Args:
        told_at: when the student was told so last, None for never.
        again_at: when staff are called next.
    """
    if told_at is None or risk == "high":
        return told_at is None
    return again_at - now > LONGEST_WAIT or now - told_at >= LONGEST_WAIT


def higher_risk(one: str, other: str) -> str:
    """Return the graver of two risks."""
    return max(one, other, key=RISKS.index)


def more_urgent_kind(one: str, other: str) -> str:
    """Return the more urgent of two kinds."""
    return max(one, other, key=KINDS.index)


def passes_on(*, state: str, person_wanted: bool, risk: str) -> bool:
    """Say whether what the student writes goes to the staff.

    It does once somebody has come, and while a student in danger, or one who asked for a person, waits. A line that
    only had to be looked at opens nobody's later talk.
    """
    return state == CaseState.CLAIMED or (state == CaseState.REQUESTED and (person_wanted or risk == "high"))


def is_fresh(verified_on: date | None, today: date) -> bool:
    """Say whether a number was checked in the last 90 days."""
    return verified_on is not None and today - verified_on <= NUMBER_STAYS_FRESH
