"""Pushing answers to open pages, and ringing only those pages that have something waiting."""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import anyio
import structlog
from sse_starlette import ServerSentEvent

from bot.channels.web.channel import NAME
from bot.channels.web.guard import Refused
from bot.channels.web.talk import Talks
from bot.sender import Sender
from community.database import Database, DatabaseAway
from community.delivery import shown

log = structlog.get_logger()

LOOK_AGAIN_SECONDS = 1.0  # another process may have queued something
BETWEEN_LOOKS_SECONDS = 0.02  # many turns at once make one look
READ_AGAIN_SECONDS = 5.0  # another process may have handed something out to a second window of the same session
MOST_PAGES = 8  # open windows of one session
RECONNECT_MILLISECONDS = 1000


class Doorbell:
    """Rings the pages of a conversation when something is due for it: one look for all pages, not one for each."""

    def __init__(self, database: Database, sender: Sender, *, now: Callable[[], datetime]) -> None:
        self._database = database
        self._sender = sender
        self._now = now
        self._pages: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._woken = asyncio.Event()
        self._watch: asyncio.Task[None] | None = None

    @contextmanager
    def heard_at(self, address: str) -> Iterator[asyncio.Event]:
        """Yield an event that is set whenever something is due at that address.

        Raises:
            Refused: the session has too many windows open.
        """
        if len(self._pages[address]) >= MOST_PAGES:
            raise Refused(
                429, "too_many", zh="打开的窗口太多了，请关掉几个。", en="Too many windows. Please close some."
            )
        bell = asyncio.Event()
        self._pages[address].add(bell)
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._look_out())
        try:
            yield bell
        finally:
            self._pages[address].discard(bell)
            if not self._pages[address]:
                del self._pages[address]

    def is_crowded(self, address: str) -> bool:
        """Say whether the session has as many windows open as it may."""
        return len(self._pages.get(address, ())) >= MOST_PAGES

    def ring(self, address: str) -> None:
        """Ring all pages of an address."""
        for bell in self._pages.get(address, ()):
            bell.set()

    async def _look_out(self) -> None:
        """Ring until the last page is closed."""
        end_listening = self._sender.listen(self._woken.set)
        try:
            while self._pages:
                self._woken.clear()
                for address in await self._waiting():
                    self.ring(address)
                await asyncio.sleep(BETWEEN_LOOKS_SECONDS)
                await _first_of(self._woken.wait(), seconds=LOOK_AGAIN_SECONDS)
        finally:
            end_listening()

    async def _waiting(self) -> set[str]:
        try:
            return await asyncio.to_thread(self._look)
        except DatabaseAway as error:
            log.error("database_away", error=type(error).__name__)
            return set()

    def _look(self) -> set[str]:
        with self._database.reading() as session:
            return shown.addresses_waiting(session, NAME, now=self._now())


class Streams:
    """What flows to each open page."""

    def __init__(self, doorbell: Doorbell, sender: Sender, talks: Talks) -> None:
        self._doorbell = doorbell
        self._sender = sender
        self._talks = talks

    def admit(self, address: str) -> None:
        """Take one more window of the session.

        Raises:
            Refused: too many are open.
        """
        if self._doorbell.is_crowded(address):
            raise Refused(
                429, "crowded", zh="打开的窗口太多了，请关掉几个。", en="Too many windows. Please close some."
            )

    async def events(self, address: str, last_id: int, ending: anyio.Event) -> AsyncIterator[ServerSentEvent]:
        """Yield what was handed out since a delivery, then what comes, until the page is closed or the server ends.

        Args:
            last_id: the last delivery that the page has shown, 0 for none. Some before it may come again: handing out
                ends with our sending, and only the page knows what arrived.
        """
        known: dict[int, str] = {}
        try:
            with self._doorbell.heard_at(address) as bell:
                due = True
                while not ending.is_set():
                    bell.clear()
                    if due and await self._sender.collected(NAME, address):
                        self._doorbell.ring(address)  # for its other windows
                    async for event in self._told(address, last_id, known):
                        last_id = int(event.id or last_id)
                        yield event
                    await _first_of(bell.wait(), ending.wait(), seconds=READ_AGAIN_SECONDS)
                    due = bell.is_set()
        except DatabaseAway as error:
            log.error("database_away", error=type(error).__name__)  # the page comes again, with its last id

    async def _told(self, address: str, last_id: int, known: dict[int, str]) -> AsyncIterator[ServerSentEvent]:
        """Yield what is new, then the marks that have changed on what the page has shown.

        Args:
            known: what this page has been told, with the mark that it bears.
        """
        told = await asyncio.to_thread(self._talks.told_since, address, last_id)
        for reply in told.replies:
            if reply["id"] not in known:
                known[reply["id"]] = reply["mark"]
                yield _event("reply", {**reply, "language": told.language}, str(reply["id"]))
        for number in {*told.marks, *(number for number, mark in known.items() if mark)}:
            mark = told.marks.get(number, "")
            if known.get(number) != mark:
                known[number] = mark
                yield _event("mark", {"id": number, "mark": mark})


def _event(name: str, data: dict[str, Any], event_id: str | None = None) -> ServerSentEvent:
    return ServerSentEvent(json.dumps(data, ensure_ascii=False), event=name, id=event_id, retry=RECONNECT_MILLISECONDS)


def sign_of_life() -> ServerSentEvent:
    """Return what the page hears while nothing happens, so that it notices a dead connection."""
    return ServerSentEvent("1", event="ping")


async def _first_of(*waits: Coroutine[Any, Any, object], seconds: float) -> None:
    """Return when one of the waits is over, or the time is up."""
    waiting = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waiting:
            wait.cancel()
