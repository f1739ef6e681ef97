"""How fast the outbox empties: `python -m bench.delivery`, free of any limit and at Telegram's own.

The real process sends a notice to many chats of an emulator in another process, which notes when each message comes. At
Telegram's limit students write meanwhile, and their answers are timed: from the update to the first message back.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp

from bench import broadcast
from bench.databases import KINDS, Postgres, fresh, opened, postgres
from bench.emulator import TOKEN, Emulator
from bench.load import cpu_seconds, machine_load, quiet, sentences
from community.database import Database
from tests.whole_app import WholeApp

NOBODY = "http://127.0.0.1:9"  # an address where no Rasa is: an unlimited drain needs none
UNLIMITED = 100_000
LIMIT = 30  # messages a second, as Telegram's Bot FAQ gives it
WRITERS, EVERY_SECONDS = 100, 0.5
WARM_UP = 10  # answers
CHAT_GAP_SECONDS = 1.5  # each chat gets one message a second
LOOK_SECONDS = 0.2
PATIENCE_SECONDS = 600
CALM_SECONDS = 0.1  # of processor time in a second: the timetable's ticks and no more


def drain(*, kinds: list[str], rounds: int, readers: int) -> list[dict[str, Any]]:
    """Return a row for each database: messages a second, free of any limit."""
    return [_on(kind, lambda *parts: _drained(*parts, rounds=rounds, readers=readers)) for kind in kinds]


def limited(*, kinds: list[str], readers: int) -> list[dict[str, Any]]:
    """Return a row for each database: the share of the limit that is used, and how long answers take meanwhile."""
    return [_on(kind, lambda *parts: _limited(*parts, readers=readers)) for kind in kinds]


def _on(kind: str, measured: Callable[[str, Path, str, Emulator], dict[str, Any]]) -> dict[str, Any]:
    with TemporaryDirectory(prefix="onestop-bench-") as name, postgres(Path(name)) as server, Emulator() as telegram:
        folder = Path(name) / kind
        folder.mkdir()
        row = {"database": kind, **measured(kind, folder, _url(kind, folder, server), telegram)}
    print(f"  {row}  (load {machine_load():.1f})", flush=True)
    return row


def _url(kind: str, folder: Path, server: Postgres) -> str:
    return fresh(kind, folder, server)


def _environment(url: str, telegram: Emulator, rate: int) -> dict[str, str]:
    return {
        "ONESTOP_DATABASE_URL": url,
        "ONESTOP_TELEGRAM_TOKEN": TOKEN,
        "ONESTOP_TELEGRAM_BASE_URL": telegram.url,
        "ONESTOP_RATE_PER_SECOND": str(rate),
    }


def _drained(_kind: str, folder: Path, url: str, telegram: Emulator, *, rounds: int, readers: int) -> dict[str, Any]:
    database, _ = opened(url, folder)
    broadcast.settle(database, readers)
    row = {}
    with WholeApp(folder, {**_environment(url, telegram, UNLIMITED), "ONESTOP_NLU_URL": NOBODY}) as app:
        _await_calm(app)
        for what, queue in {"settled": broadcast.queue_settled, "composed": broadcast.queue}.items():
            queue(database, f"{what} warm-up", readers=readers // 10)
            _await_sent(app, telegram, count=readers // 10)
            runs = [
                _drained_once(database, queue, f"{what} {number}", app, telegram, readers) for number in range(rounds)
            ]
            row[what] = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    database.close()
    return row


def _await_calm(app: WholeApp) -> None:
    """Wait until the app has done what it does in the background after its start, such as reading all content."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    used, before = cpu_seconds([app.process.pid]), -1.0
    while used - before > CALM_SECONDS:
        if time.monotonic() > deadline:
            raise SystemExit(f"the assistant was still busy {PATIENCE_SECONDS} s after its start")
        time.sleep(1)
        used, before = cpu_seconds([app.process.pid]), used


def _drained_once(
    database: Database, queue: Callable[..., None], name: str, app: WholeApp, telegram: Emulator, readers: int
) -> dict[str, float]:
    time.sleep(CHAT_GAP_SECONDS)
    telegram.forget()
    used = cpu_seconds([app.process.pid])
    queue(database, name, readers=readers)
    came = _await_sent(app, telegram, count=readers)
    cpu_ms = (cpu_seconds([app.process.pid]) - used) * 1000 / readers
    return {"per_second": (readers - 1) / (came[-1][0] - came[0][0]), "cpu_ms": cpu_ms}


def _await_sent(app: WholeApp, telegram: Emulator, *, count: int) -> list[tuple[float, int, str]]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (came := telegram.count()) < count:
        if app.process.poll() is not None:
            raise SystemExit(f"the assistant has ended:\n{app.printed()[-2_000:]}")
        if time.monotonic() > deadline:
            raise SystemExit(f"only {came} of {count} messages came in {PATIENCE_SECONDS} s")
        time.sleep(LOOK_SECONDS)
    return telegram.sent()


def _limited(_kind: str, folder: Path, url: str, telegram: Emulator, *, readers: int) -> dict[str, Any]:
    database, _ = opened(url, folder)
    broadcast.settle(database, readers)
    with WholeApp(folder, _environment(url, telegram, LIMIT)) as app:
        app.wait_for_rasa()
        asyncio.run(_students_write(telegram, enough=WARM_UP, first=WRITERS))
        time.sleep(CHAT_GAP_SECONDS)
        telegram.forget()
        broadcast.queue(database, "limited", readers=readers)
        written = asyncio.run(_students_write(telegram, enough=readers, first=0))
        came = telegram.sent()
    database.close()
    told = [at for at, chat, _ in came if chat >= broadcast.FIRST_CHAT]
    within = [at for at, _, _ in came if told[0] <= at <= told[-1]]
    waits = [_waited(came, chat, at) for chat, at in written if at < told[-1] - 2]
    per_second = (len(within) - 1) / (within[-1] - within[0])
    return {
        "per_second": per_second,
        "share": per_second / LIMIT,
        "most_in_a_second": _densest(within),
        "replies": len(waits),
        "reply_p50_ms": statistics.median(waits) * 1000,
        "reply_p95_ms": statistics.quantiles(waits, n=20)[18] * 1000,
    }


def _waited(came: list[tuple[float, int, str]], chat: int, since: float) -> float:
    """Return how long a student waited; one that was left without any answer makes it endless."""
    return next((at - since for at, where, _ in came if where == chat and at >= since), float("inf"))


def _densest(moments: list[float]) -> int:
    """Return how many messages at most came within one second."""
    return max(sum(at <= other < at + 1 for other in moments) for at in moments)


async def _students_write(telegram: Emulator, *, enough: int, first: int) -> list[tuple[int, float]]:
    """Have one student after the other write something until so many messages came; return who wrote when."""
    written: list[tuple[int, float]] = []
    async with aiohttp.ClientSession() as http:
        for number, words in enumerate(sentences(1000)):
            chat = 1_000 + first + number % WRITERS
            written.append((chat, time.time()))
            async with http.post(f"{telegram.url}/bench/update", json=_update(chat, number, words)) as answer:
                answer.raise_for_status()
            if await asyncio.to_thread(telegram.count) >= enough + (number if enough > WARM_UP else 0):
                break
            await asyncio.sleep(EVERY_SECONDS)
    return written


def _update(chat: int, number: int, words: str) -> dict[str, Any]:
    sender = {"id": chat, "is_bot": False, "first_name": "Ada", "language_code": "en"}
    place = {"id": chat, "type": "private", "first_name": "Ada"}
    message = {"message_id": 1_000_000 + number, "date": int(time.time()), "chat": place, "from": sender, "text": words}
    return {"message": message}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--databases", nargs="+", default=list(KINDS), choices=KINDS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--readers", type=int, default=2_000)
    parser.add_argument("--only", choices=("drain", "limited"))
    chosen = parser.parse_args()
    quiet()
    if chosen.only != "limited":
        drain(kinds=chosen.databases, rounds=chosen.rounds, readers=chosen.readers)
    if chosen.only != "drain":
        limited(kinds=chosen.databases, readers=chosen.readers)


if __name__ == "__main__":
    main()
