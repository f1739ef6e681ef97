"""What is broken inside a process of the assistant before it begins."""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine

from bot.sending.sender import Sender
from community.post import rules


@dataclass(frozen=True)
class Broken:
    """Breaks the process that calls it.

    Args:
        clock_off_by: how much later it is by this machine's clock than it really is.
        lease_seconds: how long what it sends is its own.
        stands_still: it stops, as by SIGSTOP, when deliveries are noted as being sent and none has left.
    """

    clock_off_by: timedelta = timedelta()
    lease_seconds: float | None = None
    stands_still: bool = False

    def __call__(self) -> None:
        if self.clock_off_by:
            time_machine.travel(datetime.now(UTC) + self.clock_off_by, tick=True).start()
        if self.lease_seconds is not None:
            rules.LEASE = timedelta(seconds=self.lease_seconds)
        if self.stands_still:
            Sender._send = _stopping_once(Sender._send)  # type: ignore[method-assign]


def _stopping_once(send: Callable[..., Any]) -> Callable[..., Any]:
    stopped = list[bool]()

    async def stopping(sender: Sender, *arguments: Any) -> None:
        if not stopped:
            stopped.append(True)
            # No thread of it may hold SQLite's lock: that is another fault.
            with sender._exchange._database._way_in(hurried=True):
                os.kill(os.getpid(), signal.SIGSTOP)
        await send(sender, *arguments)

    return stopping


def stands_still(pid: int) -> bool:
    """Say whether a process is stopped."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
