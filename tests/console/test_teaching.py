"""The page on which the office teaches: who may, what is refused and why, what a trial measured, the way back."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI

from community.teaching import lessons, trainings
from community.teaching.states import Work
from community.unanswered.keeping import keep_question
from console.app import build_console
from tests.community.matter import given_student
from tests.console.conftest import MEANING, PASSWORD, ZONE, Browser, World

TITLES = {"en": {"greet": "Say hello", "ask_events": "Events"}, "zh": {"greet": "打招呼", "ask_events": "活动"}}
REPORT = {
    "stamp": "b" * 64,
    "instead_of": "a" * 64,
    "reasons": [
        {"why": "intent_fell", "of": "ask_events", "live": 40, "candidate": 30, "lines": 50, "lessons": []},
        {"why": "not_learnt", "of": "", "live": 0, "candidate": 1, "lines": 3, "lessons": [1, 2]},
        {"why": "set_fell", "of": "intents_en", "live": 40, "candidate": 30, "lines": 50, "lessons": []},
        {"why": "danger_fell", "of": "crisis_en_found", "live": 0.9, "candidate": 0.8, "lines": 0, "lessons": []},
    ],
    "sets": {"intents_en": [40, 30, 50]},
    "danger": {"crisis_en_found": [0.9, 0.8]},
    "learnt": [1, 3],
    "lessons": [],
}


@pytest.fixture
def app(world: World) -> FastAPI:
    """The console, which knows two intents."""
    outer = FastAPI()
    console = build_console(
        world.database,
        now=lambda: world.now,
        wake=lambda: None,
        secret="a secret for tests",
        secure_cookies=False,
        zone=ZONE,
        meaning=MEANING,
        intents=lambda language: TITLES[language],
    )
    outer.mount("/console", console)
    return outer


@pytest.fixture
def admin(world: World, window: Callable[[], Browser]) -> Browser:
    """A browser in which an administrator is signed in."""
    browser = window()
    world.staff("admin", "admin")
    browser.sign_in("admin", PASSWORD)
    browser.get("/teaching")
    return browser


def proposes(admin: Browser, intent: str, *words: str) -> str:
    return admin.post("/teaching/lessons", {"intent": intent, "words": "\n".join(words)}).text


def report(world: World, *, state: str, **more: Any) -> None:
    """Have a training end so."""
    with world.database.transaction() as session:
        training = trainings.ask(session, Work.ROLL_BACK, staff_id=1, now=world.now)
        training.what = Work.TRAIN
        asked = {"of": 10, "alike": 8, "changed": more.pop("changed", [])}
        trainings.tried(session, training.id, {**REPORT, "asked": asked})
        getattr(trainings, state)(session, training.id, now=world.now, **more)


def test_examples_are_listed_with_who_added_them_and_what_becomes_of_them(world: World, admin: Browser) -> None:
    page = proposes(admin, "greet", "hello <b>you</b> lot", "ring 13800138000")
    assert "Examples taken: 1." in page
    assert "holds a name, a number or an address of somebody" in page
    assert "<b>you</b>" not in page
    assert "is being checked" in page
    with world.database.transaction() as session:
        (one,) = lessons.unchecked(session)
        lessons.checked(session, one.id, "danger", now=world.now)
    assert "tells of danger" in admin.get("/teaching/list").text


def test_five_hundred_lines_and_an_unknown_intent_are_refused_with_reasons(admin: Browser) -> None:
    assert "Refused: 500 lines" in proposes(admin, "greet", *(f"good day number {n}" for n in range(500)))
    assert "Choose what the examples mean." in proposes(admin, "crisis", "hello there")
    assert "Nothing has been taught yet." in admin.get("/teaching").text


def test_a_training_is_asked_for_once_and_its_step_is_shown(world: World, admin: Browser) -> None:
    assert "There is nothing new to learn." in admin.post("/teaching/train").text
    proposes(admin, "greet", "hello you lot")
    assert "It begins in a moment." in admin.post("/teaching/train").text
    assert "one at a time" in admin.post("/teaching/roll-back").text
    with world.database.transaction() as session:
        trainings.begin(session, 1, instead_of="a" * 64, now=world.now)
        trainings.tell(session, 1, "the router: 5 of 9 sentences read")
    page = admin.get("/teaching").text
    assert "the router: 5 of 9 sentences read" in page
    assert "Asked by admin" in page


def test_a_refused_candidate_says_why_with_figures(world: World, admin: Browser) -> None:
    report(world, state="refuse")
    page = admin.get("/teaching").text
    assert "Of “Events” it reads 30 of 50 lines rightly, the live model 40." in page
    assert "It has learnt only 1 of the 3 new examples" in page
    assert "Of the set intents_en it reads 30 of 50 lines rightly" in page
    assert "Danger is heard less surely: crisis_en_found 0.8" in page


def test_changed_answers_are_counted_and_worded_only_where_staff_may_read_the_question(
    world: World, admin: Browser
) -> None:
    with world.database.transaction() as session:
        ada = given_student(session, "1")
        keep_question(session, ada, "where can I fly a drone?", language="en", now=world.now, danger=False)
    changed = [{"live": "out_of_scope", "candidate": "ask_events", "count": 2, "questions": [1]}]
    report(world, state="promote", changed=changed)
    page = admin.get("/teaching").text
    assert "8 of 10 are answered alike" in page
    assert "2 × out_of_scope → Events" in page
    assert "where can I fly a drone?" in page


def test_a_training_that_failed_says_of_what(world: World, admin: Browser) -> None:
    report(world, state="fail", why="[Errno 28] No space left on device")
    assert "No space left on device" in admin.get("/teaching").text


def test_an_example_is_taken_back(admin: Browser) -> None:
    proposes(admin, "greet", "hello you lot")
    assert "hello you lot" not in admin.post("/teaching/lessons/1/take-back").text
    assert admin.post("/teaching/lessons/99/take-back").status_code == 200


def test_nobody_else_teaches(approver: Browser, window: Callable[[], Browser]) -> None:
    assert approver.get("/teaching").status_code == 403
    assert approver.post("/teaching/train").status_code == 403
    assert "/teaching" not in approver.get("/notices").text
    assert "/console/sign-in" in str(window().get("/teaching").url)


def test_it_reads_in_chinese(world: World, window: Callable[..., Browser]) -> None:
    browser = window(language="zh-CN")
    world.staff("zhu", "admin")
    browser.sign_in("zhu")
    assert "训练并检验候选模型" in browser.get("/teaching").text
