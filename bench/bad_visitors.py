"""All bad visitors at once: `python -m bench.bad_visitors [--seconds 120] [--database sqlite postgresql]`.

From 200 addresses of the loopback (127.1.x.x) come floods of new sessions, of lines about danger, of headers without
end, of heavy texts and of open streams, together; fifty students (127.3.0.x) talk already and go on meanwhile, one of
them in danger, and ten more come in the middle of it. The assistant runs as its command line starts it, Rasa beside it,
all on this machine; so the visitors' own work counts too.
Printed: how many of the students' messages were answered on their open page and how long that took (of it, until each
was kept), how long each line of the student in danger waited, the memory and files of the process before and at most,
and what of the inbox is left when all is over.
"""

import argparse
import asyncio
import hashlib
import itertools
import statistics
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote

import httpx
from sqlalchemy import func, select

from bench.databases import KINDS, fresh, postgres
from bench.visitors import Attack
from bot.channels.web import NAME
from bot.channels.web.talk import update_id_of
from community.database import Database
from community.post.tables import OPEN, Delivery, InboxItem
from tests.whole_app import WholeApp

BREATH_SECONDS, PATIENCE_SECONDS = 8.0, 60
LAST_ANSWER_SECONDS = 60  # so long pages stay open after the storm, where an answer is still to come
SETTLED_SECONDS = 300
SAID = (
    "what events are on this week?",
    "招聘会什么时候",
    "how do I write a resume",
    "book a counselor",
    "有什么安全通知",
)
DANGER = ("I want to kill myself", "I'm still alone here", "it didn't help", "I don't want to call anyone")
CRIES = "I want to die tonight"
HEAVY = ("嗯" * 4096, "1" * 4096, "haha" * 1024, "ab-" * 1365, "why " * 1024)


@dataclass(frozen=True)
class Sizes:
    """How many there are of everybody.

    Args:
        newcomers: students who come when a third of the storm is over.
        calm_seconds: how long the others talk before it.
        floods: of each kind.
    """

    students: int = 50
    newcomers: int = 10
    calm_seconds: float = 15
    floods: int = 10
    slow_headers: int = 400
    streams: int = 400


@dataclass
class Seen:
    """What the students wrote and when, by the name it is kept under; what they met; what the flood was answered."""

    written: dict[str, datetime] = field(default_factory=dict)
    in_danger: dict[str, datetime] = field(default_factory=dict)
    of_newcomers: dict[str, datetime] = field(default_factory=dict)
    shown: dict[int, datetime] = field(default_factory=dict)  # deliveries, when they reached a page
    wrong: Counter[str] = field(default_factory=Counter)
    put_off: int = 0
    is_over: bool = False

    flood: Counter[str] = field(default_factory=Counter)

    @property
    def everything(self) -> dict[str, datetime]:
        """What students wrote."""
        return {**self.written, **self.in_danger, **self.of_newcomers}


def browser(app: WholeApp, address: str) -> httpx.AsyncClient:
    """Return a visitor of that address."""
    transport = httpx.AsyncHTTPTransport(local_address=address, retries=1, verify=False)
    return httpx.AsyncClient(base_url=app.url, transport=transport, timeout=PATIENCE_SECONDS)


def address_of(visitor: httpx.AsyncClient) -> str:
    """Return the address of a visitor's talk: the digest of the token in the cookie."""
    token = unquote(visitor.cookies["onestop_chat"]).rpartition(".")[0]
    return hashlib.sha256(token.encode()).hexdigest()


async def write(visitor: httpx.AsyncClient, seen: Seen, post_id: str, words: str) -> None:
    """Write; who is told to come again does so when they are told to, as the page does.

    Raises:
        httpx.HTTPStatusError: it was refused for good.
    """
    while True:
        sent = await visitor.post("/chat/messages", json={"id": post_id, "words": words})
        if sent.status_code != httpx.codes.TOO_MANY_REQUESTS:
            sent.raise_for_status()
            return
        seen.put_off += 1
        await asyncio.sleep(float(sent.headers["Retry-After"]))


async def student(
    app: WholeApp, seen: Seen, number: int, written: dict[str, datetime], begins: float, until: float
) -> None:
    """Talk like somebody with a question every few seconds, or like somebody in danger."""
    said = DANGER if written is seen.in_danger else SAID
    async with browser(app, f"127.3.0.{number + 1}") as visitor:
        await asyncio.sleep(begins - time.monotonic() + number % 10 + number / 100)
        (await visitor.get("/")).raise_for_status()
        page = asyncio.create_task(_page(visitor, seen))
        for count in itertools.takewhile(lambda _: time.monotonic() < until, itertools.count()):
            written[update_id_of(address_of(visitor), f"m{count}")] = datetime.now(UTC)
            try:
                await write(visitor, seen, f"m{count}", said[count % len(said)])
            except httpx.HTTPError as error:
                seen.wrong[type(error).__name__] += 1
            await asyncio.sleep(BREATH_SECONDS)
        await page


async def _page(visitor: httpx.AsyncClient, seen: Seen) -> None:
    """Note what reaches the open page of a student, and open it again where it was closed, till the storm is over."""
    while not seen.is_over:
        try:
            async with visitor.stream("GET", "/chat/stream") as page:
                async for line in page.aiter_lines():
                    if line.startswith("id: "):
                        seen.shown.setdefault(int(line.removeprefix("id: ")), datetime.now(UTC))
        except httpx.HTTPError as error:
            if not seen.is_over:
                seen.wrong[type(error).__name__] += 1
        await asyncio.sleep(1)


async def flood(app: WholeApp, seen: Seen, number: int, words: Callable[[int], str]) -> None:
    """Open session after session and write in each, without a pause."""
    for count in itertools.count(number):
        with suppress(httpx.HTTPError):
            async with browser(app, f"127.1.{count % 2}.{count % 100 + 1}") as visitor:
                seen.flood[str((await visitor.get("/")).status_code)] += 1
                for one in range(5):
                    sent = await visitor.post("/chat/messages", json={"id": f"f{one}", "words": words(one)})
                    seen.flood[str(sent.status_code)] += 1


async def hold_open(attack: Attack, kind: str, number: int) -> None:
    """Keep so many connections that say too little, again and again."""
    try:
        while True:
            for count in range(number):
                with suppress(OSError):
                    await (
                        attack.stream(count)
                        if kind == "streams"
                        else attack.connect(count, b"GET / HTTP/1.1\r\nHost: localhost\r\n")
                    )
            await asyncio.sleep(5)
            await attack.end()
    finally:
        await attack.end()


async def storm(app: WholeApp, url: str, seconds: float, sizes: Sizes) -> tuple[Seen, int, int]:
    """Let everything loose; return what students met, and the most memory (MiB) and files of the process."""
    seen, now = Seen(), time.monotonic()
    begins, until = now + sizes.calm_seconds, now + sizes.calm_seconds + seconds
    students = [
        asyncio.ensure_future(student(app, seen, number, seen.written if number else seen.in_danger, now, until))
        for number in range(sizes.students)
    ]
    await asyncio.sleep(sizes.calm_seconds)
    port = int(app.url.rpartition(":")[2])
    texts: tuple[Callable[[int], str], ...] = (lambda one: SAID[one], lambda _: CRIES, lambda one: HEAVY[one])
    bad: list[Awaitable[None]] = [flood(app, seen, 7 * one, words) for words in texts for one in range(sizes.floods)]
    bad += [hold_open(Attack(port), "headers", sizes.slow_headers), hold_open(Attack(port), "streams", sizes.streams)]
    raging = [asyncio.ensure_future(one) for one in bad]
    most = asyncio.create_task(_highest(app.process.pid, until))
    students += [
        asyncio.ensure_future(student(app, seen, number, seen.of_newcomers, begins + seconds / 3, until))
        for number in range(sizes.students, sizes.students + sizes.newcomers)
    ]
    highest = await most
    await _ended(raging)
    await _until(lambda: len(waited(url, seen, seen.everything)[1]) == len(seen.everything), LAST_ANSWER_SECONDS)
    seen.is_over = True
    await _ended(students)
    return seen, *highest


async def _ended(tasks: Sequence[asyncio.Future[None]]) -> None:
    for one in tasks:
        one.cancel()
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(result, Exception):
            raise result


async def _until(holds: Callable[[], bool], seconds: float) -> None:
    """Return when it holds, or when the time is up."""
    until = time.monotonic() + seconds
    while not await asyncio.to_thread(holds) and time.monotonic() < until:
        await asyncio.sleep(0.5)


async def _highest(pid: int, until: float) -> tuple[int, int]:
    memory = files = 0
    while time.monotonic() < until:
        memory, files = max(memory, memory_of(pid)), max(files, len(list(Path(f"/proc/{pid}/fd").iterdir())))
        await asyncio.sleep(1)
    return memory, files


def memory_of(pid: int) -> int:
    """Return what a process holds in memory, MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) // 1024


def left(url: str) -> int:
    """Wait until nothing waits any longer, some minutes at most, and return how many messages still do."""
    database, until = Database(url), time.monotonic() + SETTLED_SECONDS
    try:
        while True:
            with database.reading() as session:
                waiting = session.scalar(select(func.count()).select_from(InboxItem).where(OPEN)) or 0
            if not waiting or time.monotonic() > until:
                return waiting
            time.sleep(1)
    finally:
        database.close()


def waited(url: str, seen: Seen, written: dict[str, datetime]) -> tuple[list[float], list[float]]:
    """Return the seconds from the first try to write each message until it was kept, and until its answer was shown.

    Only of messages whose answer reached the page, each list in order of length.
    """
    database = Database(url)
    with database.reading() as session:
        query = select(InboxItem.id, InboxItem.update_id, InboxItem.received_at).where(InboxItem.channel == NAME)
        kept = {row.id: row for row in session.execute(query) if row.update_id in written}
        answers = session.execute(select(Delivery.id, Delivery.key).where(Delivery.key.startswith("inbox:"))).all()
    database.close()
    shown: dict[int, datetime] = {}
    for number, key in answers:
        of, at = int(key.split(":")[1]), seen.shown.get(number)
        if of in kept and at is not None:
            shown[of] = min(shown.get(of, at), at)
    begun = {of: written[kept[of].update_id] for of in shown}
    took = sorted((at - begun[of]).total_seconds() for of, at in shown.items())
    return sorted((kept[of].received_at - at).total_seconds() for of, at in begun.items()), took


def told(who: str, written: dict[str, datetime], took: tuple[list[float], list[float]]) -> None:
    """Print one row."""
    kept, done = took
    print(
        f"  {who}: {len(done)} of {len(written)} answered, p50 {_quantile(done, 50):.2f} s, "
        f"p95 {_quantile(done, 95):.2f} s, most {max(done, default=0):.2f} s; kept p95 {_quantile(kept, 95):.2f} s"
    )


def _quantile(took: list[float], percent: int) -> float:
    return statistics.quantiles(took, n=100, method="inclusive")[percent - 1] if len(took) > 1 else float("nan")


def measure(folder: Path, url: str, seconds: float) -> None:
    """Print the rows of one database."""
    with WholeApp(folder, {"ONESTOP_DATABASE_URL": url}) as app:
        app.wait_for_rasa()
        before = memory_of(app.process.pid), len(list(Path(f"/proc/{app.process.pid}/fd").iterdir()))
        seen, memory, files = asyncio.run(storm(app, url, seconds, Sizes()))
        waiting = left(url)
        told("students", seen.written, waited(url, seen, seen.written))
        told("in danger", seen.in_danger, waited(url, seen, seen.in_danger))
        told("who came meanwhile", seen.of_newcomers, waited(url, seen, seen.of_newcomers))
        print(f"  put off: {seen.put_off}, wrong: {dict(seen.wrong)}; the flood met {dict(seen.flood)}")
        print(f"  memory {before[0]} -> {memory} MiB, files {before[1]} -> {files}; {waiting} left", flush=True)


def main() -> None:
    """Print the rows of each database."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=120)
    options.add_argument("--database", nargs="+", choices=KINDS, default=KINDS)
    chosen = options.parse_args()
    with TemporaryDirectory(prefix="onestop-bench-") as name, postgres(Path(name)) as server:
        for kind in chosen.database:
            folder = Path(name) / kind
            folder.mkdir()
            print(kind, flush=True)
            measure(folder, fresh(kind, folder, server), chosen.seconds)


if __name__ == "__main__":
    main()
