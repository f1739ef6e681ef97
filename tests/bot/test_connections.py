"""Who is connected, and for how long: a real server, attacked over real connections."""

import asyncio
import errno
import os
import resource
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack

import pytest
from fastapi import FastAPI, Request

from bot import files
from bot.http.connections import MOST_HEADER_BYTES, Connections, Patience
from bot.http.server import HttpServer, listen
from bot.http.shares import Shares
from community.visitor import visitor_of

WAIT_SECONDS = 30
ASK = b"GET /who HTTP/1.1\r\nHost: campus\r\n"
Wire = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Knocking:
    """A server, and visitors from many addresses of the loopback."""

    def __init__(self, connections: Connections, *, proxies: Sequence[str] = ()) -> None:
        app = FastAPI()

        @app.get("/who")
        async def who(request: Request) -> dict[str, str]:
            return {"visitor": visitor_of(request.scope), "scheme": request.url.scheme}

        @app.post("/who")
        async def heard(request: Request) -> int:
            return len(await request.body())

        self.connections = connections
        listening = listen("127.0.0.1", 0)
        self.port: int = listening.getsockname()[1]
        self._server = HttpServer(app, listening, connections=connections, proxies=proxies)
        self._open = AsyncExitStack()

    async def __aenter__(self) -> "Knocking":
        await self._server.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()
        await self._server.stop()

    async def knock(self, said: bytes = b"", *, address: str = "127.0.0.1") -> Wire:
        """Connect, and say something."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(address, 0))
        self._open.callback(writer.close)
        writer.write(said)
        return reader, writer

    async def ask(self, headers: bytes = b"", *, address: str = "127.0.0.1") -> bytes:
        """Ask once, and return the answer; empty where we are turned away."""
        reader, _ = await self.knock(ASK + headers + b"Connection: close\r\n\r\n", address=address)
        return await end_of(reader)


async def end_of(reader: asyncio.StreamReader) -> bytes:
    """Return all that still comes, once the other side has ended the connection."""
    async with asyncio.timeout(WAIT_SECONDS):
        try:
            return await reader.read()
        except ConnectionResetError:
            return b""


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(WAIT_SECONDS):
        while not holds():
            await asyncio.sleep(0.01)


def run(story: Callable[[Knocking], Awaitable[None]], connections: Connections, **given: Sequence[str]) -> None:
    """Tell a story on a server."""

    async def told() -> None:
        async with Knocking(connections, **given) as knocking:
            await story(knocking)

    asyncio.run(told())


def test_headers_that_never_end_are_not_waited_for() -> None:
    async def story(knocking: Knocking) -> None:
        silent, _ = await knocking.knock()
        slow, writer = await knocking.knock(ASK)
        writer.write(b"X-More: a\r\n")
        assert (await end_of(slow)).startswith(b"HTTP/1.1 408 ")
        assert (await end_of(silent)).startswith(b"HTTP/1.1 408 ")
        assert b"200 OK" in await knocking.ask()

    run(story, Connections(patience=Patience(headers=0.5)))


@pytest.mark.parametrize(
    "headers", [b"X: " + b"a" * MOST_HEADER_BYTES, (b"X: " + b"a" * 100 + b"\r\n") * 700, b"X\r\n" * 3]
)
def test_headers_are_small_and_well_formed_or_refused(headers: bytes) -> None:
    async def story(knocking: Knocking) -> None:
        reader, _ = await knocking.knock(ASK + headers)
        status = b"431" if len(headers) > 100 else b"400"
        assert (await end_of(reader)).startswith(b"HTTP/1.1 " + status) or status == b"431"
        assert b"200 OK" in await knocking.ask()
        await until(lambda: knocking.connections.part()["open"] == 0)

    run(story, Connections())


def test_a_body_that_trickles_is_not_waited_for() -> None:
    async def story(knocking: Knocking) -> None:
        reader, writer = await knocking.knock(b"POST /who HTTP/1.1\r\nHost: campus\r\nContent-Length: 100\r\n\r\nabc")
        assert await end_of(reader) == b""
        writer.close()
        await until(lambda: knocking.connections.part()["open"] == 0)

    run(story, Connections(patience=Patience(body=0.3)))


def test_a_connection_without_requests_ends() -> None:
    async def story(knocking: Knocking) -> None:
        reader, _ = await knocking.knock(ASK + b"\r\n")
        assert b"200 OK" in await end_of(reader)

    run(story, Connections(patience=Patience(idle=1)))


def test_one_address_holds_its_share_and_the_others_are_served() -> None:
    async def story(knocking: Knocking) -> None:
        greedy = [await knocking.knock() for _ in range(40)]
        await until(lambda: knocking.connections.part()["turned_away"] == 30)
        assert knocking.connections.part()["open"] == 10
        assert b"200 OK" in await knocking.ask(address="127.0.0.2")
        assert await knocking.ask() == b""
        for _, writer in greedy:
            writer.close()
        await until(lambda: knocking.connections.part()["open"] == 0)
        assert b"200 OK" in await knocking.ask()

    run(story, Connections(30))


def test_when_all_places_are_taken_who_asks_for_nothing_makes_room() -> None:
    async def story(knocking: Knocking) -> None:
        silent = [await knocking.knock(address=f"127.0.1.{number % 2 + 1}") for number in range(12)]
        await until(lambda: knocking.connections.part()["state"] == "full")
        assert b"200 OK" in await knocking.ask(address="127.0.0.2")
        assert await end_of(silent[0][0]) == b""  # the oldest

    run(story, Connections(12))


def test_a_proxy_of_ours_brings_many_visitors() -> None:
    async def story(knocking: Knocking) -> None:
        for _ in range(20):
            await knocking.knock()
        await until(lambda: knocking.connections.part()["open"] == 20)
        assert b"200 OK" in await knocking.ask()

    run(story, Connections(30, is_proxy=lambda address: address == "127.0.0.1"))


def test_running_out_of_files_heals_by_itself() -> None:
    async def story(knocking: Knocking) -> None:
        assert b"200 OK" in await knocking.ask()
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        waiting = [await knocking.knock() for _ in range(4)]
        taken = [os.dup(0) for _ in range(2)]
        try:
            # The client's own end takes the last file that there is.
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(taken) + 1, hard))
            os.close(taken.pop())
            late = asyncio.create_task(knocking.ask())
            await until(lambda: knocking.connections.part()["state"] == "out_of_files")
            assert not late.done()
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            for one in taken:
                os.close(one)
        assert b"200 OK" in await late
        await until(lambda: knocking.connections.part()["state"] == "well")
        assert len(waiting) == 4

    run(story, Connections())


@pytest.mark.parametrize(
    ("proxies", "address", "told"),
    [
        ((), "127.0.0.1", b'{"visitor":"127.0.0.1","scheme":"http"}'),
        (("127.0.0.1/32",), "127.0.0.2", b'{"visitor":"127.0.0.2","scheme":"http"}'),
        (("127.0.0.1/32",), "127.0.0.1", b'{"visitor":"2001:db8:1:2::/64","scheme":"https"}'),
    ],
)
def test_only_a_proxy_of_ours_is_believed_on_whom_it_speaks_for(
    proxies: Sequence[str], address: str, told: bytes
) -> None:
    async def story(knocking: Knocking) -> None:
        lies_first = b"X-Forwarded-For: 198.51.100.9, 2001:db8:1:2::7\r\nX-Forwarded-Proto: https\r\n"
        assert told in await knocking.ask(lies_first, address=address)

    run(story, Connections(), proxies=proxies)


def test_a_part_that_found_no_file_begins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    failures = [OSError(errno.EMFILE, "no file"), OSError(errno.ENFILE, "no file"), OSError(errno.ENOSPC, "no space")]

    async def part() -> None:
        raise failures.pop(0)

    monkeypatch.setattr(files, "PAUSE_SECONDS", 0)
    with pytest.raises(OSError, match="no space"):
        asyncio.run(files.outlasting_shortage(part))
    assert failures == []


def test_two_hundred_greedy_visitors_leave_places_and_one_school_gets_enough() -> None:
    places = Shares(8_192, few=8)
    for _ in range(2_000):
        assert places.has_room_for("school")
        places.take("school")
    for _ in range(100):
        for greedy in range(200):
            if places.has_room_for(f"{greedy}"):
                places.take(f"{greedy}")
    assert places.places - places.taken >= 40
    assert places.has_room_for("somebody new")
