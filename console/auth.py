"""Who is asking: the session cookie, and who may see which pages."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import Response

from community.database import Database
from community.staff import accounts, rules
from console import standing
from console.cookies import BASE, Cookies
from console.devices import KNOWN_FOR
from console.entry import Entered
from console.standing import Standing

__all__ = ["BASE", "Door", "NotAllowed", "SignInNeeded", "Staff", "case_staff", "needs", "safe_next", "signed_in"]


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

    @property
    def may_publish(self) -> bool:
        """Whether they let students see what was written."""
        return rules.may_publish(self.roles)

    @property
    def may_see_appointments(self) -> bool:
        """Whether there are appointments for them to see."""
        return rules.may_schedule(self.roles)

    @property
    def may_see_all_appointments(self) -> bool:
        """Whether they see those of all counselors."""
        return rules.may_see_all_appointments(self.roles)

    @property
    def may_handle_incidents(self) -> bool:
        """Whether reports to security are theirs to read and act on."""
        return rules.may_see_incidents(self.roles)

    @property
    def may_know_reporters(self) -> bool:
        """Whether they learn who reported confidentially."""
        return rules.may_know_reporters(self.roles)

    @property
    def may_see_notices(self) -> bool:
        """Whether they see whom a notice reaches: who writes them, and who publishes them."""
        return rules.may_write_safety(self.roles)

    @property
    def may_teach(self) -> bool:
        """Whether they change what students' words are understood by."""
        return rules.may_teach(self.roles)

    @property
    def may_see_signups(self) -> bool:
        """Whether they see who has signed up for an event."""
        return rules.may_see_signups(self.roles)


class Door:
    """Knows who is signed in, and shows them out again.

    Args:
        now: the one clock, aware.
    """

    def __init__(self, database: Database, now: Callable[[], datetime], cookies: Cookies) -> None:
        self.database = database
        self.now = now
        self.cookies = cookies

    def token(self, connection: HTTPConnection) -> str | None:
        """Return the session that the browser brings, ended or not; None where it brings none."""
        return connection.cookies.get(self.cookies.session)

    async def who(self, connection: HTTPConnection) -> Staff | None:
        """Return who is signed in with the connection's cookie, or None."""
        token = self.token(connection)
        staff = await run_in_threadpool(self._look_up, token) if token else None
        connection.state.staff_id = staff.id if staff else None  # for what is written down of refusals
        return staff

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

    async def leave(self, connection: HTTPConnection, response: Response) -> None:
        """End the browser's session, if any, and have it forget what it was shown."""
        token = self.token(connection)
        if token:
            await run_in_threadpool(self._end, token)
        self.cookies.remove(response, self.cookies.session)
        # Neither "cookies" nor "storage": the student's own talk on this host lives in them, and what it has not sent.
        response.headers["Clear-Site-Data"] = '"cache"'

    def _end(self, token: str) -> None:
        with self.database.transaction() as session:
            accounts.end_session(session, token, now=self.now())

    def hand_over(self, response: Response, entered: Entered) -> None:
        """Put the session, and that this device is known, into cookies that only the browser and we can read."""
        self.cookies.keep(response, self.cookies.session, entered.token)
        self.cookies.keep(response, self.cookies.device(entered.staff_id), entered.device, KNOWN_FOR)


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


def needs(may: Callable[[Staff], bool]) -> Callable[..., Awaitable[Staff]]:
    """Return a dependency that lets in whom the rule allows, as `needs(lambda staff: staff.may_answer_cases)`."""

    async def allowed(staff: Staff = Depends(signed_in)) -> Staff:  # noqa: B008
        if not may(staff):
            raise NotAllowed
        return staff

    return allowed


case_staff = needs(lambda staff: staff.may_answer_cases)


def safe_next(wanted: str) -> str:
    """Return the page to go on to after signing in: one of ours, or the start."""
    ours = wanted.startswith(f"{BASE}/") and "\\" not in wanted and "//" not in wanted
    return wanted if ours else f"{BASE}/"
