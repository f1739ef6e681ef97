"""The forms of the tables in a real browser: what stands in them can be saved, and nonsense can't."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import inspect, select, update

from community.content import DRAFT
from community.database import Base, Database
from community.schema import load_tables
from community.staff import rules
from console.tables.catalogue import TABLES, Table
from console.tables.fields import fields_of
from console.tables.inputs import LineInput, TallInput
from console.wording import say
from tests.console.conftest import PASSWORD
from tests.console.filled import BACKWARDS, ROUNDS, SENSIBLE, Form, nonsense
from tests.console.serving import ServedConsole
from tests.console.test_refusals import BY_KEY
from tests.web.browsing import Visitor, running_browser

pytestmark = pytest.mark.long

SAVE = ".form-end .btn-primary"
ELSE = {"code": "made-1", "number": "0451-0000-0777", "day": "2026-12-19", "weekday": "Sun"}
"""What a row that stays must not share with those that the other tests try to write."""

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedConsole]:
    """The console on the sample campus."""
    load_tables()
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('forms') / 'onestop.db'}")
    Base.metadata.create_all(database.engine)
    with ServedConsole(database) as served:
        yield served
    database.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with running_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def signed_in(console: ServedConsole, chromium: Browser) -> Iterator[Open]:
    """Return the window in which somebody of a role is signed in, once: many sign-ins in a minute are put off."""
    visitors: dict[tuple[str, str], Visitor] = {}

    def window_of(role: str, *, language: str = "en") -> Page:
        if (role, language) not in visitors:
            locale = {"en": "en-GB", "zh": "zh-CN"}[language]
            visitors[role, language] = Visitor(chromium, f"{console.url}/sign-in", locale=locale)
            page = visitors[role, language].page
            page.fill("[name=login]", role)
            page.fill("[name=password]", PASSWORD)
            page.press("[name=password]", "Enter")
            page.wait_for_url(lambda url: "sign-in" not in url)
        return visitors[role, language].page

    yield window_of
    for visitor in visitors.values():
        visitor.close()


def test_every_row_is_opened_and_saved_unchanged(console: ServedConsole, signed_in: Open) -> None:
    before, page = console.rows(), signed_in(rules.ADMIN)
    for key, table in BY_KEY.items():
        _save_unchanged(page, _forms_of(console, key, table))
    assert console.rows() == before


@pytest.mark.parametrize("role", [role for role in rules.ROLES if role != rules.ADMIN])
def test_each_other_role_gets_the_same_forms_and_saves_them_unchanged(
    console: ServedConsole, signed_in: Open, role: str
) -> None:
    """The first and the last of each of its tables: a role decides which rows it may open, and nothing in a form."""
    tables = {key: table for key, table in BY_KEY.items() if table.is_open_to([role])}
    if role in (rules.AUTHOR, rules.SAFETY_OFFICER):  # what is published is not theirs to change
        _take_back(console, tables.values())
    before, page = console.rows(), signed_in(role)
    for key, table in tables.items():
        forms = _forms_of(console, key, table)
        ends = [forms[0], forms[-1]]
        assert page.evaluate(AS_SENT, ends) == signed_in(rules.ADMIN).evaluate(AS_SENT, ends), key
        _save_unchanged(page, ends)
    assert console.rows() == before


def _forms_of(console: ServedConsole, key: str, table: Table) -> list[str]:
    return [f"{console.url}/tables/{key}/edit?pk={number}" for number in _ids(console, table)]


def _save_unchanged(page: Page, forms: Sequence[str]) -> None:
    """Save the first form by its button, and the others as the browser puts together what it would post."""
    page.goto(forms[0], wait_until="domcontentloaded")
    page.click(SAVE)
    expect(page.locator(".alert-success")).to_contain_text("Nothing was changed in")
    assert page.evaluate(SAVE_ALL, list(forms[1:])) == []


def test_no_script_of_a_form_touches_what_stands_in_it(console: ServedConsole, signed_in: Open) -> None:
    """The test above reads all but the first form of a table as the server sends them: scripts must add nothing."""
    page = signed_in(rules.ADMIN)
    for key, table in BY_KEY.items():
        form = _forms_of(console, key, table)[-1]
        page.goto(form, wait_until="load")
        assert page.evaluate(AS_SENT, [form]) == [page.evaluate(AS_IT_STANDS)], key


def test_a_row_of_every_table_is_written_from_nothing(console: ServedConsole, signed_in: Open) -> None:
    page = signed_in(rules.ADMIN)
    for key, table in BY_KEY.items():
        page.goto(f"{console.url}/tables/{key}/create", wait_until="domcontentloaded")
        typed = {**SENSIBLE[key], **{name: ELSE[name] for name in ELSE if name in SENSIBLE[key]}}
        _fill(page, typed)
        page.click(SAVE)
        expect(page.locator(".alert-success")).to_contain_text("is saved.")
        if table.state:
            expect(page.locator(".alert-success")).to_contain_text("no student sees it until it is published")
        page.goto(f"{console.url}/tables/{key}/edit?pk={_ids(console, table)[-1]}", wait_until="domcontentloaded")
        assert _shown(page, typed) == typed


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nonsense_is_refused_at_the_field_and_above_and_stays_as_it_was_typed(
    console: ServedConsole, signed_in: Open, language: str
) -> None:
    before, page = console.rows(), signed_in(rules.ADMIN, language=language)
    turns = range(1, ROUNDS) if language == "en" else [0]
    for key, inputs in ((key, fields_of(table)) for key, table in BY_KEY.items()):
        free = {field.name for field in inputs if isinstance(field, (LineInput, TallInput))}
        for turn in turns if free.intersection(SENSIBLE[key]) - {"reason"} else ():
            wrong = [each for each in nonsense(key, inputs, turn) if each[0] in free]
            typed = {name: value for name, value, _ in wrong}
            _refuse(page, f"{console.url}/tables/{key}/create", {**SENSIBLE[key], **typed}, language)
            faults = {name for name, _, words in wrong if words}
            assert set(page.locator(".fault").evaluate_all("all => all.map(one => one.id)")) == {
                f"{name}-error" for name in faults
            }
            assert _shown(page, typed) == typed, (key, turn)
    assert console.rows() == before


def test_pairs_in_the_wrong_order_are_refused_in_one_line(console: ServedConsole, signed_in: Open) -> None:
    before, page = console.rows(), signed_in(rules.ADMIN)
    for key, typed, field, words in {each[0]: each for each in BACKWARDS}.values():  # all are tried in test_refusals.py
        _refuse(page, f"{console.url}/tables/{key}/create", {**SENSIBLE[key], **typed}, "en")
        expect(page.locator(".fault")).to_have_text([words])
        expect(page.locator(f"#{field}-error")).to_be_visible()
        assert _shown(page, typed) == typed, (key, typed)
    assert console.rows() == before


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_day_that_does_not_exist_is_not_taken_for_none(
    console: ServedConsole, signed_in: Open, language: str
) -> None:
    before, page = console.rows(), signed_in(rules.ADMIN, language=language)
    page.goto(f"{console.url}/tables/event/create")
    _fill(page, SENSIBLE["event"])
    page.locator("#signup_closes").fill("")
    page.locator("#signup_closes").press_sequentially("0231")  # the month and day of a browser in English
    page.click(SAVE)
    words = say(language, "There is no such day or time: complete it, or clear it.")
    expect(page.locator("#signup_closes ~ .fault")).to_have_text(words)
    expect(page.locator("#refused")).to_contain_text(say(language, "Nothing was saved."))
    expect(page.locator("#refused a")).to_have_text([say(language, "Sign-up closes")])
    assert page.url.endswith("/create")
    assert console.rows() == before


def _ids(console: ServedConsole, table: Table) -> Sequence[int]:
    with console.database.reading() as session:
        key = inspect(table.model).primary_key[0]
        return list(session.scalars(select(key).order_by(key)))


def _take_back(console: ServedConsole, tables: Any) -> None:
    with console.database.transaction() as session:
        for table in tables:
            assert table.state
            session.execute(update(table.model).values({table.state: DRAFT}))


def _refuse(page: Page, url: str, form: Form, language: str) -> None:
    page.goto(url, wait_until="domcontentloaded")
    _fill(page, form)
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        page.click(SAVE)
    assert answer.value.status == 422, (url, form)
    expect(page.locator("#refused")).to_contain_text(say(language, "Nothing was saved."))


# Opens each form, has the browser put together what it would post, posts it, and returns those that were refused.
SAVE_ALL = """async urls => {
  const refused = [];
  for (const url of urls) {
    const page = new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
    const body = new FormData(page.querySelector("form[enctype]"));
    const answer = await fetch(url, { method: "POST", body, redirect: "manual" });
    if (answer.type !== "opaqueredirect") refused.push(`${url} ${answer.status}`);
  }
  return refused;
}"""
AS_IT_STANDS = """() => [...new FormData(document.querySelector("form[enctype]"))].slice(1)"""
AS_SENT = """async urls => Promise.all(urls.map(async url => {
  const page = new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
  return [...new FormData(page.querySelector("form[enctype]"))].slice(1);  // the first is the token
}))"""
FILL = """form => {
  for (const [name, value] of Object.entries(form)) {
    for (const input of document.getElementsByName(name)) {
      if (input.type === "checkbox") input.checked = [].concat(value).includes(input.value);
      else input.value = value;
    }
  }
}"""
SHOWN = """names => Object.fromEntries(names.map(name => {
  const inputs = [...document.getElementsByName(name)];
  if (inputs[0].type !== "checkbox") return [name, inputs[0].value];
  const ticked = inputs.filter(input => input.checked).map(input => input.value);
  return [name, inputs.length > 1 ? ticked : ticked.join()];
}))"""


def _fill(page: Page, form: Form) -> None:
    # A script types faster than a robot's fingers; what is clicked is clicked.
    page.evaluate(FILL, dict(form))


def _shown(page: Page, form: Form) -> dict[str, Any]:
    shown: dict[str, Any] = page.evaluate(SHOWN, list(form))
    return shown


def test_every_table_is_tried() -> None:
    assert set(SENSIBLE) == set(BY_KEY)
    assert len(BY_KEY) == len(TABLES)
