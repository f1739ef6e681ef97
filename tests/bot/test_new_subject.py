"""docs/adding.md, "A subject of content", played on the whole assistant: the console's forms, then the chat."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import select

from bot.settings import Settings
from community.guidance.tables import GuidanceItem
from community.post.tables import Delivery
from community.staff import accounts
from tests.running import RunningApp

NOBODY = "http://127.0.0.1:9"
PASSWORD = "correct horse battery"
CLOSES = (datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(days=20)).replace(hour=18, minute=0)
SUBJECT = {
    "code": "laundry",
    "title_zh": "洗衣",
    "title_en": "Laundry",
    "welcome_en": "Laundry: pick a topic.",
    "topics": "prices | 价格 | Prices\nlost | 遗失 | Lost clothes",
    "general": "anything on laundry?",
    "helper": "life",
    "position": "40",
    "reminded_as": "academics",
}
ITEM = {
    "subject_id": "6",
    "code": "laundry-1",
    "kind": "advice",
    "topic": "prices",
    "title_zh": "洗衣房的月卡",
    "title_en": "Monthly cards for the washing machines",
    "steps_zh": "到宿管处登记\n扫码付款",
    "steps_en": "Register with the dorm keeper\nPay by code",
    "asked_as": "how do I get a monthly card for the washing machines\n洗衣机月卡怎么办",
    "closes_at": f"{CLOSES:%Y-%m-%dT%H:%M}",
}


class Staff:
    """One of the staff at the console's pages."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._client.headers["Accept-Language"] = "en"
        self.token = ""

    def get(self, path: str) -> httpx.Response:
        """Open a page."""
        page = self._client.get(f"/console{path}")
        found = re.search(r'name="csrftoken" value="([^"]+)"', page.text)
        self.token = found[1] if found else self.token
        return page

    def posts(self, path: str, form: dict[str, str]) -> httpx.Response:
        """Fill in the form of a page and send it."""
        self.get(path)
        return self._client.post(f"/console{path}", data={"csrftoken": self.token, **form})

    def publishes(self, table: str, row: int) -> httpx.Response:
        """Press [Publish] in a row of a list."""
        path = f"/console/tables/_api/{table}/row-action?pk={row}&name=publish"
        return self._client.post(path, headers={"X-CSRFToken": self.token})


class Student:
    """A student in the chat."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self.shown: list[dict[str, Any]] = []

    def writes(self, words: str) -> str:
        """Say something and return the answer."""
        said = {"sender": "ada", "message": words}
        answer = self._client.post("/webhooks/rest/webhook", json=said, headers={"Authorization": "Bearer secret"})
        (reply,) = answer.json()
        self.shown = reply.get("buttons", [])
        return str(reply["text"])

    def taps(self, title: str) -> str:
        """Tap a button that is shown and return the answer."""
        return self.writes(next(one["payload"] for one in self.shown if one["title"] == title))


@pytest.fixture
def assistant(database_url: str, tmp_path: Path) -> Iterator[RunningApp]:
    """The whole assistant on the sample campus, while Rasa is away."""
    settings = Settings(
        database_url=database_url, data_dir=tmp_path, nlu_url=NOBODY, http_port=0, rest_token=SecretStr("secret")
    )
    with RunningApp(settings) as running:
        yield running


@pytest.fixture
def approver(assistant: RunningApp) -> Iterator[Staff]:
    """Somebody who may publish, signed in."""
    with assistant.app.database.transaction() as session:
        accounts.add(session, "wang", "Wang", PASSWORD, ["approver"], now=datetime.now(UTC))
    with httpx.Client(base_url=assistant.url, follow_redirects=True, timeout=40) as client:
        staff = Staff(client)
        staff.posts("/sign-in", {"login": "wang", "password": PASSWORD})
        yield staff


@pytest.fixture
def student(assistant: RunningApp) -> Iterator[Student]:
    """A student who has chosen English."""
    with httpx.Client(base_url=assistant.url, timeout=40) as client:
        talk = Student(client)
        talk.writes("/en")
        yield talk


def test_a_subject_is_made_written_published_asked_and_reminded_of(
    assistant: RunningApp, approver: Staff, student: Student
) -> None:
    assert "Monthly cards" not in student.writes("how do I get a monthly card for the washing machines?")

    assert approver.posts("/tables/guidance-subject/create", SUBJECT).url.path.endswith("/list")
    wrong = approver.posts("/tables/guidance-item/create", {**ITEM, "topic": "resume"})
    assert wrong.status_code == 422
    assert "The “Subject” has no such topic." in wrong.text
    assert approver.posts("/tables/guidance-item/create", ITEM).url.path.endswith("/list")
    assert "Monthly cards" not in student.writes("how do I get a monthly card for the washing machines?")

    assert approver.publishes("guidance-item", _number(assistant)).status_code == 200
    found = student.writes("how do I get a monthly card for the washing machines?")
    assert found.startswith("Monthly cards for the washing machines\n1. Register with the dorm keeper")
    assert student.writes("怎么办洗衣机的月卡").startswith("洗衣房的月卡\n1. 到宿管处登记")
    assert not student.writes("how do I get a monthly card for the swimming pool?").startswith("Monthly cards")

    student.writes("/menu")
    student.taps("More")
    assert student.taps("Laundry") == "Laundry: pick a topic."
    assert student.taps("Prices").startswith("Monthly cards")
    assert student.taps("Remind me").startswith("I'll remind you")
    with assistant.app.database.reading() as session:
        assert [one.state for one in session.scalars(select(Delivery).where(Delivery.kind == "tip_deadline"))] == [
            "due",
            "due",
        ]


def test_all_guidance_is_one_list_that_a_subject_narrows(assistant: RunningApp, approver: Staff) -> None:
    everything = approver.get("/tables/guidance-item/list?page_size=100").text
    assert "TIP-0043" in everything
    assert "AC-0210" in everything
    narrowed = approver.get("/tables/guidance-item/list?page_size=100&filter=subject_id__in=2").text
    assert "AC-0210" in narrowed
    assert "TIP-0043" not in narrowed
    assert approver.get("/tables/guidance-item/list?filter=subject_id__in=jobs").status_code < 500


def _number(assistant: RunningApp) -> int:
    with assistant.app.database.reading() as session:
        return session.scalars(select(GuidanceItem.id).where(GuidanceItem.code == "laundry-1")).one()
