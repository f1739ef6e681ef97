"""Signing in and out, and choosing a language."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from community.database import storable
from community.visitor import visitor_of
from console.auth import BASE, SESSION_COOKIE, Door, safe_next
from console.rendering import Pages
from console.wording import LANGUAGE_COOKIE, LANGUAGES, language_of

TRIES_A_MINUTE = 10
YEAR_SECONDS = 365 * 24 * 3600
LONGEST_FIELD = 200


def door_pages(door: Door, pages: Pages) -> APIRouter:
    """Return the pages that are open to those who are not signed in."""
    router = APIRouter()
    limiter, limit = MovingWindowRateLimiter(MemoryStorage()), RateLimitItemPerMinute(TRIES_A_MINUTE)

    def form(request: Request, problem: str, *, status: int, login: str = "", next: str = "") -> Response:
        return pages.page(request, "sign_in.html", status=status, problem=problem, login=login, next=safe_next(next))

    @router.get("/sign-in")
    async def ask(request: Request, next: str = "") -> Response:
        if await door.who(request):
            return RedirectResponse(safe_next(next), 303)
        return form(request, "", status=200, next=next)

    @router.post("/sign-in")
    async def sign_in(
        request: Request,
        login: Annotated[str, Form(max_length=LONGEST_FIELD)] = "",
        password: Annotated[str, Form(max_length=LONGEST_FIELD)] = "",
        next: Annotated[str, Form(max_length=LONGEST_FIELD)] = "",
    ) -> Response:
        if not limiter.hit(limit, visitor_of(request.scope)):
            return form(request, "often", status=429, login=login, next=next)
        token = await run_in_threadpool(door.sign_in, storable(login), password)
        if token is None:
            return form(request, "wrong", status=401, login=login, next=next)
        response = RedirectResponse(safe_next(next), 303)
        door.hand_over(response, token)
        _remember_language(response, language_of(request))  # the table pages know the cookie only
        return response

    @router.post("/sign-out")
    async def sign_out(request: Request) -> Response:
        response = RedirectResponse(f"{BASE}/sign-in", 303)
        await door.leave(request.cookies.get(SESSION_COOKIE), response)
        return response

    @router.post("/language")
    async def choose_language(language: Annotated[str, Form()], back: Annotated[str, Form()] = "") -> Response:
        response = RedirectResponse(f"{BASE}/sign-in" if back == f"{BASE}/sign-in" else safe_next(back), 303)
        if language in LANGUAGES:
            _remember_language(response, language)
        return response

    return router


def _remember_language(response: Response, language: str) -> None:
    # The table pages' own script reads and writes it as well, so it can't be HttpOnly.
    response.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR_SECONDS, path="/", samesite="lax")
