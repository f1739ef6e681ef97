"""Keeping staff accounts, and the sessions that a right password opens."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community import audit
from community.staff import passwords, rules
from community.staff.tables import StaffAccount, StaffSession

SEEN_EVERY = timedelta(minutes=1)  # a write on every request would be a high price for a "last seen"


class LoginTaken(Exception):
    """Somebody has that login already."""


class UnknownRole(Exception):
    """A role that `rules.ROLES` does not list."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is checked against, while no transaction is open."""

    id: int
    password_hash: str
    active: bool


def add(session: Session, login: str, name: str, password: str, roles: Iterable[str], *, now: datetime) -> StaffAccount:
    """Make an account; the password is hashed before the database is asked anything.

    Raises:
        LoginTaken, UnknownRole, passwords.WeakPassword: nothing is written.
    """
    chosen = _known(roles)
    called = name.strip() or login
    hashed = passwords.hashed(password, login=login, name=called)
    account = StaffAccount(login=plain(login), name=called, password_hash=hashed, roles=chosen, created_at=now)
    try:
        with session.begin_nested():  # two may choose one login at once; the unique column decides
            session.add(account)
    except IntegrityError:
        raise LoginTaken(login) from None
    _record(session, "staff_added", account, now)
    return account


def everyone(session: Session) -> list[StaffAccount]:
    """Return all accounts, by login."""
    return list(session.scalars(select(StaffAccount).order_by(StaffAccount.login)))


def find(session: Session, login: str) -> StaffAccount | None:
    """Return the account of that login, None where nobody has it."""
    return session.scalar(select(StaffAccount).where(StaffAccount.login == plain(login)))


def credentials(session: Session, login: str) -> Credentials | None:
    """Return what a sign-in with that login is checked against, None where nobody has it."""
    account = find(session, login)
    return Credentials(account.id, account.password_hash, account.active) if account else None


def set_password(session: Session, account: StaffAccount, password_hash: str, *, now: datetime) -> None:
    """Give an account a new password, as `passwords.hashed` made it; all its sessions end."""
    account.password_hash = password_hash
    end_all(session, account, now=now)
    _record(session, "staff_password_set", account, now)


def set_roles(session: Session, account: StaffAccount, roles: Iterable[str], *, now: datetime) -> None:
    """Give an account other roles; they hold from its next request on.

    Raises:
        UnknownRole: nothing is written.
    """
    account.roles = _known(roles)
    audit.record(
        session,
        who="system",
        what="staff_roles_set",
        about=f"staff:{account.id}",
        now=now,
        roles=",".join(account.roles),
    )


def disable(session: Session, account: StaffAccount, *, now: datetime) -> None:
    """Switch an account off and end its sessions: whoever has it is out with the next request."""
    account.active = False
    end_all(session, account, now=now)
    _record(session, "staff_disabled", account, now)


def enable(session: Session, account: StaffAccount, *, now: datetime) -> None:
    """Switch an account on again; its password is the old one."""
    account.active = True
    _record(session, "staff_enabled", account, now)


def open_sessions(session: Session, account: StaffAccount, *, now: datetime) -> list[StaffSession]:
    """Return the sessions with which somebody is signed in to an account, the newest first."""
    its = select(StaffSession).where(StaffSession.staff_id == account.id, *_is_open(now))
    return list(session.scalars(its.order_by(StaffSession.created_at.desc())))


def end_all(session: Session, account: StaffAccount, *, now: datetime) -> int:
    """End all sessions of an account and return how many were open."""
    ended = len(open_sessions(session, account, now=now))
    # Those that are over by the clock as well: clocks are set back, and then none of them may come to life again.
    its = (StaffSession.staff_id == account.id, StaffSession.revoked_at.is_(None))
    session.execute(update(StaffSession).where(*its).values(revoked_at=now))
    if ended:
        who, about = "system", f"staff:{account.id}"
        audit.record(session, who=who, what="staff_sessions_ended", about=about, now=now, sessions=ended)
    return ended


def enter(session: Session, found: Credentials, renewed_hash: str | None, *, now: datetime) -> str | None:
    """Open a session after a right password and return its token, None where the account has changed meanwhile.

    Args:
        renewed_hash: takes the place of the password's hash, where what is recommended has changed.
    """
    account = session.scalar(select(StaffAccount).where(StaffAccount.id == found.id).with_for_update())
    if account is None or not account.active or account.password_hash != found.password_hash:
        return None
    account.password_hash = renewed_hash or account.password_hash
    return start_session(session, account, now=now)


def wrong_password(session: Session, staff_id: int, *, now: datetime) -> None:
    """Note that somebody tried a password for an account in vain."""
    audit.record(session, who="system", what="sign_in_failed", about=f"staff:{staff_id}", now=now)


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
    found = session.scalar(select(StaffSession).where(StaffSession.token_hash == _token_hash(token), *_is_open(now)))
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


def _is_open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        StaffSession.revoked_at.is_(None),
        StaffSession.expires_at > now,
        StaffSession.last_seen_at > now - rules.IDLE_LIFE,
    )


def _known(roles: Iterable[str]) -> list[str]:
    chosen = sorted(set(roles))
    for role in chosen:
        if role not in rules.ROLES:
            raise UnknownRole(role)
    return chosen


def _record(session: Session, what: str, account: StaffAccount, now: datetime) -> None:
    audit.record(session, who="system", what=what, about=f"staff:{account.id}", now=now)


def plain(login: str) -> str:
    """Return a login as it is kept: who types it with a capital letter is still the same."""
    return login.strip().casefold().replace("\x00", "")


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
