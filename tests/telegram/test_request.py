"""How requests reach Telegram where a school's network lets nothing out but through its proxy."""

import asyncio

import pytest
from pytest_httpserver import HTTPServer

from bot.channels.telegram_request import AiohttpRequest


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


def _asked(url: str) -> int:
    async def ask() -> int:
        request = AiohttpRequest(connections=1, read_seconds=5)
        await request.initialize()
        try:
            status, _ = await request.do_request(url, "GET")
        finally:
            await request.shutdown()
        return status

    return asyncio.run(ask())
