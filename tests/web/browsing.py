"""A real browser before the chat page and the console."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect, sync_playwright

from bot.settings import ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A browser looks for its own updates and news; whatever leaves the host here must be the page's doing.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-software-rasterizer",  # a stand-in for the graphics card takes a core, and nothing of ours needs it
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
WAIT_MILLISECONDS = 30_000
PHONE, DESKTOP = (390, 844), (1280, 800)
expect.set_options(timeout=WAIT_MILLISECONDS)  # a busy machine is no fault of the page


def browser_path() -> str:
    """Return the browser that tests use: the one named, the system's, or the one that the setup fetches."""
    named = os.environ.get("ONESTOP_TEST_BROWSER")
    found = named or next((path for path in map(shutil.which, NAMES) if path), None)
    if found:
        return found
    done = subprocess.run([ROOT / "scripts" / "browser.sh"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Yield a headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=list(ARGUMENTS))
        yield browser
        browser.close()


class Visitor:
    """Somebody with a browser: sees the talk, types, taps; all that their browser asks for is noted."""

    def __init__(
        self, browser: Browser, url: str, *, size: tuple[int, int] = DESKTOP, locale: str = "en-GB", **options: Any
    ) -> None:
        width, height = size
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": height}, locale=locale, **options
        )
        self.context.set_default_timeout(WAIT_MILLISECONDS)
        self.asked_for: list[str] = []
        self.complaints: list[str] = []
        self.context.on("request", lambda request: self.asked_for.append(request.url))
        self.context.on("console", self._listen)
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.page: Page = self.context.new_page()
        self.page.goto(url)

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def close(self) -> None:
        """Close the browser's windows."""
        self.context.close()

    @property
    def told(self) -> Locator:
        """What the student was told, oldest first."""
        return self.page.locator("deep-chat .told .words")

    @property
    def said(self) -> Locator:
        """What the student said, oldest first."""
        return self.page.locator("deep-chat .said .words")

    def write(self, words: str) -> None:
        """Type words and send them."""
        self.page.locator("deep-chat #text-input").fill(words)
        self.page.keyboard.press("Enter")

    def tap(self, title: str) -> None:
        """Tap a button of the talk, the newest of that title."""
        self.page.locator("deep-chat").get_by_role("button", name=title, exact=True).last.click()

    def sees(self, *texts: str) -> None:
        """Wait until the newest thing told holds all the texts."""
        for text in texts:
            expect(self.told.last).to_contain_text(text, timeout=WAIT_MILLISECONDS)

    def greeted(self) -> None:
        """Wait for the greeting."""
        expect(self.told.first).to_contain_text("Language?", timeout=WAIT_MILLISECONDS)
