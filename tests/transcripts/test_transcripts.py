"""Whole talks, played with the real dispatcher, the real Rasa model and a real database, as anyone can with `play`."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from bot.cli import transcript
from bot.cli.running import play
from bot.settings import Settings
from tests.databases import Copies

TALKS = sorted(Path(__file__).parent.glob("*.talk"))
NOBODY = "http://127.0.0.1:9"  # the discard port: nothing listens


def begins(talk: Path) -> datetime:
    """Return the moment at which a talk begins."""
    clock = transcript.StageClock(Settings().zone)
    clock.set(transcript.read(talk)[0].words)
    return clock()


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk.stem)
def test_the_talk_goes_as_written(
    talk: Path, campus_at: Callable[[datetime], str], rasa_url: str, tmp_path: Path
) -> None:
    settings = Settings(database_url=campus_at(begins(talk)), nlu_url=rasa_url, data_dir=tmp_path)
    asyncio.run(_play(talk, settings))


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk.stem)
def test_the_talk_goes_on_without_rasa(
    talk: Path, sample_campuses: Callable[[datetime], Copies], tmp_path: Path
) -> None:
    url = sample_campuses(begins(talk)).sqlite(tmp_path)
    asyncio.run(_play(talk, Settings(database_url=url, nlu_url=NOBODY, data_dir=tmp_path)))


def test_a_talk_that_goes_another_way_is_noticed(sqlite_url: str, tmp_path: Path) -> None:
    talk = tmp_path / "wrong.talk"
    talk.write_text("S: /help\nB: Goodbye.\n", encoding="utf-8")
    with pytest.raises(transcript.Departed, match=r"wrong.talk:2: expected 'Goodbye.', but the bot said"):
        asyncio.run(_play(talk, Settings(database_url=sqlite_url, nlu_url=NOBODY, data_dir=tmp_path)))


async def _play(talk: Path, settings: Settings) -> None:
    await play(settings, talk, show=lambda _line: None)
