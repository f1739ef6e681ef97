"""The REST channel, as any client of Rasa's REST channel calls it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from bot.settings import Settings
from community.post.tables import InboxItem
from tests.running import RunningApp

NOBODY = "http://127.0.0.1:9"
PATH = "/webhooks/rest/webhook"


@pytest.fixture
def assistant(campus_url: str, tmp_path: Path) -> Iterator[RunningApp]:
    """The whole assistant with the REST channel on, while Rasa is away."""
    settings = Settings(
        database_url=campus_url, data_dir=tmp_path, nlu_url=NOBODY, http_port=0, rest_token=SecretStr("secret")
    )
    with RunningApp(settings) as running:
        yield running


@pytest.fixture
def client(assistant: RunningApp) -> Iterator[httpx.Client]:
    """A client that knows the token."""
    with httpx.Client(base_url=assistant.url, headers={"Authorization": "Bearer secret"}, timeout=40) as client:
        yield client


def say(client: httpx.Client, message: str, **extra: Any) -> list[dict[str, Any]]:
    """Say something and return the answers."""
    answer = client.post(PATH, json={"sender": "ada", "message": message, **extra})
    assert answer.status_code == 200, answer.text
    replies: list[dict[str, Any]] = answer.json()
    return replies


def test_a_message_gets_its_answer_with_buttons(client: httpx.Client) -> None:
    (reply,) = say(client, "any tips for a job interview?")
    assert reply["recipient_id"] == "ada"
    assert "interview" in reply["text"].lower()
    assert all(set(button) == {"title", "payload"} for button in reply["buttons"])
    assert reply["buttons"][0]["payload"].startswith("/ask_employment_tips{")


def test_a_button_is_tapped_by_its_payload(client: httpx.Client) -> None:
    (menu,) = say(client, "/help")
    (offer,) = say(client, "/menu")
    payload = next(button["payload"] for button in offer["buttons"] if "counsel" in button["payload"])
    (times,) = say(client, payload)
    assert menu["buttons"]
    assert times["buttons"]


def test_a_payload_that_was_never_offered_does_nothing(client: httpx.Client) -> None:
    (reply,) = say(client, '/cancel_counseling{"appointment": "1"}')
    assert "Cancelled" not in reply["text"]


def test_the_same_call_again_is_answered_once(client: httpx.Client, assistant: RunningApp) -> None:
    assert say(client, "hello", message_id="1")
    assert say(client, "hello", message_id="1") == []
    with assistant.app.database.reading() as session:
        assert session.scalar(select(func.count(InboxItem.id))) == 1


def test_danger_is_answered_though_the_client_had_given_its_id_before(client: httpx.Client) -> None:
    """As one that counts anew after its restart."""
    assert say(client, "hello", message_id="1")
    (reply,) = say(client, "我不想活了", message_id="1")
    assert "120" in reply["text"]


def test_danger_is_answered_within_two_seconds_without_rasa(client: httpx.Client) -> None:
    answer = client.post(PATH, json={"sender": "bo", "message": "我不想活了"}, timeout=2)
    assert "120" in answer.json()[0]["text"]


@pytest.mark.parametrize("header", ["", "Bearer wrong", "secret"])
def test_without_the_token_nothing_is_kept(client: httpx.Client, assistant: RunningApp, header: str) -> None:
    answer = client.post(PATH, json={"sender": "eve", "message": "hi"}, headers={"Authorization": header})
    assert answer.status_code == 401
    with assistant.app.database.reading() as session:
        assert session.scalar(select(func.count(InboxItem.id))) == 0


@pytest.mark.parametrize("words", ["\x00", "\ud800", "😀" * 5000, "a" * 19_999, "\u202e\u200b", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢"])
def test_odd_input_gets_a_polite_answer(client: httpx.Client, words: str) -> None:
    body = {"sender": "odd", "message": words}
    answer = client.post(PATH, content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert answer.status_code in (200, 422)
    if answer.status_code == 200:
        assert answer.json()[0]["text"]


def test_the_parts_tell_how_they_are(client: httpx.Client) -> None:
    parts = client.get("/healthz").json()
    known = {
        "status",
        "database",
        "scheduler",
        "nlu",
        "danger",
        "loop",
        "log",
        "inbox",
        "sender",
        "alerting",
        "connections",
    }
    assert set(parts) - {"secret"} == known  # that one only on PostgreSQL, where there may be other processes
    assert parts["nlu"]["answers"] in ("rasa", "router")
    assert "onestop_turn_seconds" in client.get("/metrics").text
