"""What a member of staff may do, how long after wrong passwords the next one waits, and when a session ends."""

from collections.abc import Collection
from datetime import datetime, timedelta

ADMIN, AUTHOR, APPROVER, COUNSELOR, SAFETY_OFFICER = "admin", "author", "approver", "counselor", "safety_officer"
ROLES = (ADMIN, AUTHOR, APPROVER, COUNSELOR, SAFETY_OFFICER)

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200  # the sign-in form takes no more
FREE_TRIES = 5  # wrong passwords that cost no wait, of one account
FREE_TRIES_OF_AN_ADDRESS = 20  # a whole office may share one
TRIES_A_MINUTE = 10  # from one address, whatever the accounts; a known device's are not counted
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=1)
TRIES_FORGOTTEN = timedelta(hours=1)
REST = timedelta(minutes=15)
CODE_LENGTH = 8  # of 31 signs: with five tries a quarter of an hour nobody guesses one in its life
CODE_LIVES = timedelta(minutes=15)
MOST_WRONG_CODES = 5
SESSION_LIFE = timedelta(hours=12)  # one long shift
IDLE_LIFE = timedelta(minutes=30)  # an open inbox is not idle: a quiet night signs no counselor on call out


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


def may_map(roles: Collection[str]) -> bool:
    """Say whether they may change the tree of areas, by which notices find whom they concern."""
    return not {ADMIN, APPROVER, SAFETY_OFFICER}.isdisjoint(roles)


def may_rule(roles: Collection[str]) -> bool:
    """Say whether they may change the rules of the house, which everybody else works by."""
    return ADMIN in roles


def may_answer_cases(roles: Collection[str]) -> bool:
    """Say whether they may read and answer what students told us in confidence."""
    return not {ADMIN, COUNSELOR}.isdisjoint(roles)


def may_see_incidents(roles: Collection[str]) -> bool:
    """Say whether they may read what is reported to security, and act on it."""
    return not {ADMIN, SAFETY_OFFICER}.isdisjoint(roles)


def may_know_reporters(roles: Collection[str]) -> bool:
    """Say whether they may know who reported confidentially: security alone, as the student was promised."""
    return SAFETY_OFFICER in roles


def may_see_signups(roles: Collection[str]) -> bool:
    """Say whether they may see who has signed up for an event: those who write the events."""
    return may_write(roles)


def may_teach(roles: Collection[str]) -> bool:
    """Say whether they may change what students' words are understood by."""
    return ADMIN in roles


def may_see_all_appointments(roles: Collection[str]) -> bool:
    """Say whether they may see the appointments of all counselors, and which account is whose."""
    return ADMIN in roles


def locked_until(wrong_codes: int, *, now: datetime) -> datetime | None:
    """Return until when a chat may try no code after so many wrong ones in a row, None for not at all."""
    return now + REST if wrong_codes >= MOST_WRONG_CODES else None


def wait_after(wrong_passwords: int, *, free: int = FREE_TRIES) -> timedelta:
    """Return how long the next password waits after so many wrong ones: twice as long each time, a minute at most."""
    if wrong_passwords < free:
        return timedelta()
    doubled = min(wrong_passwords - free, 16)  # far beyond the longest, and no overflow
    return min(FIRST_WAIT * (1 << doubled), LONGEST_WAIT)
