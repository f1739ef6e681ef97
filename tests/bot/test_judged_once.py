"""Every message is judged for danger once, before anything else, and what was heard travels with it."""

import pytest
from sqlalchemy import select

from bot.turns.situation import MOST_UNSENT
from community.cases.tables import HandoffCase
from community.database import Database
from community.post import outbox, talks
from tests.bot.reception import CHANNELS, CHAT, Reception
from understanding.parse import Danger


@pytest.mark.parametrize("channel", CHANNELS)
def test_words_are_judged_once_and_taps_and_commands_never(database: Database, channel: str) -> None:
    reception = Reception(database, channel)
    reception.says("what events are on?", intent="ask_events")
    reception.says("/menu")
    reception.taps(reception.shown[-1].buttons[0].title)
    assert reception.understanding.judged == ["what events are on?"]


def test_words_to_a_counselor_are_judged_once(database: Database) -> None:
    reception = Reception(database, "web")
    reception.says("a person please", intent="talk_to_human")
    reception.counselor("claims")
    (reply,) = reception.says("my roommate says she wants to kill herself tonight", danger=Danger("crisis", "friend"))
    assert "Thank you for looking out for them." in reply.text
    assert "hurting yourself" not in reply.text
    assert len(reception.understanding.judged) == 2
    with database.reading() as session:
        (case,) = session.scalars(select(HandoffCase))
        assert case.messages[-1].words == "my roommate says she wants to kill herself tonight"


@pytest.mark.parametrize(
    ("danger", "says"),
    [
        (Danger("crisis"), "get through this alone"),
        (Danger("crisis", "friend"), "looking out for them"),
        (Danger("crisis", "others"), "Please stop here"),
        (Danger("none", "victim"), "not your fault"),
    ],
)
def test_danger_in_a_flood_is_heard_for_whom_it_is_about(database: Database, danger: Danger, says: str) -> None:
    reception = Reception(database, "web")
    reception.says("hello there you", intent="greet")
    with database.transaction() as session:
        conversation = talks.find(session, "web", str(CHAT))
        assert conversation is not None
        for number in range(MOST_UNSENT):
            outbox.enqueue(
                session,
                "reply",
                conversation,
                due_at=reception.now,
                now=reception.now,
                reply={"text": "x"},
                key=f"flood:{number}",
            )
    reception.now = reception.now.replace(second=30)
    assert says in reception.says("something grave", danger=danger)[-1].text
    assert reception.understanding.judged.count("something grave") == 1


def test_the_caption_of_a_photo_is_judged(database: Database) -> None:
    reception = Reception(database, "telegram")
    caption = "I want to die"
    (reply,) = reception.says(caption, danger=Danger("crisis"), under_photo=True)
    assert "get through this alone" in reply.text


def test_the_caption_of_a_photo_in_a_talk_about_danger_is_read(database: Database) -> None:
    reception = Reception(database, "telegram")
    reception.says("I want to die", danger=Danger("crisis"))
    (reply,) = reception.says("no, I'm alone", under_photo=True)
    assert "Is anything near you" in reply.text


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_talk_goes_on_whatever_understanding_makes_of_the_words(database: Database, channel: str) -> None:
    reception = Reception(database, channel)
    reception.says("I really want to die", danger=Danger("crisis"))
    for words, intent in (("no, I'm alone", "deny"), ("ok", "affirm"), ("are you a bot", "bot_challenge")):
        (reply,) = reception.says(words, intent=intent)
        assert not {"help", "menu"} & {button.intent for button in reply.buttons}


def test_a_tap_that_is_none_of_ours_leads_back_into_the_talk(database: Database) -> None:
    reception = Reception(database, "web")
    reception.says("I really want to die", danger=Danger("crisis"))
    (reply,) = reception._takes({"sender": str(CHAT), "words": "", "tapped": "unknown-key"})
    assert "Is anyone with you?" in reply.text
