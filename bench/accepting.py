"""How fast messages are taken in for good: `python -m bench.accepting`, by polling and by Telegram's webhook.

Polling: batches of 100, as `getUpdates` hands them over, through `Intake.keep`. Webhook: HTTP posts to the running
process, each answered once its update is in the database. Both databases wait for their disk at every commit.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import aiohttp

from bench.databases import KINDS, Postgres, fresh, opened, postgres
from bench.emulator import TOKEN, Emulator
from bench.load import machine_load, quiet
from bot.channels.telegram.webhook import PATH
from bot.turns.dispatcher import Dispatcher
from bot.turns.intake import Intake
from community.post.inbox import Arrival
from community.post.tables import InboxItem
from tests.whole_app import WholeApp

BATCH = 100
CHATS = 1_000
POSTERS = 16
SECRET = "bench"
NOBODY = "http://127.0.0.1:9"  # an address where no Rasa is: nothing is measured of the answers


def measure(*, kinds: list[str], rounds: int, count: int) -> list[dict[str, Any]]:
    """Return a row for each database."""
    rows = []
    with TemporaryDirectory(prefix="onestop-bench-") as name, postgres(Path(name)) as server, Emulator() as telegram:
        for kind in kinds:
            rows.append({"database": kind, **_polled(kind, Path(name), server, rounds, count)})
            rows[-1] |= _posted(kind, Path(name), server, telegram, rounds, count // 4)
            print(f"  {rows[-1]}  (load {machine_load():.1f})", flush=True)
    return rows


def updates(count: int, first: int) -> Iterator[dict[str, Any]]:
    """Yield updates as Telegram sends them, of many chats in turn."""
    for number in range(first, first + count):
        person = {"id": 1_000 + number % CHATS, "is_bot": False, "first_name": "Ada", "language_code": "en"}
        chat = {"id": person["id"], "type": "private", "first_name": "Ada"}
        words = f"how do I write a resume, version {number}?"
        message = {"message_id": number, "date": 1_790_000_000, "chat": chat, "from": person, "text": words}
        yield {"update_id": number, "message": message}


class _Busy:
    """A dispatcher that is at its first messages for as long as anybody measures: taking in is what counts here."""

    channels = ("telegram",)

    async def answer(self, _: InboxItem) -> None:
        await asyncio.Event().wait()


def _polled(kind: str, folder: Path, server: Postgres, rounds: int, count: int) -> dict[str, float]:
    database, _ = opened(fresh(kind, folder / f"{kind}-polled", server), folder)

    async def keep_all(first: int) -> float:
        intake = Intake(database, cast(Dispatcher, _Busy()), now=lambda: datetime.now(UTC), claimer="bench")
        arrivals = [
            Arrival("telegram", str(update["update_id"]), f"telegram:{update['message']['chat']['id']}", update)
            for update in updates(count, first)
        ]
        begun = time.perf_counter()
        for at in range(0, count, BATCH):
            await intake.keep(arrivals[at : at + BATCH])
        return count / (time.perf_counter() - begun)

    rates = [asyncio.run(keep_all(number * count)) for number in range(rounds + 1)]
    database.close()
    return {"polled_per_second": statistics.median(rates[1:])}


def _posted(kind: str, folder: Path, server: Postgres, telegram: Emulator, rounds: int, count: int) -> dict[str, float]:
    place = folder / f"{kind}-posted"
    place.mkdir()
    environment = {
        "ONESTOP_DATABASE_URL": fresh(kind, place, server),
        "ONESTOP_TELEGRAM_TOKEN": TOKEN,
        "ONESTOP_TELEGRAM_BASE_URL": telegram.url,
        "ONESTOP_TELEGRAM_MODE": "webhook",
        "ONESTOP_TELEGRAM_WEBHOOK_SECRET": SECRET,
        "ONESTOP_NLU_URL": NOBODY,
    }
    with WholeApp(place, environment) as app:
        asyncio.run(_post(app.url, 100, 0))
        runs = [asyncio.run(_post(app.url, count, (number + 1) * count)) for number in range(rounds)]
    return {
        "posted_per_second": statistics.median(rate for rate, _ in runs),
        "posted_p99_ms": statistics.median(p99 for _, p99 in runs),
    }


async def _post(url: str, count: int, first: int) -> tuple[float, float]:
    """Post the updates, POSTERS at once, while the process answers what it has; return the rate and the 99th wait."""
    waiting, waits = updates(count, first), list[float]()

    async def poster(http: aiohttp.ClientSession) -> None:
        for update in waiting:
            begun = time.perf_counter()
            async with http.post(f"{url}{PATH}", json=update) as answer:
                answer.raise_for_status()
            waits.append((time.perf_counter() - begun) * 1000)

    async with aiohttp.ClientSession(headers={"X-Telegram-Bot-Api-Secret-Token": SECRET}) as http:
        begun = time.perf_counter()
        await asyncio.gather(*(poster(http) for _ in range(POSTERS)))
    return count / (time.perf_counter() - begun), statistics.quantiles(waits, n=100)[98]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--databases", nargs="+", default=list(KINDS), choices=KINDS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--updates", type=int, default=4_000)
    chosen = parser.parse_args()
    quiet()
    measure(kinds=chosen.databases, rounds=chosen.rounds, count=chosen.updates)


if __name__ == "__main__":
    main()
