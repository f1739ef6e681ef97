"""The console's cookies: their names, how far they travel, and how they are set and removed."""

from dataclasses import dataclass
from datetime import timedelta

from starlette.responses import Response

from community.staff import rules

BASE = "/console"


@dataclass(frozen=True, slots=True)
class Cookies:
    """Names and sets cookies.

    Over TLS they bear `__Host-`: a browser takes such a one from this host alone, so no neighbour can plant one. It
    insists on TLS and on the path `/`, so over plain HTTP on loopback the names are plain.

    Args:
        secure: browsers reach us by TLS.
    """

    secure: bool

    @property
    def session(self) -> str:
        """The cookie that says who is signed in."""
        return self._named("onestop_staff")

    def device(self, staff_id: int) -> str:
        """Return the name of the cookie that says that this device has signed in to the account before."""
        return self._named(f"onestop_device_{staff_id}")

    def keep(self, response: Response, name: str, value: str, life: timedelta = rules.SESSION_LIFE) -> None:
        """Have the browser keep a cookie that no script reads."""
        response.set_cookie(
            name,
            value,
            max_age=int(life.total_seconds()),
            path=self._path,
            httponly=True,
            samesite="lax",
            secure=self.secure,
        )

    def remove(self, response: Response, name: str) -> None:
        """Have the browser forget a cookie."""
        response.delete_cookie(name, path=self._path, httponly=True, samesite="lax", secure=self.secure)

    def _named(self, name: str) -> str:
        return f"__Host-{name}" if self.secure else name

    @property
    def _path(self) -> str:
        return "/" if self.secure else BASE
