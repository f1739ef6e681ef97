"""The assistant as a process that can be killed and started again, quickly enough to do so thirty times."""

import ctypes
import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from bot.settings import ROOT
from tests.faults.sizes import FULL
from tests.whole_app import Running, WholeApp, free_port

LOADED = ("bot.running", "bot.http", "bot.errors", "community.schema")
LOOK_SECONDS, MOMENT_SECONDS = 0.1, 0.005
PR_SET_PDEATHSIG = 1  # of linux/prctl.h

_forking = multiprocessing.get_context("forkserver")
_forking.set_forkserver_preload(list(LOADED))


def _run(environment: Mapping[str, str], output: str) -> None:
    """`python -m bot run` in a process that has its modules in memory already."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # a test run that is cut short leaves nobody behind
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    written = os.open(output, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(written, 1)
    os.dup2(written, 2)
    sys.argv = ["bot", "run"]
    runpy.run_module("bot", run_name="__main__", alter_sys=True)


class _Forked:
    """A forked process with the face of `subprocess.Popen`."""

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process
        process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        code = self._process.exitcode
        if code is None:
            raise subprocess.TimeoutExpired("bot run", timeout or 0)
        return code

    def kill(self) -> None:
        self._process.kill()

    def send_signal(self, sig: int) -> None:
        os.kill(self.pid, sig)


def forked(work: Callable[..., object], *arguments: str) -> Running:
    """Start work in a process of its own, which has our modules in memory already."""
    return _Forked(_forking.Process(target=_work, args=(work, arguments, os.environ["PATH"]), daemon=True))


def _work(work: Callable[..., object], arguments: tuple[str, ...], path: str) -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    os.environ["PATH"] = path
    os.umask(0o077)
    work(*arguments)


class Assistant(WholeApp):
    """A process that serves; it is forked with its modules loaded, or with ONESTOP_FAULTS=full begun from nothing.

    Importing our modules opens nothing, reads no environment and starts nothing, so both are the same from there on.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        super().__init__(folder, {"ONESTOP_HTTP_PORT": str(free_port()), **environment})
        self.url = f"http://127.0.0.1:{self.env['ONESTOP_HTTP_PORT']}"
        self.output.touch()

    def begin(self) -> None:
        """Start it and don't wait until it serves."""
        self.process = self.launched()

    def launched(self) -> Running:
        if FULL:
            return super().launched()
        process = _forking.Process(target=_run, args=(self.env, str(self.output)), daemon=True)
        return _Forked(process)

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
