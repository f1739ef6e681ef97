"""Names that a row needs in order to be found again, and that nobody is to read in it."""

import hashlib
import hmac


class Hidden:
    """Turns a name into a digest: the same in all processes, and nothing that whoever has no secret could check.

    Args:
        secret: what signs our cookies.
        purpose: names that are hidden for one purpose are not known again in rows of another.
    """

    def __init__(self, secret: str, purpose: str) -> None:
        self._key = f"{purpose} {secret}".encode()

    def __call__(self, name: str) -> str:
        return hmac.new(self._key, name.encode(), hashlib.sha256).hexdigest()
