"""Signing in and out, and choosing a language."""

import math
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from community.database import storable
from community.visitor import visitor_of
from console.auth import BASE, Door, safe_next
from console.entry import Entry, MustWait, Typed, WrongPassword
from console.hashing import HashingBusy
from console.rendering import Pages
from console.wording import LANGUAGE_COOKIE, LANGUAGES, language_of

YEAR_SECONDS = 365 * 24 * 3600
LONGEST_FIELD = 200
BUSY_SECONDS = 2


def door_pages(door: Door, entry: Entry, pages: Pages) -> APIRouter:
    """Return the pages that are open to those who are not signed in."""
    router = APIRouter()

    def form(
        request: Request, problem: str, *, status: int, login: str = "", next: str = "", seconds: int = 0
    ) -> Response:
        target = safe_next(next)
        page = pages.page(
            request, "sign_in.html", status=status, problem=problem, login=login, next=target, seconds=seconds
        )
        if seconds:
            page.headers["Retry-After"] = str(seconds)
        return page

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
        typed = Typed(storable(login), password, visitor_of(request.scope), request.cookies, door.token(request))
        try:
            entered = await entry.enter(typed)
        except WrongPassword:
            return form(request, "wrong", status=401, login=login, next=next)
        except MustWait as early:
            seconds = max(1, math.ceil(early.wait.total_seconds()))
            return form(request, "often", status=429, login=login, next=next, seconds=seconds)
        except HashingBusy:
            return form(request, "busy", status=503, login=login, next=next, seconds=BUSY_SECONDS)
        response = RedirectResponse(safe_next(next), 303)
        door.hand_over(response, entered)
        _remember_language(response, language_of(request))  # the table pages know the cookie only
        return response

    @router.post("/sign-out")
    async def sign_out(request: Request) -> Response:
        response = RedirectResponse(f"{BASE}/sign-in", 303)
        await door.leave(request, response)
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
