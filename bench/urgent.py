"""How long danger waits for its first answer while many wait: `python -m bench.urgent --waiting 0 500 3000 10000`.

The assistant as its command line starts it, on a database in whose inbox so many ordinary messages lie, each of another
talk. One student then writes of danger by the REST channel, and the time until the answer has come is taken, several
times over, each time from a new student.
"""

import argparse
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from sqlalchemy import func, insert, select

from community.database import Database
from community.post.states import InboxState
from community.post.tables import InboxItem
from tests.whole_app import WholeApp

TOKEN = "bench"
DANGER = "I want to kill myself tonight"
AT_ONCE = 500  # rows to an insert


def fill(database: Database, waiting: int, *, stamp: int) -> None:
    """Lay so many ordinary messages into the inbox, each from a student of its own."""
    shared = {"channel": "rest", "received_at": datetime.now(UTC), "state": InboxState.NEW}
    for begin in range(0, waiting, AT_ONCE):
        rows = [
            {"update_id": f"{sender}:1", "lane": f"rest:{sender}", "body": _body(sender), **shared}
            for sender in (f"w{stamp}-{number}" for number in range(begin, min(begin + AT_ONCE, waiting)))
        ]
        with database.transaction() as session:
            session.execute(insert(InboxItem), rows)


def _body(sender: str) -> dict[str, str]:
    return {"sender": sender, "message": "what events are on this week?"}


def answers(app: WholeApp, *, times: int, stamp: int) -> Iterator[float]:
    """Yield how many seconds a first line about danger waits for its answer."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    for number in range(times):
        begun = time.monotonic()
        body = {"sender": f"d{stamp}-{number}", "message": DANGER}
        said = httpx.post(f"{app.url}/webhooks/rest/webhook", json=body, headers=headers, timeout=600)
        while (
            said.status_code == httpx.codes.SERVICE_UNAVAILABLE
        ):  # it is kept, and its answer comes with the next call
            said = httpx.post(f"{app.url}/webhooks/rest/webhook", json=body, headers=headers, timeout=600)
        said.raise_for_status()
        assert said.json(), "no answer"
        yield time.monotonic() - begun


def measure(folder: Path, waiting: int, *, times: int) -> None:
    """Print the seconds waited; the assistant is ended afterwards, with whatever still waits."""
    url = f"sqlite:///{folder / 'urgent.sqlite'}"
    with WholeApp(folder, {"ONESTOP_REST_TOKEN": TOKEN, "ONESTOP_DATABASE_URL": url}) as app:
        app.wait_for_rasa()
        list(answers(app, times=1, stamp=0))
        database, stamp = Database(url), time.monotonic_ns()
        fill(database, waiting, stamp=stamp)
        waited = list(answers(app, times=times, stamp=stamp))
        with database.reading() as session:
            left = (
                session.scalar(select(func.count()).select_from(InboxItem).where(InboxItem.state == InboxState.NEW))
                or 0
            )
        database.close()
        first, middle, worst = waited[0], statistics.median(waited), max(waited)
        figures = f"first {first:7.2f} s   p50 {middle:7.2f} s   p100 {worst:7.2f} s"
        print(f"{waiting:6} waiting   {figures}   {left} left", flush=True)


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--waiting", type=int, nargs="+", default=[0, 500, 3_000, 10_000])
    options.add_argument("--times", type=int, default=5, help="students in danger, one after the other")
    chosen = options.parse_args()
    for waiting in chosen.waiting:
        with TemporaryDirectory(prefix="onestop-bench-") as folder:
            measure(Path(folder), waiting, times=chosen.times)


if __name__ == "__main__":
    main()
