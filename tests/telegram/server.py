"""A Telegram of our own: the emulator's Bot API server in a thread, with the few things that it lacks."""

import asyncio
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web
from lo_bot_api_emulator import ApiRefusal, LoBotApiEmulator
from lo_bot_api_emulator.updates import KINDS

TOKEN = "7000:synthetic-token-of-a-bot-that-does-not-exist"
PATIENCE_SECONDS = 30.0
KINDS.update({"edited_message", "my_chat_member"})  # it hands them over like the kinds that it knows


@dataclass(frozen=True, slots=True)
class Sent:
    """One message as the student's phone would show it."""

    chat: int
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    message_id: int = 0
    document: str = ""
    at: float = 0.0  # of time.monotonic(), when it was taken

    def key(self, title: str) -> str:
        """Return the callback data of the button with that title."""
        return dict(self.buttons)[title]


class Emulator(LoBotApiEmulator):  # type: ignore[misc]
    """The emulator, which also remembers what was sent, gives today's dates, and fails on request."""

    def __init__(self) -> None:
        super().__init__(
            max_updates=20_000, max_history=100_000, max_assets=100_000, allow_insecure_loopback_webhooks=True
        )
        self.sent: list[Sent] = []
        self.edited: dict[int, str] = {}
        self.commands: dict[str, list[str]] = {}
        self.faults: list[Callable[[str, dict[str, Any]], ApiRefusal | None]] = []

    def validate(self, method: str, fields: dict[str, Any], uploads: dict[str, Any]) -> Any:
        for fault in self.faults:
            refusal = fault(method, fields)
            if refusal is not None:
                raise refusal
        result = super().validate(method, fields, uploads)
        if method == "setMyCommands":
            names = [command["command"] for command in json.loads(fields["commands"])]
            self.commands[fields.get("language_code", "")] = names
        if method == "editMessageText":
            self.edited[int(fields["message_id"])] = fields["text"]
        if method in ("sendMessage", "sendDocument"):
            result["date"] = int(time.time())
            self.sent.append(_sent(fields, uploads, result["message_id"]))
        return result


def _sent(fields: dict[str, Any], uploads: dict[str, Any], message_id: int) -> Sent:
    markup = json.loads(fields["reply_markup"]) if "reply_markup" in fields else {}
    rows = markup.get("inline_keyboard", [])
    buttons = tuple((button["text"], button["callback_data"]) for row in rows for button in row)
    document = next((upload["filename"] for upload in uploads.values()), "")
    return Sent(int(fields["chat_id"]), fields.get("text", ""), buttons, message_id, document, time.monotonic())


@dataclass
class TelegramServer:
    """Runs the emulator in a thread; students write through it and read what came back."""

    emulator: Emulator = field(default_factory=Emulator)
    base_url: str = ""
    _next_message: int = 1_000_000

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._on_loop(self._start())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._on_loop(self._runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _on_loop(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_SECONDS)

    async def _start(self) -> None:
        self._runner = web.AppRunner(self.emulator.app(), shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.base_url = f"http://{host}:{port}"

    def refuse_token(self) -> None:
        """Answer every call as Telegram does when it does not know the token."""
        self.emulator.faults.append(lambda _method, _fields: ApiRefusal("Unauthorized", 401))

    def update(self, update: dict[str, Any]) -> int:
        """Queue a raw update as Telegram would hand it over."""
        update_id: int = self._on_loop(self.emulator.enqueue_update(update, token=TOKEN))
        return update_id

    def says(self, chat: int, words: str, *, language: str = "en", name: str = "Ada", **extra: Any) -> int:
        """Have a student write something."""
        return self.update({"message": self._message(chat, language, name) | {"text": words} | extra})

    def sends_photo(self, chat: int, caption: str = "", *, language: str = "en") -> int:
        """Have a student send a photo, with words under it or without."""
        photo = [{"file_id": "p1", "file_unique_id": "u1", "width": 90, "height": 90, "file_size": 900}]
        words = {"caption": caption} if caption else {}
        return self.update({"message": self._message(chat, language, "Ada") | {"photo": photo} | words})

    def taps(self, chat: int, key: str, *, language: str = "en", name: str = "Ada") -> int:
        """Have a student tap the button with that callback data."""
        message = self._message(chat, language, name)
        self._next_message += 1
        query = {
            "id": str(self._next_message),
            "from": message["from"],
            "message": message | {"from": {"id": 7000, "is_bot": True, "first_name": "onestop"}, "text": "…"},
            "chat_instance": "1",
            "data": key,
        }
        return self.update({"callback_query": query})

    def _message(self, chat: int, language: str, name: str) -> dict[str, Any]:
        self._next_message += 1
        kind = {"type": "private", "first_name": name} if chat > 0 else {"type": "supergroup", "title": "staff"}
        return {
            "message_id": self._next_message,
            "date": int(time.time()),
            "chat": {"id": chat} | kind,
            "from": {"id": abs(chat), "is_bot": False, "first_name": name, "language_code": language},
        }

    def shown_to(self, chat: int) -> list[Sent]:
        """Return everything that was sent to a chat, oldest first."""
        return [sent for sent in self.emulator.sent if sent.chat == chat]

    def await_shown(self, chat: int, count: int, *, seconds: float = PATIENCE_SECONDS) -> list[Sent]:
        """Wait until a chat was sent that many messages, and return them."""
        self.await_that(
            lambda: len(self.shown_to(chat)) >= count,
            seconds=seconds,
            what=f"{count} messages to {chat}",
        )
        return self.shown_to(chat)

    def await_text(self, chat: int, text: str, *, seconds: float = PATIENCE_SECONDS) -> Sent:
        """Wait until a message with the text is shown in a chat, and return the newest such."""

        def found() -> list[Sent]:
            return [sent for sent in self.shown_to(chat) if text in sent.text]

        self.await_that(lambda: bool(found()), seconds=seconds, what=f"{text!r} in {self.shown_to(chat)}")
        return found()[-1]

    @staticmethod
    def await_that(condition: Callable[[], bool], *, seconds: float = PATIENCE_SECONDS, what: str = "") -> None:
        """Wait for a condition, looking often; fails at the deadline."""
        deadline = time.monotonic() + seconds
        pause = threading.Event()
        while not condition():
            assert time.monotonic() < deadline, f"not within {seconds} s: {what or condition}"
            pause.wait(0.02)
