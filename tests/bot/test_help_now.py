"""Help now works always: after every kind of reply, in every state of a talk, on every channel."""

import pytest

from actions.dialogue import commands, registry
from community.database import Database
from tests.bot.reception import CHANNELS, Reception
from understanding.parse import Danger

REGISTRY = registry.load()
HELP = ("You can reach help right now:", "这些地方现在就能帮你：")
CRIES = (
    "/help", "/HELP", " /help", "/help@onestop_bot", "/help{}", "／help", "help me", "Help me!!", "HELP ME PLEASE",
    "SOS", "sos sos", "救命", "救命！！", "救命啊救命", "救救我", "急救", "求助", "求助！",
)  # fmt: skip
NO_CRIES = (
    "help", "help me with my CV", "can you help me book a counselor?", "救命，作业写不完了", "急救课什么时候",
    "求助，选课系统打不开",
    "how do I help a friend", "sos game download", "/helpme",
)  # fmt: skip


def is_help(replies: list) -> bool:  # type: ignore[type-arg]
    return len(replies) == 1 and replies[0].text.startswith(HELP) and "120" in replies[0].text


@pytest.mark.parametrize("words", CRIES)
def test_a_cry_for_help_is_a_command(words: str) -> None:
    intent = commands.intent_of(words, REGISTRY)
    assert intent is not None
    assert intent.name == "help_card"


@pytest.mark.parametrize("words", NO_CRIES)
def test_who_says_more_than_that_is_understood_as_usual(words: str) -> None:
    intent = commands.intent_of(words, REGISTRY)
    assert intent is None or intent.name != "help_card"


@pytest.mark.parametrize("channel", CHANNELS)
def test_help_is_shown_after_every_kind_of_reply(database: Database, channel: str) -> None:
    reception = Reception(database, channel)
    for number, intent in enumerate(sorted(REGISTRY.known_intents())):
        for reply in reception.says(f"{intent} please", intent=intent):
            assert reply.text, intent
        assert is_help(reception.says(CRIES[number % len(CRIES)])), f"after {intent}"


@pytest.mark.parametrize("channel", CHANNELS)
def test_help_is_shown_after_every_button_of_the_menu(database: Database, channel: str) -> None:
    reception = Reception(database, channel)
    (menu,) = reception.says("what can you do", intent="help")
    for title in [button.title for button in menu.buttons]:
        reception.says("/menu")
        assert reception.taps(title)
        assert is_help(reception.says("/help")), f"after {title}"


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_menu_button_shows_the_menu_and_help_shows_help(database: Database, channel: str) -> None:
    reception = Reception(database, channel)
    reception.says("privacy", intent="privacy")
    assert reception.taps("Menu")[0].text.startswith("Here is what I can do.")
    assert is_help(reception.says("/help"))


@pytest.mark.parametrize("channel", CHANNELS)
def test_help_is_shown_while_an_answer_is_awaited(database: Database, channel: str) -> None:
    reception = Reception(database, channel)
    for words, intent in (
        ("report", "report_safety_incident"),
        ("a friend", "friend_needs_look"),
        ("tell them", "victim_report"),
        ("book", "book_counseling"),
    ):
        reception.says(words, intent=intent)
        assert is_help(reception.says("救命")), intent


@pytest.mark.parametrize("channel", CHANNELS)
def test_help_is_shown_while_a_counselor_holds_the_talk(database: Database, channel: str) -> None:
    reception = Reception(database, channel)
    reception.says("a person please", intent="talk_to_human")
    reception.counselor("claims")
    reception.counselor("answers", "Hello, what is it about?")
    assert reception.says("it is about my thesis") == []
    for cry in ("/help", "SOS", "救救我"):
        assert is_help(reception.says(cry))
    reception.counselor("closes")
    assert is_help(reception.says("/help"))


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(
    ("words", "danger"),
    [
        ("everyone would be better off without me", Danger("ask")),
        ("I want to die", Danger("crisis")),
        ("my roommate wants to die", Danger("crisis", "friend")),
        ("I'll stab him", Danger("crisis", "others")),
        ("he keeps touching me", Danger("ask", "victim")),
        ("stupid bot", Danger(about="bot")),
    ],
)
def test_help_is_shown_in_every_talk_about_danger_which_goes_on(
    database: Database, channel: str, words: str, danger: Danger
) -> None:
    reception = Reception(database, channel)
    reception.says(words, danger=danger)
    for said in ("yes", "no, I'm alone", "what should I do", "hmm"):
        assert is_help(reception.says("/help"))
        assert reception.says(said)
        assert is_help(reception.says("help me"))


def test_no_button_hides_behind_the_name_of_another_command(database: Database) -> None:
    """A client of the REST channel taps by a payload such as `/menu`: where that is a command, both mean the same."""
    reception = Reception(database, "rest")
    for intent in sorted(REGISTRY.known_intents()):
        for reply in reception.says(f"{intent} please", intent=intent):
            for button in reply.buttons:
                command = commands.intent_of(f"/{button.intent}", REGISTRY) if not button.entities else None
                assert command is None or command.name == button.intent or button.intent == "menu", (intent, button)
