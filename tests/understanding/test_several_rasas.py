"""Several Rasas behind one client: they take turns, and one that fails leaves no question unanswered."""

import asyncio
import socket
import time
from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer

from tests.understanding.test_nlu import BOOKING, Hours, answering
from understanding.reading.nlu import (
    DEADLINE_SECONDS,
    FAILURES_TO_OPEN,
    FIRST_PAUSE_SECONDS,
    Circuit,
    NluClient,
    NluUnavailable,
)
from understanding.reading.reading import Reading

WORDS = "book with Li Jing"


@pytest.fixture
def two() -> Iterator[tuple[HTTPServer, HTTPServer]]:
    """Two servers in Rasa's place, where nothing is answered yet."""
    with HTTPServer() as one, HTTPServer() as other:
        yield one, other


def asked(servers: tuple[HTTPServer, HTTPServer]) -> list[int]:
    return [len(server.log) for server in servers]


async def ask(client: NluClient, times: int) -> None:
    """Ask so often, and see each answered."""
    for _ in range(times):
        reading = await client.read(WORDS)
        assert isinstance(reading, Reading)
        assert reading.best is not None


def test_they_take_turns(two: tuple[HTTPServer, HTTPServer]) -> None:
    async def talk() -> None:
        async with NluClient(*(answering(server, BOOKING) for server in two)) as client:
            await ask(client, 6)

    asyncio.run(talk())
    assert asked(two) == [3, 3]


def test_where_one_fails_the_other_answers_and_only_the_one_is_left_alone(two: tuple[HTTPServer, HTTPServer]) -> None:
    broken, well = two
    broken.expect_request("/model/parse").respond_with_data("", status=500)

    async def talk() -> None:
        async with NluClient(broken.url_for(""), answering(well, BOOKING)) as client:
            await ask(client, 20)
            states = client.circuit_states
            assert states == {f"localhost:{broken.port}": "open", f"localhost:{well.port}": "closed"}
            assert client.circuit_state == "closed"

    asyncio.run(talk())
    assert asked(two) == [FAILURES_TO_OPEN, 20]


def test_one_that_is_back_is_found_while_the_other_is_well(two: tuple[HTTPServer, HTTPServer]) -> None:
    back, well = two
    hours = Hours()
    back.expect_request("/model/parse").respond_with_data("", status=500)

    async def talk() -> None:
        urls = (back.url_for(""), answering(well, BOOKING))
        async with NluClient(*urls, circuit=lambda: Circuit(hours)) as client:
            await ask(client, 2 * FAILURES_TO_OPEN)
            assert client.circuit_states[f"localhost:{back.port}"] == "open"
            back.clear()
            answering(back, BOOKING)
            hours.seconds = FIRST_PAUSE_SECONDS
            await ask(client, 5)
            assert set(client.circuit_states.values()) == {"closed"}

    asyncio.run(talk())
    assert len(back.log) == 3


@pytest.mark.alone
def test_one_that_hangs_leaves_the_other_its_part_of_the_time(httpserver: HTTPServer) -> None:
    async def talk(hung: str) -> None:
        async with NluClient(hung, hung, answering(httpserver, BOOKING)) as client:
            for _ in range(3):  # whoever's turn it is
                begun = time.monotonic()
                await ask(client, 1)
                assert time.monotonic() - begun < DEADLINE_SECONDS

    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes the connection and never answers
        asyncio.run(talk(f"http://127.0.0.1:{silent.getsockname()[1]}"))


def test_with_all_of_them_down_nobody_is_asked_in_vain(two: tuple[HTTPServer, HTTPServer]) -> None:
    for server in two:
        server.expect_request("/model/parse").respond_with_data("", status=500)

    async def talk() -> None:
        async with NluClient(*(server.url_for("") for server in two)) as client:
            for _ in range(10):
                with pytest.raises(NluUnavailable):
                    await client.read(WORDS)
            assert client.circuit_state == "open"

    asyncio.run(talk())
    assert asked(two) == [FAILURES_TO_OPEN] * 2


def test_a_password_in_an_address_is_not_shown() -> None:
    client = NluClient("http://somebody:s3cret@rasa.campus.edu:5005", "unix:///run/rasa.sock")
    assert set(client.circuit_states) == {"rasa.campus.edu:5005", "/run/rasa.sock"}
