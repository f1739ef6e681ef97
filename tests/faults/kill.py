"""The assistant as a process that can be killed and started again, quickly enough to do so thirty times."""

import signal
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.faults.sizes import FULL
from tests.forked import command
from tests.whole_app import Running, WholeApp, free_port

LOOK_SECONDS, MOMENT_SECONDS = 0.1, 0.005


class Assistant(WholeApp):
    """A process that serves; it is forked with its modules loaded, or with ONESTOP_FAULTS=full begun from nothing.

    Args:
        roles: what it is there for; everything where none is named.
        before: what is broken in the process before it begins, which is then forked in any case.
    """

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str],
        *,
        roles: Sequence[str] = (),
        before: Callable[[], object] | None = None,
    ) -> None:
        self._before = before
        self._roles = roles
        super().__init__(folder, {"ONESTOP_HTTP_PORT": str(free_port()), **environment})
        self.url = f"http://127.0.0.1:{self.env['ONESTOP_HTTP_PORT']}"
        self.output.touch()

    def begin(self) -> None:
        """Start it and don't wait until it serves."""
        self.process = self.launched()

    def launched(self) -> Running:
        if FULL and self._before is None and not self._roles:
            return super().launched()
        roles = [word for role in self._roles for word in ("--role", role)]
        return command("run", *roles, env=self.env, output=self.output, before=self._before)

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        self.process.kill()
        assert self.process.wait(10) == -signal.SIGKILL

    def end(self) -> None:
        """Have it gone, however it fared."""
        process: Running | None = getattr(self, "process", None)
        if process is not None and process.poll() is None:
            process.kill()
            process.wait(10)

    def kill_when(self, moment: Callable[[], bool], *, seconds: float = 60.0) -> None:
        """SIGKILL at the moment that a condition holds."""
        await_that(moment, seconds=seconds, app=self, every=MOMENT_SECONDS)
        self.kill()


def await_that(
    holds: Callable[[], bool],
    *,
    seconds: float,
    app: WholeApp | None = None,
    what: str = "",
    every: float = LOOK_SECONDS,
) -> float:
    """Wait for a condition, looking often, and return how many seconds that took; fails at the deadline."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, (
            f"not within {seconds} s {what}\n{app.printed()[-4000:] if app else ''}"
        )
        assert app is None or app.process.poll() is None, app.printed()[-4000:] if app else ""
        time.sleep(every)
    return time.monotonic() - began


def lines_of(output: Path, event: str) -> list[str]:
    """Return the log lines of an event."""
    return [line for line in output.read_text(errors="replace").splitlines() if f'"event": "{event}"' in line]
