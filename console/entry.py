"""One sign-in: whose turn it is, whether the password is right, and what is written down of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from starlette.concurrency import run_in_threadpool

from community.database import Database
from community.staff import accounts, passwords
from community.staff.accounts import Credentials
from community.staff.tries import Attempt, Tries
from console.devices import Devices
from console.hashing import HashingBusy, HashingPool

log = structlog.get_logger()


class MustWait(Exception):
    """No password is looked at yet."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait)
        self.wait = wait


class WrongPassword(Exception):
    """Login and password do not match, or the account is switched off: which of them, nobody is told."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What came with the form: `address` is where from, `cookies` what the browser brought, `session` its old token."""

    login: str
    password: str
    address: str
    cookies: Mapping[str, str]
    session: str | None


@dataclass(frozen=True, slots=True)
class Entered:
    """A new session's token, and what makes the device known at that account."""

    staff_id: int
    token: str
    device: str


class Entry:
    """Lets in who brings the right password.

    Args:
        now: the one clock, aware.
        tries: who must wait; the same for all processes that serve one console.
    """

    def __init__(
        self, database: Database, now: Callable[[], datetime], devices: Devices, tries: Tries, pool: HashingPool
    ) -> None:
        self._database, self._now = database, now
        self._devices, self._tries, self._pool = devices, tries, pool

    async def enter(self, typed: Typed) -> Entered:
        """Open a session; no transaction is open while the password is checked.

        Raises:
            WrongPassword: it is counted, and written down where there is such an account.
            MustWait: too many were wrong lately; this one was not looked at.
            HashingBusy: too many are being checked; this one was not looked at, and does not count.
        """
        account, attempt = await run_in_threadpool(self._take_turn, typed)
        right, renewed = await self._checked(attempt, typed.password, account)
        if account is None or not right or not account.active:
            await self._write_down(account, typed.address, switched_off=right)
            raise WrongPassword
        return await run_in_threadpool(self._open, account, renewed, attempt, typed.session)

    def _take_turn(self, typed: Typed) -> tuple[Credentials | None, Attempt]:
        account, attempt, wait = self._look(typed)
        if not wait:
            with self._database.transaction() as session:
                wait = self._tries.begin(session, attempt, now=self._now())
        if wait:
            seconds = round(wait.total_seconds())
            log.warning("sign_in_delayed", staff=_id(account), address=attempt.address, seconds=seconds)
            raise MustWait(wait)
        return account, attempt

    def _look(self, typed: Typed) -> tuple[Credentials | None, Attempt, timedelta]:
        """Return the account, who tries, and how long they have yet to wait as things stand."""
        with self._database.reading() as session:
            account = accounts.credentials(session, typed.login)
            device = self._devices.known(typed.cookies, account)
            attempt = Attempt(accounts.plain(typed.login), typed.address, device)
            return account, attempt, self._tries.still_waits(session, attempt, now=self._now())

    async def _checked(self, attempt: Attempt, password: str, account: Credentials | None) -> tuple[bool, str | None]:
        try:
            return await self._pool.run(passwords.matches, password, account.password_hash if account else None)
        except HashingBusy:
            await run_in_threadpool(self._take_back, attempt)
            log.warning("sign_in_busy", address=attempt.address)
            raise

    def _take_back(self, attempt: Attempt) -> None:
        with self._database.transaction() as session:
            self._tries.was_not_looked_at(session, attempt)

    async def _write_down(self, account: Credentials | None, address: str, *, switched_off: bool) -> None:
        log.warning("sign_in_failed", staff=_id(account), address=address, switched_off=switched_off)
        if account is not None:
            await run_in_threadpool(self._audit, account.id)

    def _audit(self, staff_id: int) -> None:
        with self._database.transaction() as session:
            accounts.wrong_password(session, staff_id, now=self._now())

    def _open(self, account: Credentials, renewed: str | None, attempt: Attempt, old: str | None) -> Entered:
        now = self._now()
        with self._database.transaction() as session:
            if old:
                accounts.end_session(session, old, now=now)
            token = accounts.enter(session, account, renewed, now=now)
            if token is not None:
                self._tries.was_right(session, attempt)
        if token is None:
            raise WrongPassword
        known = self._devices.cookie(attempt.device, account.id, renewed or account.password_hash)
        return Entered(account.id, token, known)


def _id(account: Credentials | None) -> int | None:
    # What was typed may be a password in the wrong field, so a login is named by its account or not at all.
    return account.id if account else None
