"""Who may see how each part is: whoever shows the token, and this machine itself. Others learn that we live, or not."""

import secrets

from fastapi import Request

from community.visitor import counted_as, visitor_of

LOOPBACK_6 = counted_as("::1")
# A request that came through a proxy on this machine has our own address, and somebody else's wish.
_PASSED_ON = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")


def may_see_details(request: Request, token: str | None) -> bool:
    """Say whether a request may be told of queues, parts and figures.

    Args:
        token: ONESTOP_METRICS_TOKEN; None where there is none, so that none is right.
    """
    return _shows(request, token) or _is_from_here(request)


def _shows(request: Request, token: str | None) -> bool:
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    right = token is not None and secrets.compare_digest(shown.strip().encode(), token.encode())
    return right and scheme.lower() == "bearer"


def _is_from_here(request: Request) -> bool:
    if any(name in request.headers for name in _PASSED_ON):
        return False
    visitor = visitor_of(request.scope)
    return visitor == LOOPBACK_6 or visitor.startswith("127.")
