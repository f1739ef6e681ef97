"""Devices that have signed in to an account before: a signed cookie for each account, which tells nobody who it is."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta

from itsdangerous import BadSignature, URLSafeTimedSerializer

from community.staff.accounts import Credentials
from console.cookies import Cookies

KNOWN_FOR = timedelta(days=180)


class Devices:
    """Knows a device again, until the account has a new password.

    Args:
        secret: signs the cookies.
    """

    def __init__(self, secret: str, cookies: Cookies) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt="staff-device")
        self._cookies = cookies

    def known(self, brought: Mapping[str, str], account: Credentials | None) -> str | None:
        """Return the id of the device that brings these cookies, None where it never signed in to the account."""
        signed = brought.get(self._cookies.device(account.id)) if account else None
        if account is None or signed is None:
            return None
        try:
            device, staff_id, mark = self._signer.loads(signed, max_age=int(KNOWN_FOR.total_seconds()))
        except (BadSignature, ValueError, TypeError):
            return None
        return str(device) if (staff_id, mark) == (account.id, _mark(account.password_hash)) else None

    def cookie(self, device: str | None, staff_id: int, password_hash: str) -> str:
        """Return what makes a device known from now on; one that is known already keeps its id."""
        return self._signer.dumps([device or secrets.token_urlsafe(12), staff_id, _mark(password_hash)])


def _mark(password_hash: str) -> str:
    return hashlib.sha256(password_hash.encode()).hexdigest()[:16]
