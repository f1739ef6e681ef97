"""The web chat's real parts behind a real port, with an understanding that knows its lines."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from time import monotonic
from types import TracebackType
from typing import Any, Self

import httpx
from anyio.from_thread import start_blocking_portal
from fastapi import APIRouter, FastAPI

from actions.dialogue.reply import Attachment, Reply, packed
from bot.channels import web
from bot.channels.channel import Channel, Pages
from bot.channels.rest import RestChannel
from bot.channels.web import WebChannel
from bot.engine import Engine
from bot.http.server import HttpServer, listen
from community.database import Database
from community.post import outbox, talks
from community.post.kinds import REPLY
from tests.common import common
from tests.conftest import NOW
from tests.waiting import until
from understanding.parse import NO_DANGER, Danger, Intent, Parse

WAIT_SECONDS = 15
LINES = {"hello": "greet", "what can you do": "help", "thanks": "thanks", "she worries me": "worried_about_friend"}
SECRET = "a secret of the tests"


class ScriptedUnderstanding:
    """Knows the lines above and nothing else."""

    async def judge(self, text: str) -> Danger:  # noqa: ARG002
        """Hear no danger."""
        return NO_DANGER

    async def understand(self, text: str, **_known: object) -> Parse:
        """Return the line's intent; words that are no line of the script are not understood."""
        name = LINES.get(text)
        intents = (Intent(name, 1.0),) if name else ()
        return Parse(text, "en", fallback=name is None, intents=intents)


class WebChat:
    """The parts, started and stopped in a loop of their own."""

    channels: tuple[Channel, ...] = (WebChannel(), RestChannel())

    def __init__(self, database: Database) -> None:
        self.database = database
        self._begun = monotonic()
        self._work: list[asyncio.Task[None]] = []
        self._browsers: list[Browser] = []

    def now(self) -> datetime:
        """The story's clock: noon, and then on."""
        return NOW + timedelta(seconds=monotonic() - self._begun)

    def __enter__(self) -> Self:
        with ExitStack() as kept:
            self._loop = kept.enter_context(start_blocking_portal())
            self._loop.start_task_soon(self._start).result(WAIT_SECONDS)
            self._kept = kept.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for browser in self._browsers:
            browser.http.close()
        with self._kept:
            self._loop.start_task_soon(self._stop).result(WAIT_SECONDS)

    async def _start(self) -> None:
        channels: dict[str, Channel] = {one.name: one for one in self.channels}
        self.engine = Engine(common(self.database, now=self.now), channels, understanding=ScriptedUnderstanding())
        self._http = HttpServer(self.app(), listen("127.0.0.1", 0))
        await self._http.start()
        self._work = [asyncio.create_task(part.run()) for part in (self.engine.intake, self.engine.sender)]

    def app(self) -> FastAPI:
        """Return what is served: the channels alone."""
        app = FastAPI()
        for router in self.routers():
            app.include_router(router)
        return app

    def routers(self) -> list[APIRouter]:
        """Return the routes of the channels."""
        pages = Pages(SECRET, over_tls=False)
        return [router for one in self.channels if (router := one.routes(self.engine, pages)) is not None]

    async def _stop(self) -> None:
        await self._http.stop()
        for task in self._work:
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)

    def browser(self, **headers: str) -> "Browser":
        """Return a browser that has opened the page."""
        self._browsers.append(Browser(self._http.address, headers))
        return self._browsers[-1]

    def wait_for_answer(self, address: str) -> None:
        """Wait until an answer lies in the outbox for a page that nobody has open.

        Raises:
            AssertionError: none came in time.
        """
        assert until(lambda: self._has_answer(address), seconds=WAIT_SECONDS), "no answer was queued"

    def _has_answer(self, address: str) -> bool:
        with self.database.reading() as session:
            conversation = talks.find(session, web.NAME, address)
            return conversation is not None and outbox.count_waiting(session, conversation.id, now=self.now()) > 0

    def somebody_queues(
        self, address: str, words: str, *, attachment: Attachment | None = None, in_seconds: float = 0
    ) -> None:
        """Put a reply into the outbox as another process would: nobody here is told of it."""
        with self.database.transaction() as session:
            conversation = talks.find(session, web.NAME, address)
            assert conversation is not None
            now = self.now()
            due_at = now + timedelta(seconds=in_seconds)
            reply = packed(Reply(words, attachment=attachment))
            outbox.enqueue(session, REPLY, conversation, due_at=due_at, now=now, reply=reply, key=f"test:{words}")


class Browser:
    """What a browser does for the page: keeps the cookie, posts, listens."""

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        self.http = httpx.Client(base_url=url, headers=headers, timeout=WAIT_SECONDS)
        self.page = self.http.get("/")
        self._posts = 0

    def post(self, **body: Any) -> httpx.Response:
        """Post something as the page does; an id of its own unless one is given."""
        self._posts += 1
        return self.http.post("/chat/messages", json={"id": f"post-{self._posts}", "language": "en", **body})

    def history(self) -> dict[str, Any]:
        """Return the talk as the server tells it."""
        found: dict[str, Any] = self.http.get("/chat/history").raise_for_status().json()
        return found

    @contextmanager
    def listening(self, *, after: int = 0, last_event_id: str | None = None) -> Iterator["Listening"]:
        """Open the stream."""
        headers = {"Last-Event-ID": last_event_id} if last_event_id else {}
        with self.http.stream("GET", "/chat/stream", params={"after": after}, headers=headers) as response:
            response.raise_for_status()
            yield Listening(response)


class Listening:
    """An open stream of answers."""

    def __init__(self, response: httpx.Response) -> None:
        self._lines = response.iter_lines()

    def reply(self) -> dict[str, Any]:
        """Wait for the next reply and return it."""
        return self.event("reply")

    def event(self, name: str) -> dict[str, Any]:
        """Wait for the next event of that name and return what it brings; others go by."""
        current = ""
        for line in self._lines:
            current = line.removeprefix("event: ").strip() if line.startswith("event: ") else current
            if current == name and line.startswith("data: {"):
                found: dict[str, Any] = json.loads(line.removeprefix("data: "))
                return found
        raise AssertionError("the stream has ended")
