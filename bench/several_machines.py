"""compose.yaml played as processes of one machine: `python -m bench.several_machines`.

Its tools come by `scripts/setup.sh --deploy`. First 1,000 turns over Caddy by 40 pages, on a database that was empty,
while ten processes are killed: it ends where one turn is lost, told twice, or out of order. Then how fast messages that
wait are answered, by one process with the role turns and one Rasa, and by two of each; on a machine with few cores the
processor time that a turn takes says more.
"""

import argparse
import os
import random
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from bench.databases import Postgres, postgres
from bench.load import machine_load, quiet, sentences
from bot.app import utc_now
from community.post import inbox
from community.post.inbox import Arrival
from tests.deploy.play import Play, Process, check, cpu_seconds, talks_in
from tests.deploy.rasas import Rasas
from tests.faults.kill import await_that

PAGES, LINES, KILLS = 40, 25, 10
WAITING, WARMING, LANES = 600, 60, 40
PATIENCE_SECONDS = 600
KILLED = (("web-1", "web-2"), ("turns-1", "turns-2"), ("sender-1", "sender-2", "clock-1", "clock-2"))


def measure(*, pages: int, lines: int, kills: int, waiting: int, rounds: int) -> list[dict[str, Any]]:
    """Return a row for the play, and one for each number of machines and round."""
    with TemporaryDirectory(prefix="onestop-bench-") as name, postgres(Path(name)) as server:
        rows = [_played(Path(name), server, pages=pages, lines=lines, kills=kills)]
        _show(rows[-1])
        for turn in range(rounds):
            for machines in (1, 2) if turn % 2 == 0 else (2, 1):
                rows.append(_answered(Path(name), server, machines=machines, waiting=waiting))
                _show(rows[-1])
    return rows


@contextmanager
def _rasas(folder: Path) -> Iterator[Rasas]:
    made = Rasas(folder)
    try:
        made.up()
        yield made
    finally:
        made.end()


def _played(folder: Path, server: Postgres, *, pages: int, lines: int, kills: int) -> dict[str, Any]:
    chance = random.Random(0)
    names = [chance.choice(some) for some in islice(cycle(KILLED), kills)]
    chance.shuffle(names)
    place = _new(folder, "play")
    with _rasas(place) as rasas:
        play = Play(place, server.new_database(), rasas.urls)
        with play.running() as url:
            begun = time.monotonic()
            play.talks(url, pages=pages, lines=lines, kills=names)
            seconds = time.monotonic() - begun
            talks = talks_in(play.database)
        check([page.heard for page in play.pages], talks, lines=lines)
    return {
        "part": "play",
        "turns": pages * lines,
        "kills": len(names),
        "answers": sum(len(page.heard) for page in play.pages),
        "posted_again": sum(page.tried_again for page in play.pages),
        "seconds": round(seconds, 1),
    }


def _answered(folder: Path, server: Postgres, *, machines: int, waiting: int) -> dict[str, Any]:
    """Have messages wait while nobody answers, then let so many processes go at them."""
    place = _new(folder, "answered")
    with _rasas(place) as rasas:
        asked = rasas.both[:machines]
        others = [f"{role}-{number}" for role in ("web", "sender", "clock") for number in (1, 2)]
        without = [*others, *(["turns-2"] if machines == 1 else [])]
        play = Play(place, server.new_database(), ",".join(one.url for one in asked), without=without)
        with play.processes_running():
            turns = list(play.processes.values())
            _drained(play, turns, WARMING, "warming")
            rasa_pids = [one.process.pid for one in asked if one.process]
            before = _cpu_seconds(turns, rasa_pids)
            seconds = _drained(play, turns, waiting, "measured")
            cpu = _cpu_seconds(turns, rasa_pids) - before
    return {
        "part": "turns",
        "machines": machines,
        "turns": waiting,
        "per_second": round(waiting / seconds, 1),
        "cpu_ms": round(1000 * cpu / waiting, 1),
        "cores": os.cpu_count(),
        "load": round(machine_load(), 1),
    }


def _drained(play: Play, turns: Sequence[Process], count: int, name: str) -> float:
    """Return how many seconds the processes take for so many messages that wait."""
    for one in turns:
        one.process.send_signal(signal.SIGSTOP)
    arrivals = [_arrival(name, number, words) for number, words in enumerate(sentences(count))]
    with play.database.transaction() as session:
        inbox.keep(session, arrivals, now=utc_now())
    begun = time.monotonic()
    for one in turns:
        one.process.send_signal(signal.SIGCONT)
    await_that(lambda: _waiting(play) == 0, seconds=PATIENCE_SECONDS, every=0.05)
    return time.monotonic() - begun


def _arrival(name: str, number: int, words: str) -> Arrival:
    address = f"{name}-{number % LANES}"
    return Arrival("web", f"{address}:{number}", f"web:{address}", {"sender": address, "words": words})


def _waiting(play: Play) -> int:
    with play.database.reading() as session:
        return inbox.count_waiting(session)


def _cpu_seconds(turns: Sequence[Process], rasas: Sequence[int]) -> float:
    return sum(one.cpu_seconds() for one in turns) + sum(cpu_seconds(pid) for pid in rasas)


def _new(folder: Path, name: str) -> Path:
    return Path(mkdtemp(dir=folder, prefix=f"{name}-"))


def _show(row: dict[str, Any]) -> None:
    print(f"  {row}", flush=True)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--lines", type=int, default=LINES)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--waiting", type=int, default=WAITING)
    parser.add_argument("--rounds", type=int, default=2)
    chosen = parser.parse_args()
    quiet()
    measure(**vars(chosen))


if __name__ == "__main__":
    main()
