"""Students with the chat page open, as their browsers behave: they post again what was not taken, and listen again."""

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx

WITHIN_SECONDS = 120.0
PING_SECONDS = 45.0
AGAIN_SECONDS = 0.2
LOOK_SECONDS = 0.02
AT_ONCE = 2  # posts of one page that wait for their answers
TAKEN = (200, 202)
LINES = ("hello", "what can you do?", "thanks", "can I see a counselor?", "你好", "有什么活动？")


class Page:
    """One student's page.

    Args:
        url: of the proxy.
        visitor: the address that the student comes from, one of the loopback's.
    """

    def __init__(self, url: str, visitor: str) -> None:
        self._http = httpx.Client(
            base_url=url,
            timeout=PING_SECONDS,
            transport=httpx.HTTPTransport(local_address=visitor),
            headers={"Sec-Fetch-Site": "same-origin"},
        )
        self.heard: list[int] = []
        self.posts = 0
        self.tried_again = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._listen)

    def open(self) -> None:
        """Load the page, which begins a session, and listen."""
        self._until_taken("GET", "/")
        self._thread.start()

    def talk(self, lines: int) -> None:
        """Say so many lines, a few of them before the answers are there; return when each is taken."""
        for number in range(lines):
            self._await_replies(number + 1 - AT_ONCE)
            body = {"id": f"post-{number}", "language": "en", "words": LINES[number % len(LINES)]}
            self._until_taken("POST", "/chat/messages", body)
            self.posts += 1

    def close(self) -> None:
        """Leave; the proxy has been ended before, and with it the stream."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(PING_SECONDS)
        self._http.close()

    def _until_taken(self, method: str, path: str, body: dict[str, str] | None = None) -> None:
        """Ask until it is taken, as a page does that shows the words as waiting until then."""
        deadline = time.monotonic() + WITHIN_SECONDS
        while not self._is_taken(method, path, body):
            self.tried_again += 1
            assert time.monotonic() < deadline, f"{path} was not taken"

    def _is_taken(self, method: str, path: str, body: dict[str, str] | None) -> bool:
        try:
            answer = self._http.request(method, path, json=body)
        except httpx.TransportError:
            time.sleep(AGAIN_SECONDS)
            return False
        if answer.status_code in TAKEN:
            return True
        assert answer.status_code in (429, 502, 503, 504), answer.text
        time.sleep(float(answer.headers.get("Retry-After", AGAIN_SECONDS)))
        return False

    def _await_replies(self, count: int) -> None:
        deadline = time.monotonic() + WITHIN_SECONDS
        while len(self.heard) < count:
            assert time.monotonic() < deadline, f"{len(self.heard)} replies within {WITHIN_SECONDS} s, not {count}"
            time.sleep(LOOK_SECONDS)

    def _listen(self) -> None:
        while not self._over.is_set():
            after = {"Last-Event-ID": str(self.heard[-1])} if self.heard else {}
            try:
                with self._http.stream("GET", "/chat/stream", headers=after) as events:
                    for number in (int(reply["id"]) for reply in replies(events.iter_lines())):
                        if number not in self.heard:  # after a cut some come again, and the page knows them
                            self.heard.append(number)
            except httpx.TransportError:
                pass  # a browser's stream comes again by itself, with the last id
            self._over.wait(AGAIN_SECONDS)


def replies(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    """Yield each reply as it comes on a page's stream."""
    event = ""
    for line in lines:
        name, _, value = line.partition(": ")
        if name == "event":
            event = value
        elif name == "data" and event == "reply":
            yield json.loads(value)
