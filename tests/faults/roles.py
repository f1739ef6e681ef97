"""The assistant as four processes on one PostgreSQL, and a browser that talks to the one that serves."""

import asyncio
import queue
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import httpx

from bot import signals
from bot.app import utc_now
from bot.channels.web import stream
from bot.sending import sender
from bot.turns import dispatcher, intake
from tests.deploy.pages import replies
from tests.faults.campus import Campus
from tests.faults.kill import Assistant
from tests.whole_app import free_port

WAIT_SECONDS = 45
NEVER_SECONDS = 3600.0


def look_never() -> None:
    """Have a process learn of others' work by what it is told alone."""
    intake.LOOK_AGAIN_SECONDS = sender.LOOK_AGAIN_SECONDS = stream.LOOK_AGAIN_SECONDS = NEVER_SECONDS


def never_listen_again() -> None:
    """Have a process whose line is cut go without one."""
    signals.AGAIN_SECONDS = NEVER_SECONDS


def begin_no_turn() -> None:
    """Have a process claim what is kept, and get no further."""
    look_never()

    async def stands_still(_self: object, _item: object) -> None:
        await asyncio.Event().wait()

    dispatcher.Dispatcher.answer = stands_still  # type: ignore[method-assign, assignment]


class Roles:
    """Makes processes that share a data folder, as those of one machine do."""

    def __init__(self, folder: Path, campus: Campus, settings: dict[str, str]) -> None:
        self._folder = folder
        self._settings = {"ONESTOP_DATABASE_URL": campus.url, **settings}
        self.made: list[Assistant] = []
        self._pages: list[Page] = []

    def begin(self, *roles: str, before: Callable[[], object] | None = None, **settings: str) -> Assistant:
        """Start a process and don't wait for it."""
        place = self._folder / f"{'-'.join(roles)}-{len(self.made)}"
        place.mkdir()
        given = {"ONESTOP_DATA_DIR": str(self._folder), "ONESTOP_WATCH_PORT": str(free_port()), **self._settings}
        app = Assistant(place, {**given, **settings}, roles=roles, before=before)
        if "web" not in roles:
            app.url = f"http://127.0.0.1:{app.env['ONESTOP_WATCH_PORT']}"
        self.made.append(app)
        app.begin()
        return app

    def page(self, web: Assistant) -> "Page":
        """Open a chat page."""
        self._pages.append(Page(web.url))
        return self._pages[-1]

    def end(self) -> None:
        """Leave no process behind, and no page open."""
        for app in self.made:
            app.end()
        for page in self._pages:
            page.close()


class Page:
    """An open chat page: posts, and hears what is said."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=WAIT_SECONDS)
        self._http.get("/").raise_for_status()
        self._posts = 0
        self._coming: queue.Queue[str | None] = queue.Queue()
        self.heard_at: list[datetime] = []
        self._listens = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        assert self._listens.wait(WAIT_SECONDS)

    def say(self, words: str) -> None:
        """Post a line."""
        self._posts += 1
        body = {"id": f"post-{self._posts}", "language": "en", "words": words}
        self._http.post("/chat/messages", json=body).raise_for_status()

    def hears(self) -> str:
        """Return the next reply."""
        said = self._coming.get(timeout=WAIT_SECONDS)
        assert said is not None, "the stream has ended"
        return said

    def has_more(self) -> bool:
        """Say whether something came that nobody asked for yet."""
        return not self._coming.empty()

    def close(self) -> None:
        """Leave the page, whose server is gone: that ends its stream."""
        self._thread.join(WAIT_SECONDS)
        self._http.close()

    def _listen(self) -> None:
        try:
            with self._http.stream("GET", "/chat/stream") as events:
                self._listens.set()
                for reply in replies(events.iter_lines()):
                    self.heard_at.append(utc_now())
                    self._coming.put(reply["text"])
        except httpx.HTTPError:
            pass
        self._coming.put(None)
