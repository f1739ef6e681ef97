"""The two places where a student sits: a page in a browser, and a phone with Telegram."""

import hashlib
from collections.abc import Sequence
from urllib.parse import unquote

from playwright.sync_api import Browser, expect

from bot.channels import telegram, web
from tests.journeys.playing import Told
from tests.telegram.server import TelegramServer
from tests.waiting import until
from tests.web.browsing import PHONE, Visitor

LOCALES = {"en": "en-GB", "zh": "zh-CN"}


class PageSeat:
    """Somebody before the chat page, which has greeted them and whose language they have chosen."""

    channel = web.NAME

    def __init__(self, browser: Browser, url: str, *, language: str) -> None:
        self.visitor = Visitor(browser, f"{url}/", size=PHONE, locale=LOCALES[language])
        self.visitor.greeted()
        self.visitor.tap({"en": "English", "zh": "中文"}[language])
        expect(self.visitor.told).to_have_count(2)
        self._before = 2

    @property
    def address(self) -> str:
        """The conversation's address: the digest of the token in the cookie."""
        (cookie,) = [one for one in self.visitor.context.cookies() if one.get("name") == "onestop_chat"]
        token = unquote(cookie.get("value", "")).rpartition(".")[0]
        return hashlib.sha256(token.encode()).hexdigest()

    def write(self, words: str) -> None:
        self.visitor.write(words)

    def tap(self, title: str) -> None:
        self.visitor.tap(title)

    def told(self) -> Sequence[Told]:
        bubbles = self.visitor.page.locator("deep-chat .told").all()[self._before :]
        return [
            Told(bubble.locator(".words").inner_text(), tuple(bubble.locator(".tap").all_inner_texts()))
            for bubble in bubbles
        ]

    def leave(self) -> None:
        self.visitor.close()


class PhoneSeat:
    """Somebody with Telegram on their phone."""

    channel = telegram.NAME

    def __init__(self, server: TelegramServer, chat: int, *, language: str) -> None:
        self._server, self._chat, self._language = server, chat, language
        self.address = str(chat)

    def write(self, words: str) -> None:
        self._server.says(self._chat, words, language=self._language)

    def tap(self, title: str) -> None:
        assert until(lambda: self._newest(title) is not None), f"there is no button [{title}] to tap"
        self._server.taps(self._chat, self._newest(title) or "", language=self._language)

    def _newest(self, title: str) -> str | None:
        shown = [dict(sent.buttons) for sent in self._server.shown_to(self._chat)]
        return next((buttons[title] for buttons in reversed(shown) if title in buttons), None)

    def told(self) -> Sequence[Told]:
        sent = [one for one in self._server.shown_to(self._chat) if not one.document]
        return [Told(one.text, tuple(title for title, _ in one.buttons)) for one in sent]

    def leave(self) -> None:
        """A phone asks for nothing by itself."""
