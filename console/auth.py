"""Who is asking: the session cookie, and who may see which pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import Response

from community.database import Database
from community.staff import accounts, rules
from console import standing
from console.standing import Standing

BASE = "/console"
SESSION_COOKIE = "onestop_staff"


class SignInNeeded(Exception):
    """Nobody is signed in; the page would have been shown after that."""


class NotAllowed(Exception):
    """Whoever is signed in has no role that opens the page."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Who is signed in, and how things stood when they asked."""

    id: int
    name: str
    login: str
    roles: frozenset[str]
    standing: Standing

    @property
    def may_answer_cases(self) -> bool:
        """Whether cases are theirs to read and answer."""
        return rules.may_answer_cases(self.roles)

    @property
    def may_write(self) -> bool:
        """Whether they write what students read."""
        return rules.may_write(self.roles)


class Door:
    """Lets staff in and out again.

    Args:
        now: the one clock, aware.
    """

    def __init__(self, database: Database, now: Callable[[], datetime], *, secure_cookies: bool) -> None:
        self.database = database
        self.now = now
        self._secure = secure_cookies

    async def who(self, connection: HTTPConnection) -> Staff | None:
        """Return who is signed in with the connection's cookie, or None."""
        token = connection.cookies.get(SESSION_COOKIE)
        return await run_in_threadpool(self._look_up, token) if token else None

    def _look_up(self, token: str) -> Staff | None:
        now = self.now()
        with self.database.reading() as session:
            found = accounts.session_of(session, token, now=now)
            if found is None:
                return None
            staff = found.staff
            signed_in = Staff(staff.id, staff.name, staff.login, frozenset(staff.roles), standing.look(session, now))
            session_id, stale = found.id, now - found.last_seen_at > accounts.SEEN_EVERY
        if stale:
            with self.database.transaction() as session:
                accounts.seen(session, session_id, now=now)
        return signed_in

    def sign_in(self, login: str, password: str) -> str | None:
        """Return a new session's token, None where the password is wrong or the account rests."""
        now = self.now()
        with self.database.transaction() as session:
            account = accounts.verify(session, login, password, now=now)
            return accounts.start_session(session, account, now=now) if account else None

    async def leave(self, token: str | None, response: Response) -> None:
        """End the session of the token, if any, and remove the cookie."""
        if token:
            await run_in_threadpool(self._end, token)
        response.delete_cookie(SESSION_COOKIE, path=BASE, httponly=True, samesite="lax", secure=self._secure)

    def _end(self, token: str) -> None:
        with self.database.transaction() as session:
            accounts.end_session(session, token, now=self.now())

    def hand_over(self, response: Response, token: str) -> None:
        """Put the token into the cookie that only the browser and we can read."""
        response.set_cookie(
            SESSION_COOKIE,
            token,
            max_age=int(rules.SESSION_LIFE.total_seconds()),
            path=BASE,
            httponly=True,
            samesite="lax",
            secure=self._secure,
        )


async def signed_in(request: Request) -> Staff:
    """Return who is signed in.

    Raises:
        SignInNeeded: nobody is.
    """
    door: Door = request.app.state.door
    staff = await door.who(request)
    if staff is None:
        raise SignInNeeded
    return staff


async def case_staff(staff: Staff = Depends(signed_in)) -> Staff:  # noqa: B008
    """Return who is signed in and may answer cases.

    Raises:
        NotAllowed: their roles don't open cases.
    """
    if not staff.may_answer_cases:
        raise NotAllowed
    return staff


def safe_next(wanted: str) -> str:
    """Return the page to go on to after signing in: one of ours, or the start."""
    ours = wanted.startswith(f"{BASE}/") and "\\" not in wanted and "//" not in wanted
    return wanted if ours else f"{BASE}/"
