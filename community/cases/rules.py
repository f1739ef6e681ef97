"""What is decided about cases: how urgent they are, and when somebody must have looked."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from community import checks
from community.campus.house_rules import HouseRules
from community.campus.rules import OfficeCalendar
from community.cases.states import CaseState
from community.checks import Fault, Row, Wrong

RISKS = ("none", "low", "high")
KINDS = ("incident", "person", "welfare", "crisis")  # least urgent first; a case that is joined takes the more urgent

NUMBER_STAYS_FRESH = timedelta(days=90)
MOST_DOUBLINGS = 16  # far beyond the longest wait, and no overflow

PHONE = re.compile(r"\+?\d[\d ()+/\-]*\d(?:\s*(?:转|ext\.?|#)\s*\d+)?", re.ASCII)
LAST_PLACE = 9_999


def check_hotline(row: Row) -> Iterator[Fault]:
    """Find a number that nobody could call, and one whose place could be no place."""
    yield from checks.shaped(row, "number", PHONE, Wrong.NO_PHONE)
    yield from checks.shaped(row, "regions", checks.AREA, Wrong.NO_AREA)
    yield from checks.between(row, "position", 0, LAST_PLACE)


def look_by(kind: str, risk: str, *, now: datetime, office: OfficeCalendar, house: HouseRules) -> datetime:
    """Return by when somebody must have taken the case; after that staff are told again.

    Danger knows no office hours, and nor does a line that may mean danger, or a worry about a friend. Who merely asks
    for a person waits for the office to open.
    """
    if risk == "high":
        return now + house.danger_first
    if risk == "low" or kind in ("crisis", "welfare"):
        return now + house.low_risk
    return office.next_opening(now) + house.request_first


def call_again(calls: int, risk: str, *, now: datetime, office: OfficeCalendar, house: HouseRules) -> datetime:
    """Return when to call staff again of a case that nobody has taken yet.

    Danger is called at any hour, always after the same time. All else is called while the office is open, after twice
    as long each time, up to the longest wait; where the next call would come too late for today, it comes shortly
    before closing, and after that when the office opens again. What nobody has taken for days is called once a day.

    Args:
        calls: how often staff have been told of it, the first time included.
    """
    if risk == "high":
        return now + house.danger_again
    if not office.is_open(now):
        return office.next_opening(now)
    closing = office.closes(now)
    last = closing - house.last_call
    if calls > house.calls_until_daily or now > last - house.request_first:
        return office.next_opening(closing)
    wait: timedelta = house.request_again * 2 ** min(MOST_DOUBLINGS, max(0, calls - 2))
    return min(last, now + min(house.request_longest, wait))


def is_worth_telling(
    told_at: datetime | None, risk: str, *, again_at: datetime, now: datetime, house: HouseRules
) -> bool:
    """Say whether a student who waits is told that nobody has come.

    The first time; of anything but danger also when the office closes meanwhile, and again after the longest wait.

    Args:
        told_at: when the student was told so last, None for never.
        again_at: when staff are called next.
    """
    if told_at is None or risk == "high":
        return told_at is None
    return again_at - now > house.request_longest or now - told_at >= house.request_longest


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
