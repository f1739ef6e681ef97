"""What a first start takes, and a training again after one line more: `python -m bench.first_start`."""

import resource
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from tests.small_tree import AppIn, newly_read, trained_in, untrained_tree, with_one_line_more
from tests.whole_app import free_port

TOKEN = "bench"  # of a server on the loopback that lives for minutes
READERS = ("Rasa, encoder use", "Rasa, encoder e5", "the router", "what hears danger")


def main() -> None:
    """Start a copy of the project that has nothing trained, and print when what came."""
    with TemporaryDirectory(prefix="onestop-first-start-") as folder:
        tree = untrained_tree(Path(folder) / "tree")
        started = time.monotonic()
        app = AppIn(tree, ONESTOP_REST_TOKEN=TOKEN, ONESTOP_HTTP_PORT=str(free_port()))
        with app:
            first = _ask(app.url)
            print(f"first answer after {time.monotonic() - started:.0f} s: {first[:60]!r}")
            while not httpx.get(f"{app.url}/healthz").json()["danger"]["ok"]:
                time.sleep(0.2)
            print(f"danger heard by all that is taught after {time.monotonic() - started:.0f} s")
            app.wait_for_line("everything is trained")
            print(f"everything trained after {time.monotonic() - started:.0f} s")
        with_one_line_more(tree, "a very good day to all of you")
        began, processor = time.monotonic(), _processor_seconds()
        again = "\n".join(trained_in(tree))
        seconds, used = time.monotonic() - began, _processor_seconds() - processor
        print(f"trained again after one line more in {seconds:.0f} s, {used:.0f} s of the processor; sentences read:")
        for what in READERS:
            print(f"  {what}: {newly_read(again, what):,}")


def _ask(url: str) -> str:
    body = {"sender": "bench", "message": "what events are on?"}
    answer = httpx.post(
        f"{url}/webhooks/rest/webhook", json=body, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=30
    )
    return str(answer.json()[0]["text"])


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
