"""Whole turns over REST, ours beside a Rasa server: `python -m bench.turns [--clients 1 8 32] [--rounds 3]`.

Both run at once, each as its command line starts it, and take turns at answering: the same sentences in the same order,
in each round new ones and new senders, so that nobody knows a sentence from before. What the machine does besides slows
both; the ratio is the figure.
"""

import argparse
import asyncio
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.databases import KINDS, Postgres, fresh, postgres
from bench.load import Served, cpu_seconds, machine_load, median, quiet, sentences, talk
from bench.peers import rasa_server
from tests.whole_app import WholeApp

TOKEN = "bench"
HEADERS = {"Authorization": f"Bearer {TOKEN}"}
WARM_UP = 60


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that are compared."""

    url: str
    pids: list[int]
    headers: Mapping[str, str]

    def talk(self, words: Sequence[str], *, clients: int, prefix: str) -> Served:
        """Have the sentences answered, and note the processor time that took."""
        before = cpu_seconds(self.pids)
        served = asyncio.run(talk(self.url, words, clients=clients, prefix=prefix, headers=self.headers))
        return replace(served, cpu_ms=(cpu_seconds(self.pids) - before) * 1000 / len(words))


def measure(*, kinds: list[str], clients: list[int], rounds: int, count: int) -> list[dict[str, Any]]:
    """Return a row for each database and number of clients."""
    model = rasa_server.train()
    rows = []
    with TemporaryDirectory(prefix="onestop-bench-") as name, postgres(Path(name)) as server:
        for kind in kinds:
            folder = Path(name) / kind
            folder.mkdir()
            rows += _on(kind, folder, server, model, clients, rounds, count)
    return rows


def _on(
    kind: str, folder: Path, server: Postgres, model: Path, clients: list[int], rounds: int, count: int
) -> list[dict[str, Any]]:
    databases = (server.new_database(), server.new_database()) if kind == "postgresql" else None
    environment = {"ONESTOP_REST_TOKEN": TOKEN, "ONESTOP_DATABASE_URL": fresh(kind, folder, server)}
    words = sentences(WARM_UP + len(clients) * rounds * count)
    rows = []
    with ExitStack() as running:
        ours = running.enter_context(WholeApp(folder, environment))
        ours.wait_for_rasa()
        beside = folder / "peer"
        beside.mkdir()
        peer = running.enter_context(rasa_server.RasaPeer(model, beside, databases))
        both = {
            "ours": Side(f"{ours.url}/webhooks/rest/webhook", [ours.process.pid], HEADERS),
            "peer": Side(peer.url, peer.pids, {}),
        }
        for side in both.values():
            side.talk(words[:WARM_UP], clients=8, prefix="warm")
        asked, before = WARM_UP, peer.acted()
        for at_once in clients:
            runs: dict[str, list[Served]] = {"ours": [], "peer": []}
            for number in range(rounds):
                share = words[asked : asked + count]
                asked += count
                for who in sorted(both, reverse=bool(number % 2)):
                    runs[who].append(both[who].talk(share, clients=at_once, prefix=f"{at_once}-{number}"))
                    _show(kind, at_once, who, runs[who][-1])
            acted, before = (peer.acted() - before) / (rounds * count), peer.acted()
            rows.append(_row(kind, at_once, median(runs["ours"]), median(runs["peer"]), acted))
    return rows


def _show(kind: str, clients: int, who: str, run: Served) -> None:
    print(
        f"  {kind:10} {clients:2} clients  {who}  {run.per_second:6.1f}/s  p50 {run.p50_ms:6.0f} ms  "
        f"p99 {run.p99_ms:6.0f} ms  CPU {run.cpu_ms:5.1f} ms  failed {run.failed}  (load {machine_load():.1f})",
        flush=True,
    )


def _row(kind: str, clients: int, ours: Served, peer: Served, acted: float) -> dict[str, Any]:
    return {
        "database": kind,
        "clients": clients,
        "ours": asdict(ours),
        "peer": asdict(peer),
        "peer_acted": acted,
        "throughput_ratio": ours.per_second / peer.per_second,
        "p99_ratio": ours.p99_ms / peer.p99_ms,
        "cpu_ratio": peer.cpu_ms / ours.cpu_ms,
    }


def table(rows: list[dict[str, Any]]) -> str:
    """Return the rows as a Markdown table."""
    lines = [
        "| database | clients | ours | p50 / p99 | CPU a turn | Rasa | p50 / p99 | CPU a turn | its actions asked "
        "| throughput | p99 |",
        "|---" * 11 + "|",
    ]
    for row in rows:
        ours, peer = row["ours"], row["peer"]
        lines.append(
            f"| {row['database']} | {row['clients']} | {ours['per_second']:.1f}/s | {ours['p50_ms']:.0f} / "
            f"{ours['p99_ms']:.0f} ms | {ours['cpu_ms']:.0f} ms | {peer['per_second']:.1f}/s | {peer['p50_ms']:.0f} / "
            f"{peer['p99_ms']:.0f} ms | {peer['cpu_ms']:.0f} ms | "
            f"{row['peer_acted']:.0%} | {row['throughput_ratio']:.1f} times | {row['p99_ratio']:.2f} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--databases", nargs="+", default=list(KINDS), choices=KINDS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sentences", type=int, default=280)
    chosen = parser.parse_args()
    quiet()
    print(table(measure(kinds=chosen.databases, clients=chosen.clients, rounds=chosen.rounds, count=chosen.sentences)))


if __name__ == "__main__":
    main()
