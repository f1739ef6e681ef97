"""`python -m bot` in a forked process that has everything in memory already: reading it takes twelve seconds.

Importing our modules opens nothing, reads no environment and starts nothing, so it is the same from there on as begun
from nothing; that one is what `WholeApp` and ONESTOP_FAULTS=full start.
"""

import atexit
import ctypes
import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from weakref import WeakSet

from bot.settings import ROOT

LOADED = ("bot.http.server", "bot.errors", "console.app", "tests.warmed")
PR_SET_PDEATHSIG = 1  # of linux/prctl.h

_forking = multiprocessing.get_context("forkserver")
_forking.set_forkserver_preload(list(LOADED))


_started: "WeakSet[ForkServerProcess]" = WeakSet()


@atexit.register
def _leave_nobody_behind() -> None:
    """Kill what still runs; as daemons, which end with us by themselves, they could have no children of their own."""
    for process in _started:
        process.kill()


def forked(work: Callable[..., object], *arguments: str) -> "Forked":
    """Start work of a test in a process of its own."""
    return Forked(_forking.Process(target=_do, args=(work, arguments, os.environ["PATH"])))


def command(
    *arguments: str,
    env: Mapping[str, str],
    output: Path,
    errors: Path | None = None,
    words: Path = Path(os.devnull),
    before: Callable[[], object] | None = None,
) -> "Forked":
    """Start the command line.

    Args:
        before: what is broken in the process before it begins.
        words: a file with what it reads.
        output: a file that what it prints is added to; standard error goes to `errors`, or there too.
    """
    files = (str(words), str(output), str(errors or output))
    return Forked(_forking.Process(target=_run, args=(arguments, dict(env), *files, before)))


def _do(work: Callable[..., object], arguments: Sequence[str], path: str) -> None:
    _die_with_the_tests()
    os.environ["PATH"] = path
    os.umask(0o077)
    work(*arguments)


def _run(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    words: str,
    output: str,
    errors: str,
    before: Callable[[], object] | None,
) -> None:
    """Become the command line, with its three files in place."""
    _die_with_the_tests()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    os.dup2(os.open(words, os.O_RDONLY), 0)
    for path, number in ((output, 1), (errors, 2)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), number)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.argv = ["bot", *arguments]
    if before is not None:
        before()
    runpy.run_module("bot", run_name="__main__", alter_sys=True)


def _die_with_the_tests() -> None:
    """Leave nobody behind where a test run is cut short."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Forked:
    """The process, with the face of `subprocess.Popen`."""

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process
        self._process.start()
        _started.add(process)

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        """Return its exit code, None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end and return its exit code."""
        self._process.join(timeout)
        code = self._process.exitcode
        if code is None:
            raise subprocess.TimeoutExpired("bot", timeout or 0)
        return code

    def kill(self) -> None:
        """SIGKILL."""
        self._process.kill()

    def send_signal(self, sig: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, sig)
