"""Clients that talk over REST: each sends one message, waits for its answer, and sends the next."""

import asyncio
import itertools
import os
import random
import statistics
import time
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot import logs

ROOT = Path(__file__).resolve().parent.parent
SETS = ("*intents_*.tsv", "*out_of_scope.tsv")
TICKS = os.sysconf("SC_CLK_TCK")
SENDERS = 128  # more than there are clients, so that no two talk in one conversation at once


@dataclass(frozen=True, slots=True)
class Served:
    """What one server did with one list of sentences."""

    per_second: float
    p50_ms: float
    p99_ms: float
    failed: int
    cpu_ms: float = 0.0
    """Processor time of all its processes, a turn: what other work on the machine changes least."""


def sentences(count: int) -> list[str]:
    """Return that many distinct sentences of students, in an order that is the same every time."""
    folder = ROOT / "held_out"
    files = [path for names in SETS for path in sorted(folder.glob(names))]
    lines = [line for path in files for line in path.read_text(encoding="utf-8").splitlines() if line]
    distinct = sorted({line.split("\t")[0].strip() for line in lines})
    random.Random(4).shuffle(distinct)
    if len(distinct) < count:
        raise SystemExit(f"there are only {len(distinct)} sentences")
    return distinct[:count]


async def talk(
    url: str, words: Sequence[str], *, clients: int, prefix: str, headers: Mapping[str, str] | None = None
) -> Served:
    """Send the sentences in their order, `clients` at once, and time each whole turn.

    Args:
        prefix: of the senders' names; a new one begins new conversations.
    """
    numbered = iter(enumerate(words))
    taken: list[float] = []
    failed = 0

    async def client(http: aiohttp.ClientSession) -> None:
        nonlocal failed
        for number, sentence in numbered:
            body = {"sender": f"{prefix}-{number % SENDERS}", "message": sentence}
            begun = time.perf_counter()
            async with http.post(url, json=body) as answer:
                answered = answer.status == 200 and await answer.json()
            taken.append((time.perf_counter() - begun) * 1000)
            failed += not answered

    async with aiohttp.ClientSession(
        headers=headers, connector=aiohttp.TCPConnector(limit=clients), timeout=aiohttp.ClientTimeout(total=120)
    ) as http:
        begun = time.perf_counter()
        await asyncio.gather(*itertools.starmap(client, itertools.repeat((http,), clients)))
        seconds = time.perf_counter() - begun
    cuts = statistics.quantiles(taken, n=100)
    return Served(len(taken) / seconds, cuts[49], cuts[98], failed)


def median(runs: Sequence[Served]) -> Served:
    """Return the median of each figure."""
    return Served(
        statistics.median(run.per_second for run in runs),
        statistics.median(run.p50_ms for run in runs),
        statistics.median(run.p99_ms for run in runs),
        sum(run.failed for run in runs),
        statistics.median(run.cpu_ms for run in runs),
    )


def cpu_seconds(pids: Iterable[int]) -> float:
    """Return the processor time that the processes and their living children have used."""
    total = 0
    for pid in pids:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        total += int(stat[11]) + int(stat[12])  # utime and stime, in ticks; see proc(5)
        for task in Path(f"/proc/{pid}/task").iterdir():
            children = (task / "children").read_text(encoding="utf-8").split()
            total += round(cpu_seconds(map(int, children)) * TICKS)
    return total / TICKS


def quiet() -> None:
    """Keep the parts' own logs out of the figures."""
    logs.configure(level="ERROR")
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")


def machine_load() -> float:
    """Return how many processes wanted a core in the last minute, ours included."""
    return os.getloadavg()[0]
