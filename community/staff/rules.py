"""What a member of staff may do, and when an account rests after wrong passwords."""

from collections.abc import Collection
from datetime import datetime, timedelta

ADMIN, AUTHOR, APPROVER, COUNSELOR, SAFETY_OFFICER = "admin", "author", "approver", "counselor", "safety_officer"
ROLES = (ADMIN, AUTHOR, APPROVER, COUNSELOR, SAFETY_OFFICER)

SHORTEST_PASSWORD = 12
MOST_WRONG_PASSWORDS = 5
REST = timedelta(minutes=15)
SESSION_LIFE = timedelta(hours=12)  # one long shift; ended sooner, a quiet night would sign the counselor on call out


def may_write(roles: Collection[str]) -> bool:
    """Say whether somebody with these roles may write drafts."""
    return not {ADMIN, AUTHOR, APPROVER}.isdisjoint(roles)


def may_write_safety(roles: Collection[str]) -> bool:
    """Say whether somebody with these roles may write drafts of safety notices and lessons."""
    return may_write(roles) or SAFETY_OFFICER in roles


def may_publish(roles: Collection[str]) -> bool:
    """Say whether they may publish a draft, take it back, and change what students already see."""
    return not {ADMIN, APPROVER}.isdisjoint(roles)


def may_schedule(roles: Collection[str]) -> bool:
    """Say whether they may change counselors and their hours."""
    return not {ADMIN, COUNSELOR}.isdisjoint(roles)


def may_answer_cases(roles: Collection[str]) -> bool:
    """Say whether they may read and answer what students told us in confidence."""
    return not {ADMIN, COUNSELOR}.isdisjoint(roles)


def may_see_incidents(roles: Collection[str]) -> bool:
    """Say whether they may read reports of hazards and crimes, and who made the confidential ones."""
    return not {ADMIN, SAFETY_OFFICER}.isdisjoint(roles)


def rests_until(wrong_passwords: int, *, now: datetime) -> datetime | None:
    """Return until when an account takes no password after so many wrong ones in a row, None for not at all."""
    return now + REST if wrong_passwords >= MOST_WRONG_PASSWORDS else None
