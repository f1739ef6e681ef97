"""Accepting connections by ourselves: uvloop's own server closes its port for ever once files have run out."""

import asyncio
import errno
import socket
from collections.abc import Callable

import structlog

from bot.http.connections import Connections, GuardedProtocol

log = structlog.get_logger()

BACKLOG = 2048
AT_ONCE = 64  # then the loop does other things; those who still wait are seen at its next turn
PAUSE_SECONDS = 0.5
SHORT_OF_SOMETHING = frozenset((errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM))
GONE = frozenset((errno.ECONNABORTED, errno.EPROTO, errno.ENETDOWN, errno.EHOSTUNREACH, errno.ENETUNREACH))  # accept(2)
UNREAD = getattr(socket, "TCP_USER_TIMEOUT", None)  # Linux


class Listener:
    """Accepts connections on a port, pauses while files have run out, and goes on by itself.

    Args:
        protocol: makes what talks to a visitor's connection.
    """

    def __init__(
        self, listening: socket.socket, connections: Connections, protocol: Callable[[str], GuardedProtocol]
    ) -> None:
        self._listening = listening
        self._connections = connections
        self._protocol = protocol
        self._loop = asyncio.get_running_loop()
        self._resuming: asyncio.TimerHandle | None = None
        self._beginning: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin to accept."""
        self._listening.setblocking(False)
        self._listening.listen(BACKLOG)
        self._loop.add_reader(self._listening.fileno(), self._accept)

    def close(self) -> None:
        """Accept no more."""
        if self._resuming is not None:
            self._resuming.cancel()
        if self._listening.fileno() >= 0:
            self._loop.remove_reader(self._listening.fileno())

    async def wait_closed(self) -> None:
        """Return at once: nothing else is under way here."""

    def _accept(self) -> None:
        for _ in range(AT_ONCE):
            try:
                accepted, address = self._listening.accept()
            except (BlockingIOError, InterruptedError):
                self._goes_on()
                return
            except OSError as error:
                if error.errno in SHORT_OF_SOMETHING:
                    self._pause(error)
                elif error.errno not in GONE:
                    raise
                return
            self._goes_on()
            self._begin(accepted, address[0])

    def _begin(self, accepted: socket.socket, address: str) -> None:
        visitor = self._connections.take(address)
        if visitor is None:
            accepted.close()
            return
        accepted.setblocking(False)
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if UNREAD is not None:
            accepted.setsockopt(socket.IPPROTO_TCP, UNREAD, self._connections.patience.unread * 1000)
        task = self._loop.create_task(self._connect(accepted, visitor))
        self._beginning.add(task)
        task.add_done_callback(self._beginning.discard)

    async def _connect(self, accepted: socket.socket, visitor: str) -> None:
        try:
            await self._loop.connect_accepted_socket(lambda: self._protocol(visitor), accepted)
        except OSError:  # it had gone before it began
            accepted.close()
            self._connections.leave(visitor)

    def _pause(self, error: OSError) -> None:
        """Leave those who knock in the system's queue for a moment; connections that end make room."""
        if not self._connections.out_of_files:
            log.error("out_of_files", error=errno.errorcode[error.errno or 0], hint="raise the limit: ulimit -n")
        self._connections.out_of_files = True
        self._loop.remove_reader(self._listening.fileno())
        self._resuming = self._loop.call_later(PAUSE_SECONDS, self._resume)

    def _resume(self) -> None:
        self._loop.add_reader(self._listening.fileno(), self._accept)
        self._accept()  # without files the system says so, though nobody knocks

    def _goes_on(self) -> None:
        if self._connections.out_of_files:
            self._connections.out_of_files = False
            log.warning("files_again")
