"""How the HTTP server listens."""

import asyncio
import socket

from bot.http.server import listen


def test_an_answer_leaves_at_once_rather_than_when_the_one_before_is_acknowledged() -> None:
    """Else every answer on a kept connection takes 40 ms longer."""

    async def is_without_delay() -> bool:
        found: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            accepted: socket.socket = writer.get_extra_info("socket")
            found.set_result(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0)
            writer.close()

        listening = listen("127.0.0.1", 0)
        async with await asyncio.start_server(answer, sock=listening):
            _, writer = await asyncio.open_connection(*listening.getsockname())
            async with asyncio.timeout(10):
                without_delay = await found
            writer.close()
        return without_delay

    assert asyncio.run(is_without_delay())
