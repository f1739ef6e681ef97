"""Doing one thing in many threads at once."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence


def race(racers: Sequence[Callable[[], str]]) -> Counter[str]:
    """Start all at the same moment and count how they ended."""
    ready = threading.Barrier(len(racers))
    ends: list[str] = []

    def run(racer: Callable[[], str]) -> None:
        ready.wait()
        ends.append(racer())

    threads = [threading.Thread(target=run, args=(racer,)) for racer in racers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(ends)
