"""The journeys about danger, danger to others, scams and stopping: to their last step, on every channel.

The whole assistant runs: real Rasa, real database, real HTTP and browser, and Telegram's Bot API emulated. The clock
shows what the transcript says; everything else is as it is for a student.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pydantic import SecretStr

from bot.cli import transcript
from bot.settings import ROOT, Settings
from tests.databases import Copies
from tests.journeys.playing import Players, RunningClock, Seat
from tests.journeys.seats import PageSeat, PhoneSeat
from tests.running import RunningApp
from tests.telegram.conftest import STAFF_GROUP
from tests.telegram.server import TOKEN, TelegramServer
from tests.web.browsing import running_browser

TALKS = ROOT / "tests" / "transcripts"
JOURNEYS = (
    "j02_tip_deadline",
    "j03_scam_check",
    "j10_crisis_at_night",
    "j11_joke_and_denial",
    "j12_worried_about_a_friend",
    "j19_stop_and_forget",
)
LANGUAGES = ("en", "zh")

Seats = Callable[[RunningApp], Callable[[str], Seat]]
Play = Callable[[str, Callable[[Copies], str], Seats], None]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as chromium:
        yield chromium


@pytest.fixture
def clock(tmp_path: Path) -> RunningClock:
    return RunningClock(Settings(data_dir=tmp_path).zone)


@pytest.fixture
def play(
    telegram: TelegramServer,
    tmp_path: Path,
    rasa_url: str,
    clock: RunningClock,
    sample_campuses: Callable[[datetime], Copies],
) -> Play:
    """Play a talk on a sample campus of its own; the staff's group is called in those where it is there."""

    def play_it(talk: str, new_database: Callable[[Copies], str], seats: Seats) -> None:
        steps = transcript.read(TALKS / f"{talk}.talk")
        clock.set(steps[0].words)
        reachable = any((step.who, step.verb) == ("C", "is reachable") for step in steps)
        settings = Settings(
            telegram_token=SecretStr(TOKEN),
            telegram_base_url=telegram.base_url,
            telegram_staff_group=str(STAFF_GROUP) if reachable else None,
            database_url=new_database(sample_campuses(clock.shown)),
            nlu_url=rasa_url,
            http_port=0,
            data_dir=tmp_path,
            rate_per_chat=50,
        )
        with RunningApp(settings, now=clock) as app:
            players = Players(app.app.database, clock, seats(app))
            try:
                players.play(steps)
            finally:
                players.leave()
        assert bool(telegram.shown_to(STAFF_GROUP)) == reachable

    return play_it


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("journey", JOURNEYS)
def test_on_a_phone_with_telegram(journey: str, language: str, play: Play, telegram: TelegramServer) -> None:
    chats = iter(range(1001, 1010))
    play(
        f"{journey}.{language}",
        Copies.postgresql,
        lambda _app: lambda _who: PhoneSeat(telegram, next(chats), language=language),
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("journey", JOURNEYS)
def test_on_the_page_in_a_browser(journey: str, language: str, play: Play, browser: Browser, tmp_path: Path) -> None:
    play(
        f"{journey}.{language}",
        lambda campuses: campuses.sqlite(tmp_path),
        lambda app: lambda _who: PageSeat(browser, app.url, language=language),
    )
