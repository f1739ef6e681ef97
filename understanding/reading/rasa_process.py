"""Rasa as a child of the app: started, watched, restarted, and never outliving it."""

import asyncio
import contextlib
import os
import signal
import time
from pathlib import Path
from typing import IO, Literal

import httpx
import structlog

from understanding import digests
from understanding.reading.rasa_environment import rasa_environment
from understanding.reading.socket_place import SocketPlace
from understanding.usable import usable

log = structlog.get_logger(__name__)

START_SECONDS = 120.0  # a cold disk on a small machine; usually it is up in about ten
CHECK_EVERY_SECONDS = 1.0
CHECK_TIMEOUT_SECONDS = 1.5
MISSES_TO_RESTART = 3  # a stopped or hung Rasa is replaced after 8 s and back within 30; the router answers meanwhile
BUSY_SECONDS = 0.5  # a look that took so much longer than it may was held up by ourselves, and says nothing of Rasa
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STOP_SECONDS = 1.0  # Rasa keeps nothing that could be lost

ProcessState = Literal["stopped", "starting", "ready"]


class RasaProcess:
    """A Rasa that parses, on a Unix socket that nobody but our own user may open.

    A port of the loopback is open to everybody on the machine, and while Rasa restarts anybody could listen there in
    its place and be told what students say.

    Args:
        root: the project's folder.
        model: the trained model, a .tar.gz, with its digest beside it.
        log_path: where Rasa's own output goes; begun anew when it starts. Rasa writes no student's words at this level.
            The socket lies beside it.
        start_seconds: after which one that has not come up is replaced.
    """

    def __init__(self, *, root: Path, model: Path, log_path: Path, start_seconds: float = START_SECONDS) -> None:
        self._root, self._model, self._log_path, self._start_seconds = root, model, log_path, start_seconds
        self._place = SocketPlace(log_path.parent, "rasa")
        self._child: asyncio.subprocess.Process | None = None
        self._watcher: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()

    @property
    def url(self) -> str:
        """What `NluClient` asks; the same over restarts: the path is held while this object lives."""
        return f"unix://{self._place.path}"

    @property
    def state(self) -> ProcessState:
        if self._watcher is None:
            return "stopped"
        return "ready" if self._ready.is_set() else "starting"

    @property
    def pid(self) -> int | None:
        return None if self._child is None else self._child.pid

    async def start(self) -> None:
        """Start the child and its watch, and return at once; `ready()` waits until it answers.

        Raises:
            ModelAltered: neither the model nor the one before it is what training made.
        """
        await asyncio.to_thread(digests.good, self._model)
        await self._spawn()
        self._watcher = asyncio.create_task(self.watch(), name="rasa-watch")

    async def ready(self, *, timeout_seconds: float = START_SECONDS) -> bool:
        """Wait until Rasa answers; False when it did not within the time."""
        try:
            await asyncio.wait_for(self._ready.wait(), timeout_seconds)
        except TimeoutError:
            return False
        return True

    async def stop(self) -> None:
        """End the watch and the child, within STOP_SECONDS, and give the socket's path back: this is the end."""
        if self._watcher is not None:
            self._watcher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watcher
            self._watcher = None
        await self._end_child()
        self._place.leave()

    async def watch(self) -> None:
        """Keep a Rasa that answers, until cancelled: wait for each to fail, then start the next a little later."""
        pause = FIRST_PAUSE_SECONDS
        while True:
            if await self._live_and_die():
                pause = FIRST_PAUSE_SECONDS
            log.warning("rasa_restarts", after_seconds=pause, log=str(self._log_path))
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            await self._spawn()

    async def _live_and_die(self) -> bool:
        """Follow one child to its end; True when it had been of use."""
        assert self._child is not None
        exited = asyncio.create_task(self._child.wait())
        checks = asyncio.create_task(self._check())
        try:
            await asyncio.wait({exited, checks}, return_when=asyncio.FIRST_COMPLETED)
            return self._ready.is_set()
        finally:
            exited.cancel()
            checks.cancel()
            self._ready.clear()
            await asyncio.shield(self._end_child())

    async def _check(self) -> None:
        """Return when the child has not come up in time, or has come up and answers no more."""
        to_rasa = httpx.AsyncHTTPTransport(uds=str(self._place.path))
        async with httpx.AsyncClient(
            base_url="http://rasa", transport=to_rasa, trust_env=False, timeout=CHECK_TIMEOUT_SECONDS
        ) as client:
            try:
                async with asyncio.timeout(self._start_seconds):
                    while not await _answers(client):
                        await asyncio.sleep(0.1)
            except TimeoutError:
                log.error("rasa_did_not_start", log=str(self._log_path))
                return
            self._ready.set()
            log.info("rasa_ready", pid=self.pid)
            misses = 0
            while misses < MISSES_TO_RESTART:
                asked_at = time.monotonic()
                await asyncio.sleep(CHECK_EVERY_SECONDS)
                if await _answers(client):
                    misses = 0
                elif time.monotonic() - asked_at < CHECK_EVERY_SECONDS + CHECK_TIMEOUT_SECONDS + BUSY_SECONDS:
                    misses += 1

    async def _spawn(self) -> None:
        python, model = self._root / "nlu" / ".venv" / "bin" / "python", await asyncio.to_thread(self._usable)
        with self._log() as output:
            self._child = await asyncio.create_subprocess_exec(
                python, "-m", "nlu.serve", str(model), str(self._place.path),
                cwd=self._root,
                env=rasa_environment(),
                stdin=asyncio.subprocess.PIPE,  # nothing is ever written; its end tells the child that we are gone
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C in the terminal is for the app, which then stops Rasa in order
            )  # fmt: skip

    def _usable(self) -> Path:
        """Look anew at each start: a model can be damaged while Rasa serves it."""
        try:
            return usable(self._model)
        except digests.ModelAltered as error:
            log.error("model_altered", model=str(self._model), hint=str(error))
            return self._model  # which Rasa refuses; the next start looks again

    def _log(self) -> IO[bytes]:
        try:
            return self._log_path.open("wb")
        except OSError as error:  # Rasa without a log is better than none
            log.error("no_rasa_log", log=str(self._log_path), error=type(error).__name__)
            return Path(os.devnull).open("wb")

    async def _end_child(self) -> None:
        child, self._child = self._child, None
        if child is None or child.returncode is not None:
            return
        _signal_group(child.pid, signal.SIGTERM)
        try:
            await asyncio.wait_for(child.wait(), STOP_SECONDS)
        except TimeoutError:
            _signal_group(child.pid, signal.SIGKILL)  # a stopped process takes no SIGTERM
            await child.wait()


async def _answers(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/status")).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _signal_group(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):  # it has ended meanwhile, which is what we want
        os.killpg(pid, number)
