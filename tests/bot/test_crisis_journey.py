"""Sixty and more continuations of a talk about danger with the real detector and router, while Rasa is away."""

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from actions.dialogue.reply import Reply
from bot.channels.terminal import TerminalTalk
from bot.settings import Settings
from community.post import talks
from tests.actions.continuations import CONTINUATIONS, is_kind_of_menu
from tests.running import RunningApp
from understanding.parse import Language

NOBODY = "http://127.0.0.1:9"  # the discard port: nothing listens
BEGINS: dict[Language, tuple[str, str]] = {
    "en": ("I want to die", "I can't do this anymore, everyone would be better off without me"),
    "zh": ("我不想活了", "撑不下去了，感觉大家没有我会更好"),
}
A_TALK = 6  # continuations


@pytest.fixture
def running(campus_url: str, tmp_path: Path) -> Iterator[RunningApp]:
    """The assistant without its HTTP server, and a chat in which staff read."""
    with RunningApp(Settings(database_url=campus_url, nlu_url=NOBODY, data_dir=tmp_path), serves=False) as app:
        with app.app.database.transaction() as session:
            talks.keep_staff_group(session, "telegram", "-100", now=app.app.now())
        yield app


def says(running: RunningApp, talk: TerminalTalk, words: str) -> Reply:
    replies = running.thread.run(talk.say(words))
    assert len(replies) == 1, (words, replies)
    return replies[0]


@pytest.mark.parametrize("language", get_args(Language))
def test_no_continuation_meets_a_menu_a_refusal_or_office_hours(running: RunningApp, language: Language) -> None:
    words = [words for words, _ in CONTINUATIONS[language]]
    wrong = []
    for number, begins in enumerate(BEGINS[language]):
        for start in range(0, len(words), A_TALK):
            talk = TerminalTalk(running.app.engine, f"{language}-{number}-{start}")
            assert "12356" in says(running, talk, begins).text
            for said in words[start : start + A_TALK]:
                reply = says(running, talk, said)
                if is_kind_of_menu(reply, language):
                    wrong.append((begins, said, reply.text))
                if "help_card" in [button.intent for button in reply.buttons]:
                    says(running, talk, begins)  # denied: it begins anew
    assert wrong == []
