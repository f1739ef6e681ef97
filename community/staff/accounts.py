"""Keeping staff accounts, checking passwords, and the sessions that a right password opens."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache

from pwdlib import PasswordHash
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community import audit
from community.staff import rules
from community.staff.tables import StaffAccount, StaffSession

SEEN_EVERY = timedelta(minutes=5)  # a write on every request would be a high price for a "last seen"


class LoginTaken(Exception):
    """Somebody has that login already."""


class NoSuchStaff(Exception):
    """There is no account with that login."""


class PasswordTooShort(Exception):
    """The password has fewer than `rules.SHORTEST_PASSWORD` characters."""


class UnknownRole(Exception):
    """A role that `rules.ROLES` does not list."""


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()  # argon2id


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_urlsafe())


def add(session: Session, login: str, name: str, password: str, roles: Iterable[str], *, now: datetime) -> StaffAccount:
    """Make an account.

    Raises:
        LoginTaken, PasswordTooShort, UnknownRole: nothing is written.
    """
    chosen = sorted(set(roles))
    for role in chosen:
        if role not in rules.ROLES:
            raise UnknownRole(role)
    account = StaffAccount(
        login=_plain(login), name=name.strip() or login, password_hash=_hashed(password), roles=chosen, created_at=now
    )
    try:
        with session.begin_nested():  # two may choose one login at once; the unique column decides
            session.add(account)
    except IntegrityError:
        raise LoginTaken(login) from None
    audit.record(session, who="system", what="staff_added", about=f"staff:{account.id}", now=now)
    return account


def everyone(session: Session) -> list[StaffAccount]:
    """Return all accounts, by login."""
    return list(session.scalars(select(StaffAccount).order_by(StaffAccount.login)))


def find(session: Session, login: str) -> StaffAccount | None:
    """Return the account of that login, None where nobody has it."""
    return session.scalar(select(StaffAccount).where(StaffAccount.login == _plain(login)))


def set_password(session: Session, login: str, password: str, *, now: datetime) -> None:
    """Give an account a new password; it ends its rest and all its sessions.

    Raises:
        NoSuchStaff, PasswordTooShort: nothing is written.
    """
    account = _find(session, login)
    if account is None:
        raise NoSuchStaff(login)
    account.password_hash = _hashed(password)
    account.wrong_passwords, account.locked_until = 0, None
    session.execute(
        update(StaffSession)
        .where(StaffSession.staff_id == account.id, StaffSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    audit.record(session, who="system", what="staff_password_set", about=f"staff:{account.id}", now=now)


def verify(session: Session, login: str, password: str, *, now: datetime) -> StaffAccount | None:
    """Return the account that login and password belong to, None where they don't, or where it rests.

    An unknown login costs the same hashing as a known one, so that the time taken tells nobody who exists.
    """
    account = _find(session, login)
    resting = account is not None and account.locked_until is not None and account.locked_until > now
    usable = account is not None and account.active and not resting
    right, renewed = _hasher().verify_and_update(password, account.password_hash if account else _nobodys_hash())
    if account is None or not usable:
        return None
    if not right:
        _count_wrong(session, account, now)
        return None
    account.wrong_passwords, account.locked_until = 0, None
    account.password_hash = renewed or account.password_hash
    return account


def start_session(session: Session, account: StaffAccount, *, now: datetime) -> str:
    """Open a session and return its token, which is kept nowhere but at the caller's."""
    token = secrets.token_urlsafe(32)
    session.add(
        StaffSession(
            token_hash=_token_hash(token),
            staff=account,
            created_at=now,
            last_seen_at=now,
            expires_at=now + rules.SESSION_LIFE,
        )
    )
    audit.record(session, who=f"staff:{account.id}", what="signed_in", about=f"staff:{account.id}", now=now)
    return token


def session_of(session: Session, token: str, *, now: datetime) -> StaffSession | None:
    """Return the open session of that token, None where it has ended or its account was switched off."""
    found = session.scalar(
        select(StaffSession).where(
            StaffSession.token_hash == _token_hash(token),
            StaffSession.revoked_at.is_(None),
            StaffSession.expires_at > now,
        )
    )
    return found if found is not None and found.staff.active else None


def seen(session: Session, session_id: int, *, now: datetime) -> None:
    """Note that a session is in use."""
    session.execute(update(StaffSession).where(StaffSession.id == session_id).values(last_seen_at=now))


def end_session(session: Session, token: str, *, now: datetime) -> None:
    """Close the session of that token; closing it again changes nothing."""
    open_one = session_of(session, token, now=now)
    if open_one is not None:
        open_one.revoked_at = now
        who = f"staff:{open_one.staff_id}"
        audit.record(session, who=who, what="signed_out", about=who, now=now)


def _count_wrong(session: Session, account: StaffAccount, now: datetime) -> None:
    if account.locked_until is not None:  # the rest is over: five tries again
        account.wrong_passwords, account.locked_until = 0, None
    account.wrong_passwords += 1
    account.locked_until = rules.rests_until(account.wrong_passwords, now=now)
    if account.locked_until is not None:
        audit.record(session, who="system", what="staff_locked", about=f"staff:{account.id}", now=now)


def _find(session: Session, login: str) -> StaffAccount | None:
    # Locked, so that a burst of guesses is counted one by one.
    return session.scalar(select(StaffAccount).where(StaffAccount.login == _plain(login)).with_for_update())


def _plain(login: str) -> str:
    return login.strip().casefold().replace("\x00", "")


def _hashed(password: str) -> str:
    if len(password) < rules.SHORTEST_PASSWORD:
        raise PasswordTooShort
    return _hasher().hash(password)


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
