"""An intent is declared once, at the handler that answers it; whatever else is true of it is read from there."""

from dataclasses import MISSING, fields
from pathlib import Path

import pytest

from actions.dialogue import registry, wording
from actions.dialogue.registry import Declared, Registry, action, form, instead_of
from actions.dialogue.reply import Reply
from actions.dialogue.traits import Command
from actions.dialogue.turn import Turn
from bot.cli.showing import TRAITS
from community.database import Database
from tests.actions.case_talk import StudentTalk
from tests.declared import fields_read, intents_named, missing, tables_of_intents
from understanding.parse import Intent, Parse
from understanding.reading.examples import read_training_words
from understanding.understanding import PLEASANTRIES
from understanding.wishes import judging, meant, plainly
from understanding.wishes.grammar import deeds

KNOWN = registry.load()
OTHER_NAMES = (
    *("actions/care/friends.py:", "actions/care/victims.py:", "actions/care/threats.py:"),
    "community/cases/crisis_rules.py:",
    *("community/guidance/rules.py:", "community/migrations/", "console/tables/labels.py:"),
)
"""Tables of the lines and answers of talks about danger, some of which bear the names of intents; and the choices of a
subject's column, which says what asks for it: the console offers them, and names them to staff."""

OF_STAFF = {"claim_case", "close_case"}
"""What buttons in the staff's group stand for, which `actions/staff/group.py` answers."""


def chinese(words: str) -> str:
    return wording.say("zh", words)


def declared(one: Declared) -> Registry:
    """Return a registry in which this is declared and nothing else."""

    @one
    def handler(turn: Turn) -> Reply:
        return Reply(turn.say("..."))

    return Registry([handler])


def test_nothing_is_missing_of_any_intent(root: Path) -> None:
    examples = {example.intent for example in read_training_words(root / "nlu_data").examples}
    assert missing(KNOWN, examples, chinese) == []


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (action("greet"), "greet: it has no title"),
        (action("greet", title="Hullo there"), "greet: “Hullo there” has no Chinese wording"),
        (action("greet", title="Menu", said="by_rule"), "greet: nlu_data/ has examples of it"),
        (action("sing", title="Menu"), "sing: nlu_data/ has no examples of it"),
        (action("sing", said="never", commands=(Command("sing", 1),)), "sing: it has no title"),
        (action("sing", title="Menu", said="by_rule"), "greet: nobody answers it"),
    ],
)
def test_what_is_missing_is_named(one: Declared, said: str) -> None:
    assert any(line.startswith(said) for line in missing(declared(one), {"greet"}, chinese))


def test_no_second_table_of_intents_stands_anywhere(root: Path) -> None:
    tables = tables_of_intents(root, KNOWN.known_intents())
    assert [place for place in tables if not place.startswith(OTHER_NAMES)] == []


def test_every_intent_that_is_named_somewhere_is_answered(root: Path) -> None:
    """A table once held an intent that nobody had ever written."""
    named = intents_named(root)
    assert len(named) > len(KNOWN.all()) // 2
    assert {name: place for name, place in named.items() if name not in KNOWN.known_intents() | OF_STAFF} == {}


def test_what_understanding_knows_of_language_speaks_of_intents_that_are_answered() -> None:
    read_as = {*meant.LIKE_ORDERS, *meant.LIKE_LEAVING, *meant.TALK, *PLEASANTRIES, *plainly.BEFORE_STEAM, *deeds()}
    assert read_as.union(*meant.LIKE_ORDERS.values(), *judging.MATTERS) <= KNOWN.known_intents()


def test_a_second_table_is_seen(tmp_path: Path) -> None:
    for room in ("actions", "bot", "community", "console", "simulation"):
        (tmp_path / room).mkdir()
    (tmp_path / "bot" / "menu.py").write_text('\nLOUD = frozenset(("talk_to_human", "help_card", "crisis_yes"))\n')
    (tmp_path / "bot" / "taps.py").write_text('BUTTON = ("talk_to_human", {"topic": "life"})\n')
    assert tables_of_intents(tmp_path, KNOWN.known_intents()) == ["bot/menu.py:2"]


@pytest.mark.parametrize("trait", [field for field in fields(Declared) if field.name != "intent"], ids=lambda f: f.name)
def test_every_trait_is_declared_by_somebody_and_read_by_somebody(root: Path, trait) -> None:  # type: ignore[no-untyped-def]
    assert trait.default is not MISSING
    assert any(getattr(one, trait.name) != trait.default for one in KNOWN.all())
    assert trait.name in fields_read(root)


def test_every_trait_that_is_true_or_not_is_shown_in_words() -> None:
    assert {each.name for each in fields(Declared) if each.default is False} == set(TRAITS)


def test_places_on_the_menu_and_in_the_list_of_commands_are_counted_from_one() -> None:
    menus = ([one.menu.place for one in placed if one.menu] for placed in (KNOWN.menu, KNOWN.more))
    for places in (*menus, [command.place for command, _ in KNOWN.listed_commands()]):
        assert places == list(range(1, len(places) + 1))


def test_the_list_of_commands_is_that_of_the_declarations() -> None:
    listed = {f"/{command.name}": one.title for command, one in KNOWN.listed_commands()}
    assert list(listed)[:3] == ["/menu", "/person", "/help"]
    assert listed["/book"] == "Book a counselor"
    assert "/bind" not in listed


def test_two_handlers_of_one_intent_are_refused() -> None:
    @action("sing", said="never")
    def sing(turn: Turn) -> Reply:
        return Reply("la")

    @action("sing", said="never")
    def hum(turn: Turn) -> Reply:
        return Reply("mm")

    with pytest.raises(ValueError, match="two handlers answer sing"):
        Registry([sing, hum])


def test_two_answers_instead_of_one_intent_and_two_questions_for_one_slot_are_refused() -> None:
    @instead_of("sing")
    @form("sing", "song", back="Sing on")
    def ask(turn: Turn) -> Reply:
        return Reply("Which song?")

    @instead_of("sing")
    def hum(turn: Turn) -> Reply:
        return Reply("mm")

    @form("hum", "song", back="Hum on")
    def ask_again(turn: Turn) -> Reply:
        return Reply("Which one?")

    with pytest.raises(ValueError, match="two answers stand instead of sing"):
        Registry([ask, hum])
    with pytest.raises(ValueError, match="two questions ask for song"):
        Registry([ask, ask_again])


def test_nothing_is_true_of_an_intent_that_nobody_answers() -> None:
    assert KNOWN.of("ask_clinic") == KNOWN.of(None) == Declared("")
    assert KNOWN.handler_for("ask_clinic") is None


def test_every_form_belongs_to_an_intent_and_leads_back_to_it() -> None:
    assert {each.intent for each in KNOWN.forms.values()} <= KNOWN.known_intents()
    assert all(chinese(each.back) != each.back for each in KNOWN.forms.values())


def test_the_menu_shows_what_is_declared_for_it(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        chat.commands("/menu")
        assert [(one.title, one.intent) for one in chat.shown][:3] == [
            ("Jobs", "ask_employment_tips"),
            ("Safety", "ask_safety_notices"),
            ("Counseling", "book_counseling"),
        ]
        chat.taps("More")
        assert [one.intent for one in chat.shown] == [*(one.button for one in KNOWN.more), "menu"]


def test_what_was_not_understood_is_guessed_at_by_title_and_small_talk_is_not(database: Database) -> None:
    likeliest = tuple(Intent(name, 0.3) for name in ("greet", "leave_event", "help"))
    with database.transaction() as session:
        chat = StudentTalk(session)
        chat.means(Parse("hm hm", "en", fallback=True, likeliest=likeliest))
        assert [(one.title, one.intent) for one in chat.shown] == [
            ("Give up my place at an event", "leave_event"),
            ("Everything I can do", "menu"),
            ("A person", "talk_to_human"),
        ]
