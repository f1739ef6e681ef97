"""Pushing answers to open pages, and ringing only those pages that have something waiting."""

import asyncio
import json
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from time import monotonic
from typing import Any

import anyio
import structlog
from sqlalchemy.orm import Session
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.types import Receive, Scope, Send

from bot.channels.web.guard import Refused
from bot.channels.web.talk import NAME, Talks
from bot.channels.web.threads import Threads
from bot.http.shares import Shares
from bot.sending.sender import Sender
from community.database import Database, DatabaseAway
from community.post import shown
from community.safety import replacing

log = structlog.get_logger()

LOOK_AGAIN_SECONDS = 1.0  # another process may have queued something, or something may have fallen due
NEWEST = 200  # deliveries that a look between those looks at: what has just been queued is among them
BETWEEN_LOOKS_SECONDS = 0.02  # many turns at once make one look
LOOK_AROUND_SECONDS = 5.0  # another process may have handed something out to a second window of the same session
READ_AGAIN_SECONDS = (60.0, 120.0)  # what none of these looks has seen; not all pages at once
MOST_PAGES = 8  # open windows of one session
RECONNECT_MILLISECONDS = 1000


class Bell:
    """Rings at one page."""

    def __init__(self) -> None:
        self.rung = asyncio.Event()
        self._is_due = True

    def ring(self, *, due: bool) -> None:
        """Have the page read on; `due` where something may wait to be handed out."""
        self._is_due = self._is_due or due
        self.rung.set()

    def quieten(self) -> bool:
        """Begin to wait for the next ring; return whether something may wait to be handed out."""
        due, self._is_due = self._is_due, False
        self.rung.clear()
        return due


class Doorbell:
    """Rings the pages of a conversation when there is something for it: one look for all pages, not one for each."""

    def __init__(self, database: Database, sender: Sender, *, now: Callable[[], datetime]) -> None:
        self._database = database
        self._sender = sender
        self._now = now
        self._pages: defaultdict[str, set[Bell]] = defaultdict(set)
        self._woken = asyncio.Event()
        self._watch: asyncio.Task[None] | None = None
        self._around_at = self._through_at = float("-inf")
        self._handed_out: Collection[int] = ()
        self._notices: object = None

    @contextmanager
    def heard_at(self, address: str) -> Iterator[Bell]:
        """Yield a bell that rings whenever there is something new at that address.

        Raises:
            Refused: the session has too many windows open.
        """
        if len(self._pages[address]) >= MOST_PAGES:
            raise Refused(
                429, "too_many", zh="打开的窗口太多了，请关掉几个。", en="Too many windows. Please close some."
            )
        bell = Bell()
        self._pages[address].add(bell)
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._look_out())
        try:
            yield bell
        finally:
            self._pages[address].discard(bell)
            if not self._pages[address]:
                del self._pages[address]
            if not self._pages:
                self._woken.set()  # the watch ends with the last page

    def is_crowded(self, address: str) -> bool:
        """Say whether the session has as many windows open as it may."""
        return len(self._pages.get(address, ())) >= MOST_PAGES

    def ring(self, address: str, *, due: bool = True) -> None:
        """Ring all pages of an address."""
        for bell in self._pages.get(address, ()):
            bell.ring(due=due)

    def _hear(self, address: str | None) -> None:
        """Ring where an answer has just been written, and look whether it has brought others something too."""
        if address is not None:
            self.ring(address)
        self._woken.set()

    async def _look_out(self) -> None:
        """Ring until the last page is closed."""
        end_listening = self._sender.listen(self._hear)
        try:
            while self._pages:
                self._woken.clear()
                await self._ring_once()
                await asyncio.sleep(BETWEEN_LOOKS_SECONDS)
                await _first_of(self._woken.wait(), seconds=LOOK_AGAIN_SECONDS)
        finally:
            end_listening()

    async def _ring_once(self) -> None:
        try:
            waiting, changed = await asyncio.to_thread(self._look, tuple(self._pages))
        except DatabaseAway as error:
            log.error("database_away", error=type(error).__name__)
            return
        for address in waiting:
            self.ring(address)
        for address in self._pages if changed is None else changed:
            self.ring(address, due=False)

    def _look(self, pages: Sequence[str]) -> tuple[Collection[str], Collection[str] | None]:
        """Return at which pages something is due, and where something may have changed: None for everywhere."""
        now = self._now()
        with self._database.reading() as session:
            waiting = self._waiting(session, pages, now)
            if monotonic() < self._around_at:
                return waiting, ()
            self._around_at = monotonic() + LOOK_AROUND_SECONDS
            return waiting, self._around(session, now)

    def _waiting(self, session: Session, pages: Sequence[str], now: datetime) -> Collection[str]:
        """Return where something is due: of what was queued last, or, once in a while, at any of our pages."""
        if monotonic() < self._through_at:
            return shown.newly_waiting(session, NAME, newest=NEWEST, now=now)
        self._through_at = monotonic() + LOOK_AGAIN_SECONDS
        return shown.waiting_at(session, NAME, pages, now=now)

    def _around(self, session: Session, now: datetime) -> Collection[str] | None:
        """Return whose talk somebody has handed something out to since the last look; all where notices changed."""
        handed_out = shown.handed_out_lately(session, NAME, now=now)
        new = {address for number, address in handed_out.items() if number not in self._handed_out}
        notices, before = replacing.standing(session, now), self._notices
        self._handed_out, self._notices = handed_out.keys(), notices
        return new if notices == before else None


class Streams:
    """What flows to each open page."""

    def __init__(self, doorbell: Doorbell, sender: Sender, talks: Talks, reads: Threads) -> None:
        self._reads = reads
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
                while not ending.is_set():
                    if bell.quieten() and await self._sender.collected(NAME, address):
                        self._doorbell.ring(address)  # for its other windows
                    async for event in self._told(address, last_id, known):
                        last_id = int(event.id or last_id)
                        yield event
                    seconds = random.uniform(*READ_AGAIN_SECONDS)  # noqa: S311  # no secret
                    await _first_of(bell.rung.wait(), ending.wait(), seconds=seconds)
        except DatabaseAway as error:
            log.error("database_away", error=type(error).__name__)  # the page comes again, with its last id

    async def _told(self, address: str, last_id: int, known: dict[int, str]) -> AsyncIterator[ServerSentEvent]:
        """Yield what is new, then the marks that have changed on what the page has shown.

        Args:
            known: what this page has been told, with the mark that it bears.
        """
        told = await self._reads.run(self._talks.told_since, address, last_id)
        for reply in told.replies:
            if reply["id"] not in known:
                known[reply["id"]] = reply["mark"]
                yield _event("reply", {**reply, "language": told.language}, str(reply["id"]))
        for number in {*told.marks, *(number for number, mark in known.items() if mark)}:
            mark = told.marks.get(number, "")
            if known.get(number) != mark:
                known[number] = mark
                yield _event("mark", {"id": number, "mark": mark})


class CountedStream(EventSourceResponse):
    """A stream that takes one of its visitor's places as long as it is open."""

    def __init__(self, events: AsyncIterator[ServerSentEvent], visitor: str, places: Shares, **given: Any) -> None:
        super().__init__(events, **given)
        self._visitor, self._places = visitor, places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send events until the page is closed."""
        self._places.take(self._visitor)
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._places.give_back(self._visitor)


def _event(name: str, data: dict[str, Any], event_id: str | None = None) -> ServerSentEvent:
    return ServerSentEvent(json.dumps(data, ensure_ascii=False), event=name, id=event_id, retry=RECONNECT_MILLISECONDS)


def sign_of_life(learning: bool) -> ServerSentEvent:
    """Return what the page hears while nothing happens, so that it notices a dead connection, and whether we learn."""
    return ServerSentEvent("learning" if learning else "1", event="ping")


async def _first_of(*waits: Coroutine[Any, Any, object], seconds: float) -> None:
    """Return when one of the waits is over, or the time is up."""
    waiting = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waiting:
            wait.cancel()
