"""Who is talking: a random token in a cookie, known to the browser alone."""

import hashlib
import secrets
from datetime import timedelta

from itsdangerous import BadSignature, Signer
from starlette.requests import Request
from starlette.responses import Response

COOKIE = "onestop_chat"
LIFE = timedelta(days=180)


class Sessions:
    """Hands out tokens and knows them again.

    A conversation's address is the token's SHA-256, so whoever reads the database cannot take a talk over.

    Args:
        secret: signs the tokens, so that nobody can bring one that we did not make.
        secure_cookies: the cookie travels over TLS alone.
    """

    def __init__(self, secret: str, *, secure_cookies: bool) -> None:
        self._signer = Signer(secret, salt="web-chat", digest_method=hashlib.sha256)
        self._secure = secure_cookies
        # A browser takes such a name from this very host, over TLS: no neighbour can plant a talk that it reads.
        self._cookie = f"__Host-{COOKIE}" if secure_cookies else COOKIE

    def address_of(self, request: Request) -> str | None:
        """Return the conversation's address, None where the browser brings no token of ours."""
        try:
            token = self._signer.unsign(request.cookies.get(self._cookie, ""))
        except BadSignature:
            return None
        return hashlib.sha256(token).hexdigest()

    def keep(self, request: Request, response: Response) -> None:
        """Lengthen the session, or begin one."""
        signed = request.cookies[self._cookie] if self.address_of(request) else self._new()
        response.set_cookie(
            self._cookie,
            signed,
            max_age=int(LIFE.total_seconds()),
            path="/",
            httponly=True,
            samesite="lax",
            secure=self._secure,
        )

    def _new(self) -> str:
        return self._signer.sign(secrets.token_urlsafe(32)).decode()
