"""A line to PostgreSQL that can go dead: nothing comes through any more, and nobody closes it."""

import asyncio
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy.engine import URL, make_url

PIECE = 1 << 16
PATIENCE_SECONDS = 30


class Line:
    """Forwards TCP to the server of a database, in a thread.

    Args:
        url: of the database, whose server listens on a Unix socket.
    """

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._socket = Path(str(self._url.query["host"])) / ".s.PGSQL.5432"
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._ends: list[asyncio.StreamWriter] = []
        self._carrying: set[asyncio.Task[None]] = set()
        self.is_dead = False

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(PATIENCE_SECONDS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(PATIENCE_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def url(self) -> URL:
        """The database at the end of the line."""
        host, port = self._server.sockets[0].getsockname()
        return self._url.set(host=host, port=port, query={})

    def go_dead(self) -> None:
        """Carry nothing any more on what is connected, nor on what connects until `mend`."""
        self.is_dead = True

        async def drop() -> None:
            for task in self._carrying:
                task.cancel()
            await asyncio.gather(*self._carrying, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(drop(), self._loop).result(PATIENCE_SECONDS)

    def mend(self) -> None:
        """Carry what connects from now on; what was connected before stays dead."""
        self.is_dead = False

    async def _listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._connected, "127.0.0.1", 0)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._ends.append(writer)
        if self.is_dead:
            return
        from_server, to_server = await asyncio.open_unix_connection(str(self._socket))
        self._ends.append(to_server)
        for source, target in ((reader, to_server), (from_server, writer)):
            task = asyncio.create_task(_carry(source, target))
            self._carrying.add(task)
            task.add_done_callback(self._carrying.discard)

    async def _close(self) -> None:
        self._server.close()
        for task in self._carrying:
            task.cancel()
        await asyncio.gather(*self._carrying, return_exceptions=True)
        for end in self._ends:
            end.transport.abort()
        await asyncio.gather(*(end.wait_closed() for end in self._ends), return_exceptions=True)
        await self._server.wait_closed()


async def _carry(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while piece := await source.read(PIECE):
        target.write(piece)
        await target.drain()
    target.close()
