"""How python-telegram-bot speaks to Telegram: over aiohttp, which takes a third of the processor time of its httpx."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

TICK_SECONDS = 1.0
IDLE_SECONDS = 5.0  # a connection unused for longer may be closed by Telegram under the next message
NO_CONNECTION = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)
"""The last is a proxy that refuses to connect us (CONNECT): it was told the host, and nothing of the message."""


class AiohttpRequest(BaseRequest):
    """Sends requests over kept connections; a POST never goes out twice of itself.

    A failure raises `TimedOut` or `NetworkError` with aiohttp's own error as its cause, so that `never_left` can tell.

    Args:
        connections: how many at most; who finds none waits for one.
        read_seconds: how long an answer may take, by ticks of ours.
        connect_seconds: how long a connection may take.
    """

    def __init__(self, *, connections: int, read_seconds: float, connect_seconds: float = 5.0) -> None:
        self._connections, self._read_seconds, self._connect_seconds = connections, read_seconds, connect_seconds
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._read_seconds

    async def initialize(self) -> None:
        self._opened()

    def _opened(self) -> aiohttp.ClientSession:
        """Return the session, opened by whoever is first: what is due at the start leaves before the bot is greeted."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=IDLE_SECONDS)
            self._session = aiohttp.ClientSession(connector=connector)
        return self._session

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,  # noqa: ARG002  the base class has it: what is written here fits a socket's buffer
        connect_timeout: Any = None,  # noqa: ARG002
        pool_timeout: Any = None,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """Return the status and the body of the answer.

        Raises:
            TimedOut: no connection, or no answer, in time.
            NetworkError: the connection failed, or somebody on the way answered in Telegram's place.
        """
        seconds = read_timeout if isinstance(read_timeout, (int, float)) else self._read_seconds
        request = self._opened().request(
            method,
            url,
            data=_body(request_data),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._connect_seconds),
            headers={"User-Agent": self.USER_AGENT},
            proxy=_proxy_to(*urlsplit(url)[:2]),
        )
        try:
            async with _patience(seconds), request as response:
                status, body = response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from error
        if not body.lstrip().startswith(b"{"):  # a proxy's page, or a portal's, whatever its status
            raise NetworkError(f"{status} without JSON, so it is not Telegram who answers")
        return status, body


@contextlib.asynccontextmanager
async def _patience(seconds: float) -> AsyncIterator[None]:
    """Raise TimeoutError after that many seconds, of which those do not count in which this process stood still.

    After a pause of the machine every answer would seem late, and every send that was under way uncertain.
    """
    async with asyncio.timeout(None) as limit:
        countdown = _Countdown(limit, seconds)
        try:
            yield
        finally:
            countdown.stop()


class _Countdown:
    """Ends a timeout when its event loop has run for that many seconds."""

    def __init__(self, limit: asyncio.Timeout, seconds: float) -> None:
        self._loop, self._limit, self._left = asyncio.get_running_loop(), limit, seconds
        self._wait()

    def _wait(self) -> None:
        step = min(self._left, TICK_SECONDS)
        self._left -= step
        self._next = self._loop.call_later(step, self._wait if self._left > 0 else self._end)

    def _end(self) -> None:
        self._limit.reschedule(self._loop.time())

    def stop(self) -> None:
        self._next.cancel()


@cache
def _proxy_to(scheme: str, host: str) -> str | None:
    """Return the proxy that the environment names for a host; looked up once, as aiohttp would for each message."""
    return None if proxy_bypass(host) else getproxies().get(scheme)


def never_left(error: NetworkError) -> bool:
    """Say whether a failed request surely did not reach Telegram: there was no connection to send it over."""
    return isinstance(error.__cause__, NO_CONNECTION)


def _body(request_data: RequestData | None) -> Mapping[str, str] | aiohttp.FormData | None:
    if request_data is None:
        return None
    if not request_data.contains_files:
        return request_data.json_parameters
    form = aiohttp.FormData(request_data.json_parameters)
    for name, (filename, content, media_type) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=media_type)
    return form
