"""How far a training has got, for whoever waits for it. Rasa's Python uses it too."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

TOLD = "onestop-step "
"""Stands before a step on standard output."""


@dataclass(frozen=True)
class Step:
    """What is under way: `done` of `of` sentences are read; both 0 where no sentences are counted."""

    what: str
    done: int = 0
    of: int = 0

    def __str__(self) -> str:
        return f"{self.what}: {self.done:,} of {self.of:,} sentences read" if self.of else self.what

    @classmethod
    def told_in(cls, line: str) -> "Step | None":
        """Return what `tell` wrote; Rasa may have begun the line with something of its own."""
        _, mark, written = line.partition(TOLD)
        told: dict[str, Any] = json.loads(written) if mark else {}
        return cls(**told) if mark else None


Progress = Callable[[Step], None]


def tell(step: Step) -> None:
    """Write the step to standard output, for the process that started us."""
    write(f"{TOLD}{json.dumps(asdict(step), ensure_ascii=False)}")


def write(line: str) -> None:
    """Write a line to standard output at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def unheard(_step: Step) -> None:
    """Tell nobody."""
