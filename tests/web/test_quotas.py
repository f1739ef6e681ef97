"""Fair shares of the web chat: one session, one address, and whoever calls for help."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from limits import RateLimitItemPerHour
from sqlalchemy import select, text

from bot.channels.web import quotas
from bot.channels.web.guard import Refused
from bot.channels.web.others import Others
from bot.channels.web.quotas import A_MINUTE, SESSIONS_IN_TEN_SECONDS, SHARE_A_MINUTE, Quotas
from community.database import Database
from community.processes.tables import SharedCount
from tests.conftest import NOW
from tests.web.parts import WebChat


@pytest.fixture
def chat(sqlite_url: str) -> Iterator[WebChat]:
    """The running parts on an empty database; which kind makes no difference here."""
    with WebChat(Database(sqlite_url)) as running:
        yield running


def given_limit(monkeypatch: pytest.MonkeyPatch, name: str, most: int) -> None:
    monkeypatch.setattr(quotas, name, (RateLimitItemPerHour(most),))


def test_a_call_for_help_is_never_too_much(chat: WebChat, monkeypatch: pytest.MonkeyPatch) -> None:
    given_limit(monkeypatch, "_POSTS", 1)
    browser = chat.browser()
    said = ("hello", "thanks", "I want to kill myself tonight", "我不想活了", "/help", "救命", "thanks")
    assert [browser.post(words=words).status_code for words in said] == [202, 429, 202, 202, 202, 202, 429]


def test_a_tap_that_calls_for_a_person_is_never_too_much(chat: WebChat, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = chat.browser()
    with browser.listening() as stream:
        browser.post(words="what can you do")
        keys = {button["title"]: button["key"] for button in stream.reply()["buttons"]}
    given_limit(monkeypatch, "_ADDRESS", 1)
    browser.post(words="hello")
    taps = {title: browser.post(tapped=key).status_code for title, key in keys.items()}
    assert 202 in taps.values()
    assert 429 in taps.values()
    assert browser.post(tapped="nobody-offered-it").status_code == 429


def test_no_button_of_a_talk_about_danger_is_ever_too_much(chat: WebChat, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = chat.browser()
    with browser.listening() as stream:
        browser.post(words="she worries me")
        keys = {button["title"]: button["key"] for button in stream.reply()["buttons"]}
    given_limit(monkeypatch, "_ADDRESS", 1)
    browser.post(words="hello")
    taps = {title: browser.post(tapped=key).status_code for title, key in keys.items()}
    assert {title for title, status in taps.items() if status == 429} <= {"Menu", "Book a counselor"}
    assert taps["In danger now"] == 202


def test_a_refusal_says_when_to_come_again_in_both_languages(chat: WebChat, monkeypatch: pytest.MonkeyPatch) -> None:
    given_limit(monkeypatch, "_ADDRESS", 1)
    browser = chat.browser()
    browser.post(words="hello")
    refused = browser.post(words="hello")
    seconds = int(refused.headers["Retry-After"])
    assert refused.status_code == 429
    assert refused.json() == {
        "error": "too_busy",
        "en": f"Many people are here at the moment. This is tried again in {seconds} s.",
        "zh": f"现在人很多，{seconds} 秒后会自动再试。",
    }


def test_a_page_that_comes_too_late_says_whom_to_call_and_comes_again(
    chat: WebChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = chat.browser()
    given_limit(monkeypatch, "_SESSIONS", 0)
    late = chat.browser()
    assert late.page.status_code == 429
    assert int(late.page.headers["Retry-After"]) >= 1
    assert all(words in late.page.text for words in ("tel:110", "tel:12356", "Many people", "现在人很多"))
    assert "onestop_chat" not in late.http.cookies
    assert known.http.get("/").status_code == 200


def test_so_many_streams_are_open_and_no_more(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "MOST_STREAMS", 2)
    with WebChat(Database(sqlite_url)) as chat:
        browsers = [chat.browser() for _ in range(3)]
        with browsers[0].listening(), browsers[1].listening():
            assert browsers[2].http.get("/chat/stream").status_code == 429


async def refusals(posts: Any) -> int:
    count = 0
    for post in posts:
        try:
            await post
        except Refused:
            count += 1
    return count


def test_a_flood_of_sessions_from_one_address_ends_and_others_begin() -> None:
    async def story() -> None:
        counted = Quotas()
        with time_machine.travel(NOW, tick=False):
            tried = [counted.new_session("192.0.2.1") for _ in range(SESSIONS_IN_TEN_SECONDS + 50)]
            assert await refusals(tried) == 50
            await counted.new_session("192.0.2.2")

    asyncio.run(story())


def test_a_thousand_students_behind_one_address_talk() -> None:
    """They open the page within a minute, and each writes twice in it."""

    async def story() -> None:
        counted, school = Quotas(), "192.0.2.1"
        with time_machine.travel(datetime(2026, 11, 23, 4, tzinfo=UTC), tick=False) as clock:
            for student in range(1_000):
                await counted.new_session(school)
                await counted.post(f"s{student}", school)
                clock.shift(timedelta(minutes=1) / 1_000)
                await counted.post(f"s{student}", school)

    asyncio.run(story())


def test_whose_posts_wait_in_great_number_has_a_share_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        counted, flood = Quotas(), "192.0.2.1"
        with time_machine.travel(NOW, tick=False), ExitStack() as waiting:
            for number in range(12):
                waiting.enter_context(counted.answering(f"new-{number}", flood))
            many = [counted.post(f"new-{number}", flood) for number in range(SHARE_A_MINUTE + 30)]
            assert await refusals(many) == 30
            await counted.post("somebody", "192.0.2.2")
            monkeypatch.setattr(quotas, "KNOWN_AFTER_SECONDS", 0)
            await counted.post("known", flood)

    asyncio.run(story())


def process(database: Database) -> Quotas:
    """Return the quotas of one of several web processes."""
    return Quotas(Others(database, "a secret of the tests", lambda: datetime.now(UTC)))


async def let_through(*processes: Quotas, session: str = "ada", seconds: int = 59) -> int:
    """Let one session post in each process each second, within one minute; return how many posts passed."""
    passed = 0
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(seconds):
            passed += len(processes) - await refusals(one.post(session, "192.0.2.1") for one in processes)
            clock.shift(timedelta(seconds=1))
    return passed


def test_two_processes_let_a_session_post_hardly_more_often_than_one(database: Database) -> None:
    assert asyncio.run(let_through(process(database), session="bob")) == A_MINUTE
    assert A_MINUTE <= asyncio.run(let_through(process(database), process(database))) <= A_MINUTE + 2
    assert asyncio.run(let_through(Quotas(), Quotas())) == 2 * A_MINUTE, "what they count is not counted together"


def test_a_restart_gives_nobody_a_second_quota(database: Database) -> None:
    assert asyncio.run(let_through(process(database))) == A_MINUTE
    assert asyncio.run(let_through(process(database))) <= A_MINUTE / 4, "so much is let through before others are asked"


def test_sessions_that_begin_at_two_processes_count_for_one_address(database: Database) -> None:
    async def story() -> int:
        both, passed = (process(database), process(database)), 0
        with time_machine.travel(NOW, tick=False) as clock:
            for _ in range(9):
                for one in both:
                    passed += 40 - await refusals([one.new_session("192.0.2.1") for _ in range(40)])
                clock.shift(timedelta(seconds=1))
        return passed

    assert SESSIONS_IN_TEN_SECONDS <= asyncio.run(story()) <= SESSIONS_IN_TEN_SECONDS * 1.5


def test_who_posts_as_people_do_costs_no_statement(database: Database) -> None:
    assert asyncio.run(let_through(process(database), process(database), seconds=9)) == 18
    assert not shared(database)


def test_no_row_says_whose_quota_it_is(database: Database) -> None:
    asyncio.run(let_through(process(database)))
    assert shared(database)
    with database.reading() as session:
        rows = str(session.execute(text("SELECT * FROM shared_counts")).all())
    assert "ada" not in rows
    assert "192.0.2" not in rows


def test_a_database_that_is_away_makes_nobody_wait_and_gives_nobody_more() -> None:
    with closing(Database("postgresql://nobody@127.0.0.1:9/none")) as away:
        assert asyncio.run(let_through(process(away))) == A_MINUTE


def test_one_process_on_sqlite_asks_nobody(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    given_limit(monkeypatch, "_ADDRESS", 4)
    with WebChat(database) as chat:
        browser = chat.browser()
        assert [browser.post(words="hello").status_code for _ in range(2)] == [202, 202]
    assert len(shared(database)) == (0 if database.engine.dialect.name == "sqlite" else 1)


def shared(database: Database) -> Sequence[str]:
    """Return under what several processes have counted."""
    with database.reading() as session:
        return session.scalars(select(SharedCount.key)).all()
