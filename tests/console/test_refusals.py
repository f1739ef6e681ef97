"""Forms filled with nonsense: each is refused at the field and above the form, and nothing is written."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import func, select

from community.audit import AuditEntry
from console.tables.catalogue import TABLES
from console.tables.fields import fields_of
from console.tables.inputs import Typed
from console.wording import say
from tests.console.conftest import ZONE, Browser, World
from tests.console.filled import BACKWARDS, ROUNDS, SENSIBLE, Form, form_of, nonsense
from tests.sample import given_sample, given_what_comes_with_the_database

KEYS = {table.model.__name__: table for table in TABLES}
BY_KEY = {re.sub(r"(?<!^)([A-Z])", r"-\1", name).lower(): table for name, table in KEYS.items()}

WITH_NUMBERS = (
    "This is too long: at most {most} characters.",
    "One of the lines is too long: at most {most} characters.",
    "These are too many lines: at most {most}.",
    "This must be a whole number from {least} to {most}.",
    "“{said}” does not say when it is open. Write days, then times, as: Mon-Fri 08:30-11:30, 13:30-16:30",
    "“{said}” names a time twice, or one that an earlier line has named.",
)


@pytest.fixture
def boss(world: World, window: Callable[[], Browser]) -> Browser:
    """A browser in which somebody is signed in who may change every table of the sample campus."""
    world.staff("boss", "admin")
    with world.database.transaction() as session:
        given_sample(session, now=world.now, zone=ZONE)
        given_what_comes_with_the_database(session)
    browser = window()
    browser.sign_in("boss")
    return browser


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_form_refuses_nonsense_in_every_field(boss: Browser, world: World, language: str) -> None:
    before = _counts(world)
    boss.post("/language", {"language": language, "back": "/console/"})
    for key, table in BY_KEY.items():
        for turn in range(ROUNDS):
            wrong = list(nonsense(key, fields_of(table), turn))
            typed = {name: value for name, value, _ in wrong}
            page = boss.post(f"/tables/{key}/{form_of(key)}", {**SENSIBLE[key], **typed})
            assert page.status_code == 422
            expected = {name: _in(language, words) for name, _, words in wrong if words}
            assert {name: _at(page, name) for name in expected} == expected, (key, turn)
            assert all(f'href="#{name}"' in _above(page) for name in expected)
            assert _lost(page, fields_of(table), typed) == [], (key, turn)
    assert _counts(world) == before


def test_every_pair_in_the_wrong_order_is_refused_where_it_can_be_mended(boss: Browser, world: World) -> None:
    before = _counts(world)
    for key, typed, field, words in BACKWARDS:
        page = boss.post(f"/tables/{key}/{form_of(key)}", {**SENSIBLE[key], **typed})
        assert page.status_code == 422, (key, typed)
        assert _at(page, field) == words, (key, typed)
        assert _above(page).count("<a ") == 1, (key, typed)
        assert _lost(page, fields_of(BY_KEY[key]), typed) == []
    assert _counts(world) == before


def test_a_row_that_stands_is_not_spoilt_either(boss: Browser, world: World) -> None:
    query = select(BY_KEY["event"].model.__table__).order_by("id")
    with world.database.reading() as session:
        before = [dict(row) for row in session.execute(query).mappings()]
    event = {**SENSIBLE["event"], "code": "EV-0871"}
    for typed in ({"capacity": "-1"}, {"ends_at": "2026-11-01T08:00"}, {"title_zh": " ", "title_en": ""}):
        assert boss.post("/tables/event/edit?pk=1", {**event, **typed}).status_code == 422
    with world.database.reading() as session:
        assert [dict(row) for row in session.execute(query).mappings()] == before


def test_what_looks_strange_but_is_right_is_kept(boss: Browser, world: World) -> None:
    kept: dict[str, Form] = {
        "guidance-item": {
            **{"title_zh": "", "steps_en": '[New] "Cancel" means "no"\n“Look”', "audience": "", "opens_at": ""},
            "source_url": "http://教务.例子.中国:8080/路径?问=1#二",
        },
        "guidance-subject": {"title_zh": "", "topics": "", "position": "", "general": ""},
        "event": {"title_en": "", "place_en": "", "capacity": "", "signup_closes": "2026-12-02T14:00"},
        "counselor": {"name_en": "", "telegram": "-100200300", "gender": ""},
        "hotline": {"number": "+86 451 0000 0998 转 2", "name_en": "", "regions": "", "verified_on": ""},
        "safety-notice": {"msg_type": "Alert", "references_id": "", "effective": "", "areas": "", "onset": ""},
        "availability-rule": {"valid_from": "2026-12-01", "valid_until": "2026-12-01", "ends": "09:50"},
    }
    for key, typed in kept.items():
        page = boss.post(f"/tables/{key}/{form_of(key)}", {**SENSIBLE[key], **typed})
        assert page.url.path.endswith("/list"), (key, re.findall(r'class="fault"[^<]*<', page.text))


def test_a_form_that_was_not_filled_in_names_all_that_is_needed(boss: Browser) -> None:
    page = boss.post("/tables/event/create", {})
    named = {name: _at(page, name) for name in ("code", "kind", "title_zh", "place_zh", "starts_at", "ends_at")}
    assert set(named.values()) == {
        "This is needed.",
        "Write it in Chinese or in English; one of the two is enough.",
    }
    assert "Nothing was saved." in _above(page)


def _in(language: str, words: str) -> str:
    """Return an English sentence of these tests in the language, with the same numbers and lines in it."""
    for sentence in WITH_NUMBERS:
        shape = re.sub(r"\\{\w+\\}", r"(\\d+)", re.escape(sentence).replace(r"\{said\}", "(.+)"))
        found = re.fullmatch(shape, words)
        if found:
            names = re.findall(r"{(\w+)}", sentence)
            return say(language, sentence).format(**dict(zip(names, found.groups(), strict=True)))
    return say(language, words)


def _at(page: Response, name: str) -> str:
    found = re.search(rf'id="{name}-error">([^<]*)<', page.text)
    return html.unescape(found[1]) if found else "nothing"


def _above(page: Response) -> str:
    found = re.search(r'<div class="alert alert-danger refused".*?</div>', page.text, re.S)
    assert found
    assert "hidden" not in found[0].partition(">")[0]
    return found[0]


def _lost(page: Response, inputs: list[Typed], typed: Form) -> list[str]:
    """Return which fields don't hold any more what was typed into them, of those that can hold anything."""
    text = html.unescape(page.text).replace("\r\n", "\n")
    free = {field.name for field in inputs if not isinstance(getattr(field, "choices", None), list)}
    return [name for name, value in typed.items() if name in free and str(value) not in text]


def _counts(world: World) -> list[Any]:
    with world.database.reading() as session:
        rows = [session.scalar(select(func.count()).select_from(table.model)) for table in TABLES]
        return [*rows, session.scalar(select(func.count()).where(AuditEntry.what.like("row_%")))]
