"""What bad visitors cost the others: `python -m bench.visitors [connections] [headers] [streams] [sessions]`.

Each attack goes to the assistant as its command line starts it, from addresses of the loopback (127.1.x.x), while real
students open the page and talk. `connections` opens more than the process may have files; `headers` sends headers that
never end; `streams` opens streams that say nothing and measures the processor time of the process; `sessions` opens
page after page from one address and writes from each.
"""

import argparse
import asyncio
import os
import shlex
import statistics
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from bot.settings import ROOT
from tests.whole_app import Running, WholeApp

KINDS = ("connections", "headers", "streams", "sessions")
NOBODY = "http://127.0.0.1:9"  # no Rasa: the router answers, which costs less and measures the rest
PATIENCE_SECONDS = 30
STUDENTS, EACH_SAYS = 20, 5
AT_ONCE = 20


class FewFiles(WholeApp):
    """An assistant that may have so many files open; as many as we where None."""

    def __init__(self, folder: Path, most: int | None) -> None:
        super().__init__(folder, {"ONESTOP_NLU_URL": NOBODY})
        self._limit = f"ulimit -n {most}; " if most else ""

    def launched(self) -> Running:
        """Start the process with that limit."""
        command = f"{self._limit}exec {shlex.quote(sys.executable)} -m bot run"
        with self.output.open("ab") as output:
            return subprocess.Popen(["sh", "-c", command], cwd=ROOT, env=self.env, stdout=output, stderr=output)


class Attack:
    """Bad visitors of one server."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.open: list[asyncio.StreamWriter] = []
        self.met: Counter[str] = Counter()

    async def connect(self, number: int, said: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """Connect from one of 200 addresses and say something."""
        address = f"127.1.{number % 2}.{number % 100 + 1}"
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(address, 0))
        except OSError as error:
            self.met[type(error).__name__] += 1
            return None
        self.open.append(writer)
        writer.write(said)
        return reader, writer

    async def stream(self, number: int) -> None:
        """Open the page, then its stream."""
        wire = await self.connect(number, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        if wire is None:
            return
        reader, writer = wire
        with suppress(asyncio.IncompleteReadError, OSError):
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(head.partition(b"content-length: ")[2].split()[0]))
            cookie = head.partition(b"set-cookie: ")[2].partition(b";")[0]
            writer.write(b"GET /chat/stream HTTP/1.1\r\nHost: localhost\r\nCookie: " + cookie + b"\r\n\r\n")
            self.met[(await reader.readuntil(b"\r\n")).decode().strip()] += 1

    async def end(self) -> None:
        """Close everything."""
        closing, self.open = self.open, []
        for writer in closing:
            writer.close()
        for writer in closing:
            with suppress(OSError):
                await writer.wait_closed()


async def students(app: WholeApp) -> tuple[list[float], Counter[str]]:
    """Have real students talk, each from an address of its own; return what each answer took, and what went wrong."""
    took: list[float] = []
    wrong: Counter[str] = Counter()

    async def talk(number: int) -> None:
        transport = httpx.AsyncHTTPTransport(local_address=f"127.3.0.{number + 1}", retries=1, verify=False)
        async with httpx.AsyncClient(base_url=app.url, transport=transport, timeout=PATIENCE_SECONDS) as browser:
            await browser.get("/")
            for said in range(EACH_SAYS):
                begun = time.monotonic()
                body = {"id": f"b{said}", "words": "what events are on this week?", "language": "en"}
                answer = await browser.post("/chat/messages", json=body)
                if answer.status_code == 202 and answer.json()["answered"]:
                    took.append(time.monotonic() - begun)
                else:
                    wrong[str(answer.status_code)] += 1
                await asyncio.sleep(1)

    for failure in await asyncio.gather(*(talk(number) for number in range(STUDENTS)), return_exceptions=True):
        if isinstance(failure, BaseException):
            wrong[type(failure).__name__] += 1
    return took, wrong


def processor_seconds(pid: int) -> float:
    """Return what a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def told(app: WholeApp, name: str) -> None:
    """Print how students fare at this moment, and what the server says of itself."""
    took, wrong = await students(app)
    p95 = statistics.quantiles(took, n=20)[-1] * 1000 if len(took) > 1 else float("nan")
    print(
        f"{name:12} answered {len(took)} of {STUDENTS * EACH_SAYS}  p95 {p95:7.0f} ms  wrong {dict(wrong)}", flush=True
    )
    try:
        async with httpx.AsyncClient(timeout=PATIENCE_SECONDS) as client:
            print(f"{'':12} {(await client.get(f'{app.url}/healthz')).json().get('connections')}", flush=True)
    except httpx.TransportError as error:
        print(f"{'':12} healthz: {type(error).__name__}; process {app.process.poll() or 'lives'}", flush=True)


async def attacked(app: WholeApp, kind: str, number: int) -> None:
    """Run one attack and print its row."""
    attack = Attack(int(app.url.rpartition(":")[2]))
    try:
        if kind == "sessions":
            await _flooded(app)
            return
        for first in range(0, number, AT_ONCE):
            some = range(first, min(number, first + AT_ONCE))
            if kind == "streams":
                await asyncio.gather(*(attack.stream(one) for one in some))
            else:
                said = b"GET / HTTP/1.1\r\nHost: localhost\r\n" if kind == "headers" else b""
                await asyncio.gather(*(attack.connect(one, said) for one in some))
        if kind == "streams":
            await _idle(app, attack)
        await told(app, kind)
    finally:
        await attack.end()


async def _idle(app: WholeApp, attack: Attack) -> None:
    await asyncio.sleep(10)
    begun, used = time.monotonic(), processor_seconds(app.process.pid)
    await asyncio.sleep(30)
    share = (processor_seconds(app.process.pid) - used) / (time.monotonic() - begun)
    print(f"{'streams':12} {dict(attack.met)}  idle: {share:.3f} of a core", flush=True)


async def _flooded(app: WholeApp) -> None:
    met: Counter[int] = Counter()

    async def flood() -> None:
        while True:
            async with httpx.AsyncClient(base_url=app.url, timeout=PATIENCE_SECONDS, verify=False) as browser:
                met[(await browser.get("/")).status_code] += 1
                for one in range(5):
                    body = {"id": f"f{one}", "words": "is the library open now, and where is it?"}
                    met[(await browser.post("/chat/messages", json=body)).status_code] += 1

    flooding = [asyncio.create_task(flood()) for _ in range(AT_ONCE)]
    await told(app, "sessions")
    for task in flooding:
        task.cancel()
    await asyncio.gather(*flooding, return_exceptions=True)
    print(f"{'':12} the flood met {dict(met)}", flush=True)


def main() -> None:
    """Print a row for the students alone, then one for each attack."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("kinds", nargs="*", help=", ".join(KINDS))
    options.add_argument("--number", type=int, default=2_000, help="connections or streams of an attack")
    options.add_argument("--files", type=int, help="open files that the assistant may have, as `ulimit -n` says it")
    chosen = options.parse_args()
    for kind in chosen.kinds or KINDS:
        with TemporaryDirectory(prefix="onestop-bench-") as folder, FewFiles(Path(folder), chosen.files) as app:
            asyncio.run(_one(app, kind, chosen.number))


async def _one(app: WholeApp, kind: str, number: int) -> None:
    await students(app)  # warm
    await told(app, "nobody bad")
    await attacked(app, kind, number)


if __name__ == "__main__":
    main()
