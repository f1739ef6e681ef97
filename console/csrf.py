"""The token of forms, bound to the session: a new sign-in makes every older form void."""

import hashlib
import hmac

from starlette.middleware.base import RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp
from starlette_admin.security import CSRFMiddleware

from console.cookies import Cookies


class SessionBoundForms(CSRFMiddleware):
    """Takes a form with the token of the session that sends it, and no other.

    Who is not signed in yet has the library's own token, of the browser. The cookie is only how the tables' scripts
    learn the token, under a name that they have in themselves; whatever is planted there, the session decides.
    """

    def __init__(self, app: ASGIApp, secret_key: str, cookies: Cookies) -> None:
        super().__init__(app, secret_key)
        self._key, self._cookies = secret_key.encode(), cookies

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        """Pass the request on, or refuse it."""
        session = request.cookies.get(self._cookies.session)
        if not session:
            return await super().dispatch(request, call_next)
        told, bound = request.cookies.get(self.cookie_name), self._token_of(session)
        request.cookies[self.cookie_name] = bound
        response = await super().dispatch(request, call_next)
        if told != bound:
            response.set_cookie(self.cookie_name, bound, samesite="lax", secure=self._cookies.secure)
        return response

    def _token_of(self, session: str) -> str:
        mark = hmac.new(self._key, f"form {session}".encode(), hashlib.sha256).hexdigest()
        signed = self._signer.dumps(mark)
        return signed.decode() if isinstance(signed, bytes) else signed
