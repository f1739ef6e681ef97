"""Which names we answer to, and what every answer says or leaves out."""

import asyncio
from collections.abc import Mapping

import httpx
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from bot.http.known_hosts import KnownHosts, known_names
from bot.http.server import HttpServer, listen


def app(*, named: str = "", public_url: str | None = None) -> KnownHosts:
    inner = FastAPI()
    for path in ("/", "/healthz"):
        inner.get(path)(lambda: "hello")
    names = known_names(named=named.split(","), listening="0.0.0.0", public_url=public_url)
    return KnownHosts(inner, names=names, over_tls=bool(public_url))


def asks(asked: KnownHosts, host: str, path: str = "/") -> httpx.Response:
    async def get() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(asked), base_url="http://10.0.0.5:8080") as client:
            return await client.get(path, headers={"Host": host})

    return asyncio.run(get())


@pytest.mark.parametrize(
    "host",
    [
        *("localhost:8080", "127.0.0.1", "[::1]:8080", "LOCALHOST", "10.0.0.5:8080", "help.campus.edu"),
        *("onestop.example.cn:443", "www.help.cn", "onestop.example.cn."),
    ],
)
def test_our_own_names_are_answered(host: str) -> None:
    ours = app(named="help.campus.edu, .help.cn", public_url="https://onestop.example.cn/")
    assert asks(ours, host).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "10.0.0.6", "localhost.evil.example", "0.0.0.0", "a b", "help.cn", ""]
)
def test_other_names_are_refused_and_told_what_to_set(host: str) -> None:
    refused = asks(app(named=".help.cn"), host)
    assert refused.status_code == 400
    assert refused.json()["error"] == "unknown_host"
    assert "ONESTOP_HOSTS=" in refused.json()["detail"]


def test_the_log_says_once_what_to_set() -> None:
    ours = app()
    with capture_logs() as logs:
        for _ in range(3):
            asks(ours, "onestop.campus.edu")
    assert [line["host"] for line in logs] == ["onestop.campus.edu"]
    assert "ONESTOP_HOSTS" in logs[0]["hint"]


def test_a_watchdog_may_come_by_any_name() -> None:
    assert asks(app(), "pod-7.cluster", "/healthz").status_code == 200


def test_browsers_are_kept_on_tls_only_where_they_come_by_it() -> None:
    assert "strict-transport-security" not in asks(app(), "localhost").headers
    by_tls = app(public_url="https://onestop.example.cn")
    assert asks(by_tls, "localhost").headers["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" in asks(by_tls, "evil.example").headers


def test_no_answer_says_which_server_it_is_from() -> None:
    async def headers() -> Mapping[str, str]:
        server = HttpServer(app(), listen("127.0.0.1", 0))
        await server.start()
        try:
            async with httpx.AsyncClient() as client:
                return (await client.get(server.address)).headers
        finally:
            await server.stop()

    assert "server" not in asyncio.run(headers())
