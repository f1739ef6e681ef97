"""A Telegram in a process of its own, without any limit: `python -m bench.emulator`; prints its address, then serves.

The parts under test must not share their event loop or their processor time with what they send to. It notes when each
message came: `GET /bench/sent` returns `[seconds, chat, text]` of each.
"""

import argparse
import json
import socket
import subprocess
import sys
import time
from types import TracebackType
from typing import Any, Self

import httpx
from aiohttp import web
from lo_bot_api_emulator import LoBotApiEmulator

TOKEN = "7000:synthetic-token-of-a-bot-that-does-not-exist"
LONGEST_NOTED = 24  # characters of a text; enough to tell a reply from a broadcast


class NotingEmulator(LoBotApiEmulator):  # type: ignore[misc]
    """The emulator, which notes the moment of each send."""

    def __init__(self) -> None:
        super().__init__(max_updates=100_000, max_history=1, allow_insecure_loopback_webhooks=True)
        self.sent: list[tuple[float, int, str]] = []

    def app(self) -> web.Application:
        app: web.Application = super().app()
        app.router.add_get("/bench/sent", self.show_sent)
        app.router.add_delete("/bench/sent", self.forget_sent)
        app.router.add_get("/bench/count", self.count_sent)
        app.router.add_post("/bench/update", self.take_update)
        return app

    def validate(self, method: str, fields: dict[str, Any], uploads: dict[str, Any]) -> Any:
        result = super().validate(method, fields, uploads)
        if method == "sendMessage":
            result["date"] = int(time.time())
            self.sent.append((time.time(), int(fields["chat_id"]), str(fields["text"])[:LONGEST_NOTED]))
        return result

    async def show_sent(self, _request: web.Request) -> web.Response:
        return web.json_response(self.sent)

    async def forget_sent(self, _request: web.Request) -> web.Response:
        self.sent.clear()
        return web.json_response(0)

    async def count_sent(self, _request: web.Request) -> web.Response:
        return web.json_response(len(self.sent))

    async def take_update(self, request: web.Request) -> web.Response:
        """Queue an update, as a student's phone would cause one."""
        return web.json_response(await self.enqueue_update(json.loads(await request.read()), token=TOKEN))


class Emulator:
    """The emulator as a child process."""

    def __enter__(self) -> Self:
        self._child = subprocess.Popen([sys.executable, "-m", "bench.emulator"], stdout=subprocess.PIPE, text=True)
        assert self._child.stdout is not None
        self.url = self._child.stdout.readline().strip()
        assert self.url, "the emulator did not start"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.terminate()
        self._child.wait()

    def sent(self) -> list[tuple[float, int, str]]:
        """Return the moment, chat and beginning of each message."""
        rows = httpx.get(f"{self.url}/bench/sent", timeout=30).json()
        return [(at, chat, text) for at, chat, text in rows]

    def count(self) -> int:
        """Return how many messages came."""
        return int(httpx.get(f"{self.url}/bench/count", timeout=30).text)

    def forget(self) -> None:
        """Begin to note anew."""
        httpx.delete(f"{self.url}/bench/sent", timeout=30)


def main() -> None:
    """Serve until ended."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    app = NotingEmulator().app()
    web.run_app(app, sock=listening, print=None, access_log=None, shutdown_timeout=0.5)


if __name__ == "__main__":
    main()
