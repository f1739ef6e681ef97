"""Putting the tables together: one starlette-admin, entered by the console's own door, calling no foreign host."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette_admin.auth import AdminUser, BaseAuthProvider
from starlette_admin.contrib.sqla import Admin
from starlette_admin.i18n import I18nConfig, TimezoneConfig
from starlette_admin.theme import DefaultTheme, TablerSettings
from starlette_admin.views import Link

from community.counseling.tables import AvailabilityException
from community.database import Database
from community.engines import READING
from console import standing
from console.auth import BASE, Door
from console.away import WhileAway
from console.csrf import SessionBoundForms
from console.security import SAFE_METHODS
from console.tables.catalogue import TABLES, Table
from console.tables.inline import StrictTemplates, style_sheet
from console.tables.leaves import LeaveView
from console.tables.odd import OddRefused
from console.tables.publishing import PublishedView
from console.tables.views import House, TableUser, TableView
from console.tables.words import here, lazily
from console.wording import LANGUAGE_COOKIE, LANGUAGES, language_of

TEMPLATES = Path(__file__).parent.parent / "admin_templates"


class ConsoleDoor(BaseAuthProvider):
    """Lets in whoever the console has signed in."""

    def __init__(self, door: Door) -> None:
        super().__init__()
        self._door = door

    async def authenticate(self, request: Request) -> AdminUser | None:
        """Return who is signed in, None where nobody is."""
        staff = await self._door.who(request)
        request.state.notes = standing.notes(staff.standing, language_of(request)) if staff else []
        return TableUser(username=staff.name, staff=staff) if staff else None

    def get_routes(self, templates: Jinja2Templates) -> list[Route]:  # noqa: ARG002
        """Return the ways in and out, which lead to the console's own."""
        return [
            Route("/login", self._to_sign_in, methods=["GET"], name="login"),
            Route("/logout", self._out, methods=["POST"], name="logout"),
        ]

    async def _to_sign_in(self, request: Request) -> Response:  # noqa: ARG002
        return RedirectResponse(f"{BASE}/sign-in?next={BASE}/tables/", 303)

    async def _out(self, request: Request) -> Response:
        response = RedirectResponse(f"{BASE}/sign-in", 303)
        await self._door.leave(request, response)
        return response


class ReadersDoNotLock:
    """Lets pages that only look read beside SQLite's one writer, instead of queueing for its lock."""

    def __init__(self, app: ASGIApp, database: Database) -> None:
        self._app = app
        self._reading = database.engine.execution_options(**{READING: True})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, with a reading session where it only looks."""
        if scope["type"] == "http" and scope["method"] in SAFE_METHODS:
            HTTPConnection(scope).state.session.bind = self._reading
        await self._app(scope, receive, send)


class TrueWords:
    """Has what the view found out said after saving, in place of "was changed successfully", which knows no better."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, and put the view's words into the place of the others."""

        async def send_truly(message: Message) -> None:
            saying = scope.get("state", {}).get("saying")
            if message["type"] == "http.response.start" and saying:
                scope["state"]["admin_flash_pending"][:] = [{"message": saying, "category": "success"}]
            await send(message)

        await self._app(scope, receive, send_truly)


class Tables(Admin):
    """The library's tables, with the console's token of forms in place of its own."""

    def __init__(self, engine: Engine, door: Door, **options: Any) -> None:
        self._door = door
        super().__init__(engine, **options)

    def _init_csrf(self) -> None:
        assert self.secret_key is not None
        self.middlewares.append(Middleware(SessionBoundForms, secret_key=self.secret_key, cookies=self._door.cookies))


class Theme(DefaultTheme):
    """The console's colour and words, for the templates of the tables."""

    def __init__(self) -> None:
        super().__init__(TablerSettings(primary="teal"))

    def template_globals(self) -> dict[str, Any]:
        """Return our words, and where our own files are."""
        return {"say": here, "console": BASE, "core_styles": style_sheet()}


def mount_tables(
    app: FastAPI,
    database: Database,
    door: Door,
    house: House,
    *,
    secret: str,
    away: Callable[[Request], Response],
) -> None:
    """Mount the tables at /tables of the console.

    Args:
        away: makes the page that is shown while the database is away.
    """
    admin = Tables(
        database.engine,
        door,
        title=lazily("Onestop · Tables"),
        base_url="/tables",
        route_name="tables",
        templates_dir=str(TEMPLATES),
        additional_loaders=[StrictTemplates()],
        theme=Theme(),
        favicon_url=f"{BASE}/static/icon.svg",
        auth_provider=ConsoleDoor(door),
        secret_key=secret,
        middlewares=[Middleware(WhileAway, page=away), Middleware(ReadersDoNotLock, database=database)],
        i18n_config=I18nConfig(
            default_locale="zh",
            language_cookie_name=LANGUAGE_COOKIE,
            language_header_name=None,
            language_switcher=list(LANGUAGES),
        ),
        timezone_config=TimezoneConfig(
            default_timezone=house.zone.key, timezone_cookie_name=None, use_user_locale_timezone=False
        ),
    )
    admin.middlewares.append(Middleware(OddRefused))
    admin.middlewares.append(Middleware(TrueWords))  # innermost: what it says must be there when messages are kept
    for table in TABLES:
        admin.add_view(_view_of(table)(table, house))
    admin.add_link(Link(menu_label=lazily("Back to the console"), icon="fa fa-arrow-left", url=f"{BASE}/"))
    admin.mount_to(app)


def _view_of(table: Table) -> type[TableView]:
    if table.model is AvailabilityException:
        return LeaveView
    return PublishedView if table.matter else TableView
