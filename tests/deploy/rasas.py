"""Rasas that somebody else runs, as compose.yaml runs them: each a process on a port."""

import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from bot.settings import ROOT
from tests.deploy.composed import composed
from tests.running import START_SECONDS, train_if_stale
from tests.whole_app import free_port

LOOK_SECONDS = 0.1


class PortRasa:
    """One of compose.yaml's, on a port of this machine, which it keeps over starts."""

    def __init__(self, folder: Path, name: str, service: Mapping[str, Any]) -> None:
        self._place = f"127.0.0.1:{free_port()}"
        self.url = f"http://{self._place}"
        self._service = service
        self._output = folder / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def begin(self, **environment: str) -> "subprocess.Popen[bytes]":
        """Start it, where it does not run, and don't wait."""
        if self.process is None or self.process.poll() is not None:
            *model, _port = self._service["command"]
            with self._output.open("ab") as output:
                self.process = subprocess.Popen(
                    [*self._service["entrypoint"], *model, self._place],
                    cwd=ROOT,
                    env={"PATH": "/usr/bin:/bin", **self._service["environment"], **environment},
                    stdin=subprocess.DEVNULL,  # as with a service manager: it must stay all the same
                    stdout=output,
                    stderr=output,
                )
        return self.process

    def await_ready(self) -> None:
        """Wait until it answers."""
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self.process is not None
            assert self.process.poll() is None, self.printed()
            assert time.monotonic() < deadline, self.printed()
            time.sleep(LOOK_SECONDS)

    def printed(self) -> str:
        return self._output.read_text(errors="replace")[-4000:]

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/status", trust_env=False).is_success
        except httpx.HTTPError:
            return False


class Rasas:
    """Two of them."""

    def __init__(self, folder: Path) -> None:
        train_if_stale()
        services = composed(folder)
        self.both = [PortRasa(folder, name, services[name]) for name in ("nlu-1", "nlu-2")]

    def begin(self) -> None:
        """Start those that do not run, and don't wait."""
        for one in self.both:
            one.begin()

    def up(self) -> list[PortRasa]:
        """Return both, running, whatever was done to them before."""
        self.begin()
        for one in self.both:
            one.await_ready()
        return self.both

    @property
    def urls(self) -> str:
        """What ONESTOP_NLU_URL is set to."""
        return ",".join(one.url for one in self.both)

    def end(self) -> None:
        for one in self.both:
            one.kill()
