"""A first start with nothing trained: it answers by what is trained first, and better and better while students write.

One story, told by a small copy of the project: a process that is killed in the middle of its training, one that goes on
where that one was, and a training again after one line more.
"""

import contextlib
import itertools
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.small_tree import AppIn, newly_read, small_tree, trained_in, with_one_line_more
from tests.whole_app import START_SECONDS, free_port

TOKEN = "let-me-in"
PAUSE_SECONDS = 0.2
PATIENCE_SECONDS = 20


class Students:
    """Write one after the other, and note what each was answered; who cannot be taken in tries again."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._ended = threading.Event()
        self.answers: dict[str, str] = {}
        self._thread = threading.Thread(target=self._write)

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        self._thread.start()
        try:
            yield
        finally:
            self._ended.set()
            self._thread.join()

    def wait_for(self, answers: int) -> None:
        """Wait until so many have been answered."""
        deadline = time.monotonic() + START_SECONDS
        while len(self.answers) < answers:
            assert time.monotonic() < deadline, f"{len(self.answers)} answers and no more"
            time.sleep(PAUSE_SECONDS)

    def _write(self) -> None:
        for number in itertools.count():
            if self._ended.is_set():
                return
            name = f"student-{number}"
            while (answer := self._says(name)) is None and not self._ended.is_set():
                self._ended.wait(PAUSE_SECONDS)
            if answer is not None:
                self.answers[name] = answer
            self._ended.wait(PAUSE_SECONDS)

    def _says(self, name: str) -> str | None:
        """Return the answer; None where nothing was kept, or the answer comes later."""
        body = {"sender": name, "message": "hello there", "message_id": "1"}
        headers = {"Authorization": f"Bearer {TOKEN}"}
        try:
            answer = httpx.post(
                f"{self._url}/webhooks/rest/webhook", json=body, headers=headers, timeout=PATIENCE_SECONDS
            )
        except httpx.TransportError:
            return None
        return str(answer.json()[0]["text"]) if answer.status_code == 200 and answer.json() else None


def health(app: AppIn) -> dict[str, Any]:
    told: dict[str, Any] = httpx.get(f"{app.url}/healthz").json()
    return told


def header_says_learning(app: AppIn) -> bool:
    return "data-learning" in httpx.get(app.url).text


def answered(tree: Path) -> dict[str, int]:
    """Return how many answers each student has got."""
    with sqlite3.connect(f"file:{tree / 'data' / 'onestop.db'}?mode=ro", uri=True) as database:
        found = database.execute(
            "SELECT a.address FROM outbox o JOIN conversations c ON c.id = o.conversation_id "
            "JOIN channel_addresses a ON a.id = c.channel_address_id "
            "WHERE a.channel = 'rest' AND o.key LIKE 'inbox:%:0'"
        )
        return Counter(address for (address,) in found)


def trainers(tree: Path) -> list[str]:
    """Return the processes that still train something in the tree."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it ended while we looked
            words = (process / "cmdline").read_bytes().decode().split("\0")
            if (process / "cwd").readlink() == tree and {"understanding.trainer", "nlu.train"} & set(words):
                found.append(" ".join(words))
    return found


@pytest.mark.long
def test_a_first_start_answers_at_once_survives_a_kill_and_trains_again_in_no_time(tmp_path: Path) -> None:
    tree = small_tree(tmp_path / "tree")
    app = AppIn(tree, ONESTOP_REST_TOKEN=TOKEN, ONESTOP_HTTP_PORT=str(free_port()))
    with app:
        printed = app.printed()
        assert printed.splitlines()[0].startswith("  "), "the first lines are words"
        assert "{" not in printed.partition("web chat")[0]
        assert "the router: " in printed
        now = health(app)
        assert (now["status"], now["nlu"]["answers"], now["nlu"]["ok"]) == ("degraded", "router", True)
        assert now["danger"] == {"ok": False, "heard_by": "rules and a first ear, taught with fewer lines"}
        assert now["training"]["ok"]
        assert header_says_learning(app)
        students = Students(app.url)
        with students.writing():
            app.wait_for_line("Rasa learns")
            app.process.kill()
            app.process.wait()
            app.output.write_text("", encoding="utf-8")
            app.start()
            assert len(trainers(tree)) <= 3, "what the killed one had begun went with it"
            app.wait_for_line("everything is trained")
            assert "for the first minutes" not in app.printed(), "the first ear was there already"
            assert app.printed().count("the router: 130 sentences are weighed") <= 1, "and the first router"
            students.wait_for(len(students.answers) + 5)
        now = health(app)
        assert (now["status"], now["nlu"]["answers"], now["danger"]["ok"]) == ("ok", "rasa", True)
        assert not header_says_learning(app)
    assert trainers(tree) == []
    assert len(students.answers) > 5
    got = answered(tree)
    assert {name: got[name] for name in students.answers} == dict.fromkeys(students.answers, 1), "none lost, none twice"

    with_one_line_more(tree, "龙舟赛那天也祝大家好")
    again = "\n".join(trained_in(tree))
    assert [newly_read(again, f"Rasa, encoder {name}") for name in ("use", "e5")] == [1, 1]
    # It stands last in the order in which sentences are read, so those read together with it are few here too.
    assert 1 <= newly_read(again, "the router") < 60
    assert 1 <= newly_read(again, "what hears danger") < 60
