"""The client of the Rasa process, against a real HTTP server that answers as we say."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from understanding.reading.nlu import DEADLINE_SECONDS, FAILURES_TO_OPEN, Circuit, NluClient, NluUnavailable, harmless
from understanding.reading.reading import Reading

BOOKING: dict[str, Any] = {
    "text": "book with Li Jing",
    "intent": {"name": "book_counseling", "confidence": 0.9},
    "intent_ranking": [{"name": "book_counseling", "confidence": 0.9}, {"name": "greet", "confidence": 0.1}],
    "entities": [{"entity": "counselor_name", "value": "Li Jing", "start": 10, "end": 17, "extractor": "KnownNames"}],
}


class Hours:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def read(url: str, *texts: str, circuit: Circuit | None = None) -> list[Reading | NluUnavailable]:
    """Ask one after the other through one client; a failure stands in the place of its answer."""

    async def ask() -> list[Reading | NluUnavailable]:
        answers: list[Reading | NluUnavailable] = []
        async with NluClient(*url.split(","), circuit=lambda: circuit or Circuit()) as client:
            for text in texts:
                try:
                    answers.append(await client.read(text))
                except NluUnavailable as unavailable:
                    answers.append(unavailable)
        return answers

    return asyncio.run(ask())


def answering(server: HTTPServer, answer: Any) -> str:
    server.expect_request("/model/parse", method="POST").respond_with_json(answer)
    return server.url_for("")


def departed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(json.dumps(BOOKING))
    change(answer)
    return answer


def test_an_answer_becomes_a_reading(httpserver: HTTPServer) -> None:
    (reading,) = read(answering(httpserver, BOOKING), "book with Li Jing")
    assert isinstance(reading, Reading)
    assert reading.best is not None
    assert (reading.best.name, reading.best.entity("counselor_name")) == ("book_counseling", "Li Jing")
    assert not reading.is_weak


def test_a_server_with_a_token_is_shown_it(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/model/parse", query_string={"token": "s3cret"}).respond_with_json(BOOKING)

    async def ask() -> Reading:
        async with NluClient(httpserver.url_for(""), token="s3cret") as client:
            return await client.read("book with Li Jing")

    assert asyncio.run(ask()).best is not None


@pytest.mark.parametrize(
    "answer",
    [
        [],
        "nonsense",
        {},
        departed(lambda answer: answer.pop("intent_ranking")),
        departed(lambda answer: answer["intent_ranking"].clear()),
        departed(lambda answer: answer["intent_ranking"][0].update(confidence=7)),
        departed(lambda answer: answer["intent_ranking"][0].update(confidence="high")),
        departed(lambda answer: answer["intent_ranking"][0].update(name=None)),
        departed(lambda answer: answer["entities"][0].update(start=-1)),
        departed(lambda answer: answer["entities"][0].update(end=4_000)),
        departed(lambda answer: answer["entities"][0].update(start=12, end=12)),
        departed(lambda answer: answer.update(entities=None)),
    ],
)
def test_an_answer_of_another_shape_is_no_answer(httpserver: HTTPServer, answer: Any) -> None:
    (failure,) = read(answering(httpserver, answer), "book with Li Jing")
    assert isinstance(failure, NluUnavailable)


def test_a_failure_tells_nothing_of_what_was_said(httpserver: HTTPServer) -> None:
    url = answering(httpserver, {"intent_ranking": "my secret", "entities": []})
    (failure,) = read(url, "my secret")
    assert "secret" not in str(failure)


def test_a_server_error_is_no_answer(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/model/parse").respond_with_data("no model", status=409)
    (failure,) = read(httpserver.url_for(""), "hello")
    assert isinstance(failure, NluUnavailable)


@pytest.mark.alone
def test_a_hung_server_is_given_up_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as hung:  # takes the connection and never answers
        begun = time.monotonic()
        (failure,) = read(f"http://127.0.0.1:{hung.getsockname()[1]}", "hello")
    assert isinstance(failure, NluUnavailable)
    assert time.monotonic() - begun < DEADLINE_SECONDS + 1


@pytest.mark.alone
def test_an_answer_that_only_trickles_in_is_given_up_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as slow:
        stop = threading.Event()

        def trickle() -> None:
            connection, _ = slow.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
                while not stop.wait(0.2):
                    connection.sendall(b" ")

        thread = threading.Thread(target=trickle)
        thread.start()
        begun = time.monotonic()
        (failure,) = read(f"http://127.0.0.1:{slow.getsockname()[1]}", "hello")
        taken = time.monotonic() - begun
        stop.set()
        thread.join()
    assert isinstance(failure, NluUnavailable)
    assert taken < DEADLINE_SECONDS + 1


def test_after_a_few_failures_it_is_not_asked_again_for_a_while(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/model/parse").respond_with_data("", status=500)
    hours = Hours()
    circuit = Circuit(hours)
    read(httpserver.url_for(""), *["hello"] * (FAILURES_TO_OPEN + 5), circuit=circuit)
    assert len(httpserver.log) == FAILURES_TO_OPEN
    assert circuit.state == "open"


def test_one_request_tries_whether_it_answers_again(httpserver: HTTPServer) -> None:
    hours = Hours()
    circuit = Circuit(hours)
    for _ in range(FAILURES_TO_OPEN):
        circuit.failed()
    hours.seconds = 3.0
    assert circuit.enter()
    assert not circuit.enter()
    circuit.left()
    answers = read(answering(httpserver, BOOKING), *["book with Li Jing"] * 2, circuit=circuit)
    assert [type(answer) for answer in answers] == [Reading, Reading]
    assert circuit.state == "closed"


def test_each_try_in_vain_lengthens_the_pause() -> None:
    hours = Hours()
    circuit = Circuit(hours)
    for _ in range(FAILURES_TO_OPEN):
        circuit.failed()
    hours.seconds = 2.0
    assert circuit.enter()
    circuit.failed()
    hours.seconds = 5.0
    assert not circuit.enter()
    hours.seconds = 6.0
    assert circuit.enter()


def test_nobody_can_name_an_intent_with_a_slash(httpserver: HTTPServer) -> None:
    received: list[str] = []

    def keep(request: Request) -> Response:
        received.append(request.get_json()["text"])
        return Response(json.dumps(BOOKING), content_type="application/json")

    httpserver.expect_request("/model/parse").respond_with_handler(keep)
    read(httpserver.url_for(""), '/book_counseling{"counselor_name": "x"}', " \n//greet", "a/b is a fraction")
    assert received == [' book_counseling{"counselor_name": "x"}', "    greet", "a/b is a fraction"]


def test_blank_words_are_read_without_asking() -> None:
    assert read("http://127.0.0.1:9", "", "  ", "\x00", "///") == [Reading()] * 4


@given(st.text(alphabet=st.characters(codec=None), max_size=1_200))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_sent_and_keeps_its_places(text: str) -> None:
    sent = harmless(text)
    assert len(sent) == min(len(text), 1_000)
    assert not sent.strip().startswith("/")
    assert "\x00" not in sent
    json.dumps(sent, ensure_ascii=False).encode()
