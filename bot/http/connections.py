"""Who is connected: so many in all and of one visitor, and none for longer than a request takes."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from bot.http.shares import Shares
from community.visitor import counted_as, plain

MOST_HEADER_BYTES = 64 * 1024
MOST_CONNECTIONS = 16_384
FEW = 8  # what one browser opens

State = Literal["well", "full", "out_of_files"]


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds a connection gets: for the headers of a request, for its body, and between two requests.

    `unread` is for what the other side does not take: its machine has gone, or it reads nothing on purpose.
    """

    headers: float = 10
    body: float = 30
    idle: int = 10
    unread: int = 60


class HeadersTooLarge(Exception):
    """A request's headers are longer than MOST_HEADER_BYTES."""


class Connections:
    """Counts the connections of each visitor and says who may have another.

    Args:
        places: how many there may be in all.
        is_proxy: whether an address is a proxy of ours: it brings many visitors, whom it counts itself.
    """

    def __init__(
        self,
        places: int = MOST_CONNECTIONS,
        *,
        patience: Patience | None = None,
        is_proxy: Callable[[str], bool] = lambda _address: False,
    ) -> None:
        self.patience = patience or Patience()
        self.out_of_files = False
        self._shares = Shares(max(1, min(places, MOST_CONNECTIONS)), few=FEW)
        self._is_proxy = is_proxy
        self._waiting: defaultdict[str, dict[GuardedProtocol, None]] = defaultdict(dict)  # in the order they began to
        self._turned_away = 0

    def take(self, address: str) -> str | None:
        """Take a connection; return whom it counts for, None where it must be turned away.

        Where all places are taken, somebody who asks for nothing makes room.
        """
        visitor, is_proxy = counted_as(address), self._is_proxy(plain(address))
        if self._shares.are_gone and (is_proxy or self._shares.of(visitor) < FEW):
            self._make_room()
        if self._shares.are_gone or not (is_proxy or self._shares.has_room_for(visitor)):
            self._turned_away += 1
            return None
        self._shares.take(visitor)
        return visitor

    def leave(self, visitor: str) -> None:
        """Count a connection that has ended."""
        self._shares.give_back(visitor)

    def waits(self, connection: "GuardedProtocol") -> None:
        """Note that no request is under way on a connection."""
        self._waiting[connection.visitor][connection] = None

    def is_busy(self, connection: "GuardedProtocol") -> None:
        """Note that one is, or that the connection has ended."""
        waiting = self._waiting[connection.visitor]
        waiting.pop(connection, None)
        if not waiting:
            del self._waiting[connection.visitor]

    def part(self) -> dict[str, Any]:
        """Return the state for `/healthz`: neither of the bad ones is a failure, as both heal by themselves."""
        state: State = "out_of_files" if self.out_of_files else "full" if self._shares.are_gone else "well"
        return {
            "ok": True,
            "state": state,
            "open": self._shares.taken,
            "most": self._shares.places,
            "turned_away": self._turned_away,
        }

    def _make_room(self) -> None:
        """End the oldest connection without a request of the visitor who has the most of them."""
        if self._waiting:
            most = max(self._waiting.values(), key=len)
            next(iter(most)).end()


class GuardedProtocol(HttpToolsProtocol):
    """Uvicorn's protocol, with an end to headers that never end, to bodies that trickle, and to those who say nothing.

    Args:
        visitor: whom the connection counts for.
    """

    def __init__(self, *, visitor: str, connections: Connections, **given: Any) -> None:
        super().__init__(**given)
        self.visitor = visitor
        self._among = connections
        self._patience = connections.patience
        self._deadline: asyncio.TimerHandle | None = None
        self._in_headers = True
        self._header_bytes = 0  # of the headers read so far
        self._unfinished_bytes = 0  # received since a request began whose headers have no end yet
        self._counts = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        if self.client:
            self.client = (plain(self.client[0]), self.client[1])
        self._among.waits(self)
        self._give(self._patience.headers)

    def connection_lost(self, exc: Exception | None) -> None:
        """Count the connection no more."""
        self._give(None)
        super().connection_lost(exc)
        self._leave()

    def data_received(self, data: bytes) -> None:
        """Read on, within the deadline that runs for what is being read."""
        if self._deadline is None and not self._answers():
            self._give(self._patience.headers)
        super().data_received(data)
        if self._in_headers:
            self._unfinished_bytes += len(data)
            if self._unfinished_bytes > MOST_HEADER_BYTES and not self.transport.is_closing():
                self._refuse(431)

    def on_message_begin(self) -> None:
        """Begin to count headers."""
        super().on_message_begin()
        self._in_headers, self._header_bytes, self._unfinished_bytes = True, 0, 0

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header, or no more of them."""
        self._header_bytes += len(name) + len(value)
        if self._header_bytes > MOST_HEADER_BYTES:
            raise HeadersTooLarge
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Begin to wait for the body."""
        self._in_headers = False
        self._among.is_busy(self)
        self._give(self._patience.body)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Wait for our own answer, which has deadlines of its own."""
        self._give(None)
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Begin to wait for the next request."""
        super().on_response_complete()
        if not self._answers() and not self.transport.is_closing():
            self._among.waits(self)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002
        """Refuse what is no request, or one with too long headers."""
        self._refuse(431 if self._header_bytes > MOST_HEADER_BYTES else 400)

    def end(self) -> None:
        """End the connection at once."""
        self._leave()
        self.transport.abort()

    def _leave(self) -> None:
        if self._counts:
            self._counts = False
            self._among.is_busy(self)
            self._among.leave(self.visitor)

    def _answers(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _give(self, seconds: float | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = None if seconds is None else self.loop.call_later(seconds, self._time_is_up)

    def _time_is_up(self) -> None:
        self._deadline = None
        if self._in_headers and not self._answers() and not self.transport.is_closing():
            self._refuse(408)
        else:
            self.end()

    def _refuse(self, status: int) -> None:
        self.transport.write(STATUS_LINE[status] + b"content-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()
