"""The staff console: sign-in, the live inbox, the content tables. Mounted at /console."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sse_starlette import EventSourceResponse
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from community import audit
from community.counseling import diary
from community.counseling.people import NoSuchCounselor
from community.database import Database
from community.safety import handling
from community.staff.tries import Tries
from community.teaching import trainings
from console import live
from console.auth import BASE, Door, NotAllowed, SignInNeeded, Staff, signed_in
from console.away import TRY_AGAIN_SECONDS, WhileAway
from console.cookies import Cookies
from console.csrf import SessionBoundForms
from console.devices import Devices
from console.entry import Entry
from console.hashing import HashingPool
from console.meaning import Meaning
from console.pages.account import account_pages
from console.pages.appointments import Diary, appointment_pages
from console.pages.case import CaseDesk, NoSuchCase
from console.pages.door import door_pages
from console.pages.inbox import inbox_pages
from console.pages.incidents import IncidentDesk, NoSuchIncident, incident_pages
from console.pages.notices import notice_pages
from console.pages.release import ReleaseDesk, release_pages
from console.pages.signups import NoSuchEvent, signup_pages
from console.pages.teaching import Intents, TeachingDesk, no_intents, teaching_pages
from console.pages.unanswered import Unanswered, unanswered_pages
from console.rendering import HERE, Pages
from console.security import Guarded, Refused
from console.tables.site import mount_tables
from console.tables.views import House

NODE_MODULES = HERE.parent / "node_modules"
VENDORED = {"htmx": NODE_MODULES / "htmx.org" / "dist", "pico": NODE_MODULES / "@picocss" / "pico" / "css"}


def build_console(
    database: Database,
    *,
    now: Callable[[], datetime],
    wake: Callable[[], None],
    secret: str,
    secure_cookies: bool,
    zone: ZoneInfo,
    meaning: Meaning,
    intents: Intents = no_intents,
) -> FastAPI:
    """Build the console, to be mounted at /console.

    Args:
        now: the one clock, aware.
        wake: called after every write, on the event loop; has the outbox looked at.
        secret: signs the tokens of forms, and hides who tried which login; the same for all processes that serve one
            console.
        secure_cookies: whether browsers reach us by TLS.
        zone: the campus zone, in which all times are shown.
        meaning: puts questions together, and tries items that are being written.
        intents: returns what may be taught by examples, by name, with titles in a language.
    """
    # It warns of every field that was left empty, and quotes what was typed.
    logging.getLogger("starlette_admin").setLevel(logging.ERROR)
    cookies = Cookies(secure_cookies)
    door = Door(database, now, cookies)
    console = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    console.state.door = door
    console.add_middleware(Guarded, secure_cookies=secure_cookies, refused=_writing_down(database, now))
    for name, folder in VENDORED.items():
        console.mount(f"/static/{name}", StaticFiles(directory=folder, check_dir=False))
    console.mount("/static", StaticFiles(directory=HERE / "static"))
    _add_events(console, database, door)
    pages = Pages(now, zone)
    away = _away_page(pages)
    mount_tables(console, database, door, House(now, wake, zone), secret=secret, away=away)
    routers = (
        door_pages(door, Entry(database, now, Devices(secret, cookies), Tries(secret), HashingPool()), pages),
        inbox_pages(CaseDesk(database, now, wake), pages),
        release_pages(ReleaseDesk(database, now, wake, zone), pages),
        appointment_pages(Diary(database, now, wake, zone), pages),
        incident_pages(IncidentDesk(database, now, wake), pages),
        notice_pages(database, pages, now),
        signup_pages(database, pages, now, zone),
        unanswered_pages(Unanswered(database, meaning, now), pages),
        teaching_pages(TeachingDesk(database, now, intents), pages),
        account_pages(database, pages, now),
    )
    own = _own_pages(door, pages, routers, secret)
    own.add_middleware(WhileAway, page=away)
    console.state.parts = [own]
    _add_description(console, door)
    console.mount("", own)
    return console


def _away_page(pages: Pages) -> Callable[[Request], Response]:
    def page(request: Request) -> Response:
        answer = pages.page(request, "refusal.html", status=503, why="away")
        answer.headers["Retry-After"] = str(TRY_AGAIN_SECONDS)
        return answer

    return page


def _add_description(console: FastAPI, door: Door) -> None:
    @console.get("/openapi.json", include_in_schema=False)
    async def description(request: Request) -> Response:
        """Describe every route, to staff alone: `state.description` is set by whoever mounts the console."""
        if await door.who(request) is None:
            return JSONResponse({"detail": "sign in first"}, 401)
        return JSONResponse(request.app.state.description())


def _own_pages(door: Door, pages: Pages, routers: Iterable[APIRouter], secret: str) -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.door = door
    app.add_middleware(SessionBoundForms, secret_key=secret, cookies=door.cookies)
    for router in routers:
        app.include_router(router)
    _add_start(app)
    _add_refusals(app, pages)
    return app


def _writing_down(database: Database, now: Callable[[], datetime]) -> Refused:
    def refused(staff_id: int, method: str, path: str) -> None:
        who = f"staff:{staff_id}"
        with database.transaction() as session:
            audit.record(session, who=who, what="refused", about=who, now=now(), method=method, path=path)

    return refused


def _add_start(app: FastAPI) -> None:
    @app.get("/")
    async def start(staff: Staff = Depends(signed_in)) -> Response:  # noqa: B008
        if staff.may_answer_cases:
            return RedirectResponse(f"{BASE}/inbox", 303)
        return RedirectResponse(f"{BASE}/incidents" if staff.may_handle_incidents else f"{BASE}/tables/", 303)


def _add_events(console: FastAPI, database: Database, door: Door) -> None:
    # Beside the pages, not among them: what waits for their whole answer would wait for ever on this one.
    def add(page: str, news: live.News, may: Callable[[Staff], bool]) -> None:
        async def page_events(request: Request) -> Response:
            async def still_signed_in() -> bool:
                staff = await door.who(request)
                return staff is not None and may(staff)

            return EventSourceResponse(live.events(news, still_signed_in), ping=15)

        console.add_api_route(f"/{page}/events", page_events, methods=["GET"])

    add("inbox", live.News(database), lambda staff: staff.may_answer_cases)
    add("appointments", live.News(database, diary.mark), lambda staff: staff.may_see_appointments)
    add("teaching", live.News(database, trainings.mark), lambda staff: staff.may_teach)
    add("incidents", live.News(database, handling.mark), lambda staff: staff.may_handle_incidents)


def _add_refusals(app: FastAPI, pages: Pages) -> None:
    async def to_sign_in(request: Request, _error: Exception) -> Response:
        target = f"{BASE}/sign-in?next={request.url.path if request.method == 'GET' else BASE + '/'}"
        if "hx-request" in request.headers:
            return Response(headers={"HX-Redirect": f"{BASE}/sign-in"})
        return RedirectResponse(target, 303)

    def say(status: int, why: str) -> Callable[[Request, Exception], Response]:
        return lambda request, _error: pages.page(request, "refusal.html", status=status, why=why)

    app.add_exception_handler(SignInNeeded, to_sign_in)
    app.add_exception_handler(NotAllowed, say(403, "not_allowed"))
    app.add_exception_handler(NoSuchCase, say(404, "no_case"))
    for missing in (NoSuchIncident, NoSuchEvent, NoSuchCounselor):
        app.add_exception_handler(missing, say(404, "no_row"))
    app.add_exception_handler(RequestValidationError, say(400, "not_understood"))
    app.add_exception_handler(HTTPException, say(404, "no_page"))
