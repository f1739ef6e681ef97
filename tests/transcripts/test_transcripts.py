"""Whole talks, played with the real dispatcher, the real Rasa model and a real database, as anyone can with `play`."""

import asyncio
from pathlib import Path

import pytest

from bot.cli import transcript
from bot.cli.running import play
from bot.settings import Settings

TALKS = sorted(Path(__file__).parent.glob("*.talk"))
NOBODY = "http://127.0.0.1:9"  # the discard port: nothing listens


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk.stem)
def test_the_talk_goes_as_written(talk: Path, database_url: str, rasa_url: str, tmp_path: Path) -> None:
    asyncio.run(_play(talk, Settings(database_url=database_url, nlu_url=rasa_url, data_dir=tmp_path)))


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk.stem)
def test_the_talk_goes_on_without_rasa(talk: Path, sqlite_url: str, tmp_path: Path) -> None:
    asyncio.run(_play(talk, Settings(database_url=sqlite_url, nlu_url=NOBODY, data_dir=tmp_path)))


def test_a_talk_that_goes_another_way_is_noticed(sqlite_url: str, tmp_path: Path) -> None:
    talk = tmp_path / "wrong.talk"
    talk.write_text("S: /help\nB: Goodbye.\n", encoding="utf-8")
    with pytest.raises(transcript.Departed, match=r"wrong.talk:2: expected 'Goodbye.', but the bot said"):
        asyncio.run(_play(talk, Settings(database_url=sqlite_url, nlu_url=NOBODY, data_dir=tmp_path)))


async def _play(talk: Path, settings: Settings) -> None:
    await play(settings, talk, show=lambda _line: None)
