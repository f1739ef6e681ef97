"""compose.yaml played as processes of this machine: its own commands and settings, with the addresses replaced."""

import os
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from community.database import Database
from community.post.tables import Delivery, InboxItem
from tests.deploy.composed import composed
from tests.deploy.pages import Page
from tests.deploy.tools import DEPLOY, plain_environment, tool
from tests.faults.kill import await_that
from tests.forked import command
from tests.whole_app import free_port

START_SECONDS, END_SECONDS = 120.0, 120.0
OURS = "run"  # what the command of each of our processes begins with


class Process:
    """A service of ours; after a kill it is begun again, as its `restart` says."""

    def __init__(self, name: str, service: Mapping[str, Any], replaced: Mapping[str, str], folder: Path) -> None:
        self.name, self.role = name, service["command"][-1]
        self._command = service["command"]
        self._port = free_port()
        self.address = f"127.0.0.1:{self._port}"
        ports = {"ONESTOP_HTTP_PORT": str(self._port), "ONESTOP_WATCH_PORT": str(self._port)}
        self._environment = {**plain_environment(), **service["environment"], **replaced, **ports}
        self.output = folder / f"{name}.log"
        assert service["restart"] == "unless-stopped"

    def begin(self) -> None:
        """Start it, and don't wait."""
        self.process = command(*self._command, env=self._environment, output=self.output)

    def kill(self) -> None:
        """SIGKILL, and begin again."""
        self.process.kill()
        self.process.wait(10)
        self.begin()

    def end(self) -> None:
        """SIGKILL, for good."""
        self.process.kill()
        self.process.wait(10)

    def is_well(self) -> bool:
        """Whether it says so; one that has ended by itself is a failure."""
        assert self.process.poll() is None, self.printed()
        try:
            return httpx.get(f"http://{self.address}/healthz", timeout=10, trust_env=False).is_success
        except httpx.TransportError:
            return False

    def cpu_seconds(self) -> float:
        """Return the processor time that it has taken since it began."""
        return cpu_seconds(self.process.pid)

    def printed(self) -> str:
        return f"{self.name}:\n{self.output.read_text(errors='replace')[-4000:]}"


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def proxy(upstreams: Sequence[str], port: int, folder: Path) -> Iterator[str]:
    """Yield the address of Caddy with our Caddyfile."""
    url = f"http://127.0.0.1:{port}"
    homes = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(folder))
    with (folder / "caddy.log").open("wb") as output:
        running = subprocess.Popen(
            [tool("caddy"), "run", "--config", DEPLOY / "Caddyfile"],
            env={**plain_environment(), **homes, "SITE_ADDRESS": url, "UPSTREAMS": " ".join(upstreams)},
            stdout=output,
            stderr=output,
        )
    try:
        yield url
    finally:
        running.kill()
        running.wait(10)


class Play:
    """The processes of compose.yaml on a database and two Rasas, with the pages of students before them."""

    def __init__(self, folder: Path, database_url: str, nlu_urls: str, *, without: Sequence[str] = ()) -> None:
        self._folder, self.database = folder, Database(database_url)
        self._port = free_port()
        replaced = {
            "ONESTOP_DATABASE_URL": database_url,
            "ONESTOP_NLU_URL": nlu_urls,
            "ONESTOP_DATA_DIR": str(folder / "data"),
            "ONESTOP_PUBLIC_URL": f"http://127.0.0.1:{self._port}",
            "ONESTOP_TRUSTED_PROXIES": "127.0.0.1",
        }
        ours = {name: one for name, one in composed(folder).items() if (one["command"] or [""])[0] == OURS}
        self.processes = {
            name: Process(name, one, replaced, folder) for name, one in ours.items() if name not in without
        }
        self.pages: list[Page] = []

    @contextmanager
    def running(self) -> Iterator[str]:
        """Yield the address that browsers use, once all are well; nothing is left at the end."""
        webs = [one.address for one in self.processes.values() if one.role == "web"]
        try:
            with self.processes_running(), proxy(webs, self._port, self._folder) as url:
                yield url
        finally:
            for page in self.pages:
                page.close()

    @contextmanager
    def processes_running(self) -> Iterator[None]:
        """Have our processes, without a proxy before them."""
        with ExitStack() as begun:
            begun.callback(self.database.close)
            for one in self.processes.values():
                one.begin()
                begun.callback(one.end)
            for one in self.processes.values():
                await_that(one.is_well, seconds=START_SECONDS, what=one.name)
            yield

    def talks(self, url: str, *, pages: int, lines: int, kills: Sequence[str] = ()) -> None:
        """Have so many pages say so many lines each, with kills spread over that time; return when all is answered."""
        self.pages = [Page(url, f"127.0.0.{number + 10}") for number in range(pages)]
        with ThreadPoolExecutor(pages) as students:
            said = [students.submit(self._student, page, lines) for page in self.pages]
            for number, name in enumerate(kills, start=1):
                count = pages * lines * number // (len(kills) + 1)
                self._await(partial(self._have_heard, count, said))
                self.processes[name].kill()
            for one in said:
                one.result(END_SECONDS)
        self._await(self._all_is_heard)

    def _await(self, holds: Callable[[], bool]) -> None:
        try:
            await_that(holds, seconds=END_SECONDS)
        except AssertionError as error:
            pages = [
                f"page: {page.posts} posts, heard {page.heard}, tried again {page.tried_again}" for page in self.pages
            ]
            talks = [f"kept: {talk}" for talk in talks_in(self.database)]
            printed = [one.printed() for one in self.processes.values()]
            raise AssertionError("\n".join((str(error), *pages, *talks, *printed))) from None

    def _have_heard(self, count: int, said: Sequence[Future[None]] = ()) -> bool:
        for one in said:
            if one.done():
                one.result()  # a student who failed is why nothing more is heard
        return sum(len(page.heard) for page in self.pages) >= count

    def _student(self, page: Page, lines: int) -> None:
        page.open()
        page.talk(lines)

    def _all_is_heard(self) -> bool:
        talks = talks_in(self.database)
        return not any(talk.waiting for talk in talks) and self._have_heard(sum(len(talk.answers) for talk in talks))


@dataclass(frozen=True, slots=True)
class Talk:
    """What the database holds of one conversation: its posts as they were kept, and the post of each reply."""

    posts: list[int]
    answers: dict[int, int]

    @property
    def waiting(self) -> int:
        """How many posts have no answer."""
        return len(set(self.posts) - set(self.answers.values()))


def talks_in(database: Database) -> list[Talk]:
    """Return every conversation of the web chat."""
    with database.reading() as session:
        posts = session.execute(select(InboxItem.id, InboxItem.lane).order_by(InboxItem.id)).all()
        replies = session.execute(select(Delivery.id, Delivery.key).order_by(Delivery.id)).all()
    lanes: dict[str, Talk] = {}
    for number, lane in posts:
        lanes.setdefault(lane, Talk([], {})).posts.append(number)
    lane_of = dict(posts)
    for number, key in replies:
        post = int(key.split(":")[1])
        lanes[lane_of[post]].answers[number] = post
    return list(lanes.values())


def check(heard: Sequence[list[int]], talks: Sequence[Talk], *, lines: int) -> None:
    """Check that nothing was lost, that each talk kept its order, and that each page was told everything once.

    Args:
        heard: for each page the replies that it was told, in the order of their coming.
        lines: how many posts each page has made.
    """
    assert Counter(len(talk.posts) for talk in talks) == {lines: len(heard)}
    assert [talk.waiting for talk in talks] == [0] * len(talks)
    for talk in talks:
        assert list(talk.answers.values()) == sorted(talk.answers.values()), talk
    assert sorted(heard) == sorted(list(talk.answers) for talk in talks)
