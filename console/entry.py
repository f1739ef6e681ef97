"""One sign-in: whose turn it is, whether the password is right, and what is written down of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.concurrency import run_in_threadpool

from community.database import Database
from community.staff import accounts, passwords
from community.staff.accounts import Credentials
from console.devices import Devices
from console.hashing import HashingBusy, HashingPool
from console.tries import Attempt, MustWait, Tries

log = structlog.get_logger()

TRIES_A_MINUTE = 10  # from one address, whatever the accounts; a known device's are not counted


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
    """

    def __init__(self, database: Database, now: Callable[[], datetime], devices: Devices, pool: HashingPool) -> None:
        self._database, self._now = database, now
        self._devices, self._pool = devices, pool
        self._tries = Tries()
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def enter(self, typed: Typed) -> Entered:
        """Open a session; no transaction is open while the password is checked.

        Raises:
            WrongPassword: it is counted, and written down where there is such an account.
            MustWait: too many were wrong lately; this one was not looked at.
            HashingBusy: too many are being checked; this one was not looked at, and does not count.
        """
        account = await run_in_threadpool(self._find, typed.login)
        device = self._devices.known(typed.cookies, account)
        attempt = Attempt(accounts.plain(typed.login), typed.address, device)
        self._take_turn(attempt, account)
        right, renewed = await self._checked(attempt, typed.password, account)
        if account is None or not right or not account.active:
            await self._write_down(account, typed.address, switched_off=right)
            raise WrongPassword
        entered = await run_in_threadpool(self._open, account, renewed, device, typed.session)
        self._tries.was_right(attempt)
        return entered

    def _find(self, login: str) -> Credentials | None:
        with self._database.reading() as session:
            return accounts.credentials(session, login)

    def _take_turn(self, attempt: Attempt, account: Credentials | None) -> None:
        try:
            if attempt.device is None and not self._limiter.hit(
                RateLimitItemPerMinute(TRIES_A_MINUTE), attempt.address
            ):
                raise MustWait(timedelta(minutes=1))
            self._tries.begin(attempt, self._now())
        except MustWait as early:
            seconds = round(early.wait.total_seconds())
            log.warning("sign_in_delayed", staff=_id(account), address=attempt.address, seconds=seconds)
            raise

    async def _checked(self, attempt: Attempt, password: str, account: Credentials | None) -> tuple[bool, str | None]:
        try:
            return await self._pool.run(passwords.matches, password, account.password_hash if account else None)
        except HashingBusy:
            self._tries.was_not_looked_at(attempt)
            log.warning("sign_in_busy", address=attempt.address)
            raise

    async def _write_down(self, account: Credentials | None, address: str, *, switched_off: bool) -> None:
        log.warning("sign_in_failed", staff=_id(account), address=address, switched_off=switched_off)
        if account is not None:
            await run_in_threadpool(self._audit, account.id)

    def _audit(self, staff_id: int) -> None:
        with self._database.transaction() as session:
            accounts.wrong_password(session, staff_id, now=self._now())

    def _open(self, account: Credentials, renewed: str | None, device: str | None, old: str | None) -> Entered:
        now = self._now()
        with self._database.transaction() as session:
            if old:
                accounts.end_session(session, old, now=now)
            token = accounts.enter(session, account, renewed, now=now)
        if token is None:
            raise WrongPassword
        known = self._devices.cookie(device, account.id, renewed or account.password_hash)
        return Entered(account.id, token, known)


def _id(account: Credentials | None) -> int | None:
    # What was typed may be a password in the wrong field, so a login is named by its account or not at all.
    return account.id if account else None
