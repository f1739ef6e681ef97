"""Whether deliveries leave."""

import time

from bot.metrics import SENDS


class Progress:
    """Whether deliveries leave: while they do, old ones only wait their turn, as in a broadcast."""

    def __init__(self) -> None:
        self._sends = 0.0
        self._changed_at = time.monotonic()

    def seconds_since(self) -> float:
        """Return how long ago this process was last seen to end a delivery."""
        sends = sum(sample.value for metric in SENDS.collect() for sample in metric.samples if _counts(sample.name))
        if sends != self._sends:
            self._sends, self._changed_at = sends, time.monotonic()
        return time.monotonic() - self._changed_at


def _counts(name: str) -> bool:
    return name.endswith("_total")
