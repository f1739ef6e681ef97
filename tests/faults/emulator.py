"""A Telegram that fails as the real one does, on a switch, and remembers each call with the moment it came."""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from lo_bot_api_emulator import ApiRefusal
from lo_bot_api_emulator.updates import UpdateError, UpdateQueues

from tests.telegram.server import TOKEN, Emulator, TelegramServer

SENDS = ("sendMessage", "sendDocument")
LOOK_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Refused:
    """One send that was answered 429; `until` is the moment from which it may be tried again, of time.monotonic()."""

    chat: int
    at: float
    until: float


@dataclass
class Faults:
    """What is broken now.

    Args:
        busy_every: each such send is answered 429; 0 for none.
        busy: every send is answered 429.
        retry_after: the whole seconds that a 429 tells to wait.
        broken: every call, of whatever method, is answered 502.
        portal: every call is answered by a page, with 200, as by a network that wants somebody to sign in.
        silent: chats whose sends are taken, and then never answered.
        cut: chats whose sends are taken, and whose connection is then closed without an answer.
    """

    busy_every: int = 0
    busy: bool = False
    retry_after: int = 1
    broken: bool = False
    portal: bool = False
    silent: frozenset[int] = frozenset()
    cut: frozenset[int] = frozenset()


class _Queues(UpdateQueues):  # type: ignore[misc]
    """As at Telegram, a new getUpdates ends the one that waits: that one is answered 409."""

    newest = 0

    async def poll(self, token: str, fields: dict[str, Any], *, disconnected: Callable[[], bool] | None = None) -> Any:
        self.newest += 1
        mine, state = self.newest, self._state(token)

        def is_over() -> bool:
            return mine != self.newest or (disconnected is not None and disconnected())

        while state.polling and mine == self.newest:
            await asyncio.sleep(LOOK_SECONDS)
        try:
            if mine == self.newest:
                return await super().poll(token, fields, disconnected=is_over)
        except asyncio.CancelledError:
            if mine == self.newest:
                raise
        raise UpdateError("Conflict: terminated by other getUpdates request; one bot instance may run", 409)


class FaultyEmulator(Emulator):
    """The emulator with faults."""

    def __init__(self) -> None:
        super().__init__()
        self.plan = Faults()
        self.refused: list[Refused] = []
        self.attempts: list[tuple[float, int]] = []
        self.calls: dict[str, int] = {}
        self._update_queues = _Queues(record=self._record, max_updates=20_000, max_bots=16, insecure_webhooks=True)

    def validate(self, method: str, fields: dict[str, Any], uploads: dict[str, Any]) -> Any:
        if method in SENDS:
            self._maybe_busy(int(fields["chat_id"]))
        return super().validate(method, fields, uploads)

    def _maybe_busy(self, chat: int) -> None:
        now = time.monotonic()
        self.attempts.append((now, chat))
        plan = self.plan
        if plan.busy or (plan.busy_every and len(self.attempts) % plan.busy_every == 0):
            self.refused.append(Refused(chat, now, now + plan.retry_after))
            seconds = plan.retry_after
            raise ApiRefusal(f"Too Many Requests: retry after {seconds}", 429, {"retry_after": seconds})

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.calls[method] = self.calls.get(method, 0) + 1
        if self.plan.broken:
            return web.json_response({"ok": False, "error_code": 502, "description": "Bad Gateway"}, status=502)
        if self.plan.portal:
            return web.Response(text="<html>Sign in to use this network</html>", content_type="text/html")
        answer: web.StreamResponse = await super().handle(request)
        if method in SENDS and answer.status == 200:
            await self._maybe_lost(request, self.sent[-1].chat)
        return answer

    async def _maybe_lost(self, request: web.Request, chat: int) -> None:
        if chat in self.plan.cut and request.transport is not None:
            request.transport.abort()
        while chat in self.plan.silent and request.transport is not None and not request.transport.is_closing():
            await asyncio.sleep(LOOK_SECONDS)


@dataclass
class FaultyTelegram(TelegramServer):
    """Runs it in a thread of the tests' process, so that nothing done to the assistant's process touches it."""

    emulator: FaultyEmulator = field(default_factory=FaultyEmulator)

    @property
    def plan(self) -> Faults:
        """What is broken now; assign another to change it."""
        return self.emulator.plan

    @plan.setter
    def plan(self, plan: Faults) -> None:
        self.emulator.plan = plan

    def updates(self, updates: Iterable[dict[str, Any]]) -> list[int]:
        """Queue many raw updates at once."""

        async def queue() -> list[int]:
            return [await self.emulator.enqueue_update(update, token=TOKEN) for update in updates]

        ids: list[int] = self._on_loop(queue())
        return ids

    def message(self, chat: int, words: str) -> dict[str, Any]:
        """Return the update of a student who writes something."""
        return {"message": self._message(chat, "en", f"S{chat}") | {"text": words}}

    def tap(self, chat: int, key: str) -> dict[str, Any]:
        """Return the update of a student who taps the button with that callback data."""
        message = self._message(chat, "en", f"S{chat}")
        shown = message | {"from": {"id": 7000, "is_bot": True, "first_name": "onestop"}, "text": "…"}
        return {
            "callback_query": {
                "id": str(message["message_id"]),
                "from": message["from"],
                "message": shown,
                "chat_instance": "1",
                "data": key,
            }
        }

    def took(self, sends: int) -> Callable[[], bool]:
        """Return what says whether that many sends were taken."""
        return lambda: len(self.emulator.sent) >= sends

    def asked(self, polls: int) -> Callable[[], bool]:
        """Return what says whether that many getUpdates have come."""
        return lambda: self.polls >= polls

    @property
    def polls(self) -> int:
        """How many getUpdates have come."""
        return self.emulator.calls.get("getUpdates", 0)

    @property
    def unconfirmed(self) -> int:
        """How many updates the assistant has not confirmed yet."""
        return len(self.emulator._update_queues._state(TOKEN).updates)

    def go_away(self) -> None:
        """Close the port and every connection: from now on they are refused."""
        self._on_loop(self._runner.cleanup())

    def come_back(self) -> None:
        """Listen on the same port again."""
        self._on_loop(self._listen_again(int(self.base_url.rpartition(":")[2])))

    async def _listen_again(self, port: int) -> None:
        self._runner = web.AppRunner(self.emulator.app(), shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port, reuse_address=True).start()
