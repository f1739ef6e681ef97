"""How requests reach Telegram: through a school's proxy, and how long an answer is waited for."""

import asyncio
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from pytest_httpserver import HTTPServer
from telegram.error import NetworkError, TimedOut
from werkzeug import Request, Response

from bot.channels.telegram.outcomes import outcome_of
from bot.channels.telegram.request import AiohttpRequest
from community.post.rules import TryAgain


def test_a_proxy_that_the_environment_names_is_gone_through(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", httpserver.url_for("/"))
    httpserver.expect_request("/bot1:a/getMe").respond_with_json({"ok": True})
    assert _asked("http://telegram.invalid/bot1:a/getMe") == 200
    assert [request.host for request, _ in httpserver.log] == ["telegram.invalid"]


def test_a_host_that_the_environment_excepts_is_asked_directly(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", httpserver.host)
    httpserver.expect_request("/bot1:a/getMe").respond_with_json({"ok": True})
    assert _asked(httpserver.url_for("/bot1:a/getMe")) == 200


def test_what_is_due_before_the_bot_is_greeted_goes_out(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/bot1:a/sendMessage").respond_with_json({"ok": True})
    assert _asked(httpserver.url_for("/bot1:a/sendMessage"), greeted=False) == 200


def test_an_answer_is_not_waited_for_without_end(httpserver: HTTPServer) -> None:
    answers = _slow(httpserver)
    with pytest.raises(TimedOut):
        _asked(httpserver.url_for("/slow"), read_seconds=0.2)
    answers.set()


def test_time_in_which_the_machine_stood_still_is_no_waiting(httpserver: HTTPServer) -> None:
    """Were it counted, all that was under way at a pause of the machine would be uncertain."""
    answers = _slow(httpserver)

    def stands_still() -> None:
        time.sleep(2.5)
        threading.Timer(0.1, answers.set).start()

    assert _asked(httpserver.url_for("/slow"), read_seconds=2, meanwhile=stands_still) == 200


def _slow(httpserver: HTTPServer) -> threading.Event:
    """Have the server answer no sooner than the event is set."""
    may_answer = threading.Event()

    def answer(_: Request) -> Response:
        assert may_answer.wait(10)
        return Response("{}")

    httpserver.expect_request("/slow").respond_with_handler(answer)
    return may_answer


def _asked(
    url: str, *, read_seconds: float = 5, greeted: bool = True, meanwhile: Callable[[], None] | None = None
) -> int:
    async def ask() -> int:
        request = AiohttpRequest(connections=1, read_seconds=read_seconds)
        if greeted:
            await request.initialize()
        if meanwhile is not None:
            asyncio.get_running_loop().call_later(0.1, meanwhile)
        try:
            status, _ = await request.do_request(url, "GET")
        finally:
            await request.shutdown()
        return status

    return asyncio.run(ask())


@pytest.mark.parametrize("status", [200, 403, 404, 502])
def test_a_page_from_somebody_on_the_way_is_no_answer_and_the_message_may_be_sent_again(
    httpserver: HTTPServer, status: int
) -> None:
    """A portal that wants a sign-in, a proxy that forbids: no student has blocked us, and nothing was delivered."""
    httpserver.expect_request("/bot1:a/sendMessage").respond_with_data("<html>Sign in</html>", status)
    with pytest.raises(NetworkError) as failed:
        _asked(httpserver.url_for("/bot1:a/sendMessage"))
    assert isinstance(outcome_of(failed.value), TryAgain)


@pytest.mark.parametrize("line", [b"HTTP/1.1 403 Forbidden", b"HTTP/1.1 502 Bad Gateway", b"HTTP/1.1 407 Who are you"])
def test_a_proxy_that_does_not_connect_us_has_sent_nothing(line: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    with _refusing(line) as proxy:
        monkeypatch.setenv("https_proxy", proxy)
        with pytest.raises(NetworkError) as failed:
            _asked(f"https://{uuid.uuid4().hex}.invalid/bot1:a/sendMessage")
    assert isinstance(outcome_of(failed.value), TryAgain)


@contextmanager
def _refusing(line: bytes) -> Iterator[str]:
    """A proxy that answers each CONNECT so."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def refuse() -> None:
            asked, _ = listening.accept()
            with asked:
                assert asked.recv(4096).startswith(b"CONNECT ")
                asked.sendall(line + b"\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=refuse)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()
