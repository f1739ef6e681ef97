"""Which passwords staff may choose, and checking them; whatever hashes here takes a tenth of a second, as it should.

Never called inside a transaction: the hash would hold up whoever writes after it.
"""

import re
import secrets
from collections.abc import Iterable
from functools import cache
from typing import Literal

from pwdlib import PasswordHash

from community.staff import rules

Weakness = Literal["short", "long", "common", "yours"]

OURS = (
    *("onestop", "campus", "university", "college", "school", "student", "community", "console"),
    *("staff", "counselor", "counseling", "author", "approver", "safety", "officer", "security"),
    *("一站式", "社区", "校园", "学校", "大学", "学院", "学生", "辅导", "咨询", "心理", "老师", "密码", "管理员"),
)
"""Words that whoever knows this place tries first; the login and the name come to them."""

GUESSES = 8  # as a power of ten, that a password must stand at least: "safely unguessable" at zxcvbn
LEAST_OWN = 8  # characters beside the words above
JUDGED = 72  # characters; the time that judging takes grows with their square
_SIGNS = re.compile(r"[\W_]+")


class WeakPassword(Exception):
    """A password that may not be set; `why` says what is wrong with it."""

    def __init__(self, why: Weakness) -> None:
        super().__init__(why)
        self.why = why


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()  # argon2id


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_urlsafe())


def hashed(password: str, *, login: str, name: str) -> str:
    """Return the hash of a new password.

    Raises:
        WeakPassword: whoever has that login and name may not choose it.
    """
    weakness = weakness_of(password, login=login, name=name)
    if weakness is not None:
        raise WeakPassword(weakness)
    return _hasher().hash(password)


def matches(password: str, password_hash: str | None) -> tuple[bool, str | None]:
    """Return whether the password is right, and its new hash where what is recommended has changed.

    Args:
        password_hash: None where there is no such account; that costs the same, so the time tells nobody who exists.
    """
    nobodys = _nobodys_hash()  # made with the first try, whoever it is for
    right, renewed = _hasher().verify_and_update(password, password_hash or nobodys)
    return (right, renewed) if password_hash else (False, None)


def weakness_of(password: str, *, login: str, name: str) -> Weakness | None:
    """Return what is wrong with a password for that login and name, None where nothing is."""
    if len(password) < rules.SHORTEST_PASSWORD:
        return "short"
    if len(password) > rules.LONGEST_PASSWORD:
        return "long"
    known = _context(login, name)
    if len(_beside(password, known)) < LEAST_OWN:
        return "yours"
    return "common" if _is_common(password, known) else None


def _context(login: str, name: str) -> list[str]:
    """Return the words that belong to that person and to this place, the longest first."""
    theirs = [word for text in (login, name) for word in (text, *_SIGNS.split(text))]
    words = {word.casefold().strip() for word in (*theirs, *OURS)}
    return sorted((word for word in words if len(word) > 1), key=len, reverse=True)


def _beside(password: str, known: Iterable[str]) -> str:
    """Return what of a password is nobody's word, name or sign."""
    left = password.casefold()
    for word in known:
        left = left.replace(word, " ")
    return _SIGNS.sub("", left)


def _is_common(password: str, known: list[str]) -> bool:
    # Its lists of leaked passwords and of names take a moment to load, which only this needs.
    from zxcvbn import zxcvbn

    judged = zxcvbn(password[:JUDGED], user_inputs=known, max_length=JUDGED)
    return float(judged["guesses_log10"]) < GUESSES
