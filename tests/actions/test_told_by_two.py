"""What two tables of intents once told differently, and the declarations now tell once."""

import pytest

from actions.dialogue.cards import MOST_BUTTONS
from actions.dialogue.reply import Button, Reply
from actions.routing.fallback import together
from community.database import Database
from tests.actions.case_talk import StudentTalk
from tests.actions.test_card_questions import after_the_fair
from tests.actions.test_unasked import begin

SIGN_UP, CANCEL = "sign_up_event", "cancel_counseling"


def test_a_goodbye_keeps_the_card_in_mind(database: Database) -> None:
    """Of the pleasantries that a sentence may hold, it alone let the card go."""
    with database.transaction() as session:
        chat = after_the_fair(session, "en")
        chat.writes("bye for now", "goodbye")
        assert "Gym" in chat.writes("where is it?").text


@pytest.mark.parametrize(("words", "intent"), [("what is my appointment?", "list_counseling"), ("cancel it", CANCEL)])
def test_after_any_word_on_an_appointment_what_it_costs_is_asked_of_counseling(
    database: Database, words: str, intent: str
) -> None:
    """Cancelling was about counseling in one table and about nothing in the other."""
    with database.transaction() as session:
        chat = begin(session)
        chat.writes(words, intent)
        assert "free" in chat.writes("does it cost anything?").text.lower()


@pytest.mark.parametrize(
    ("words", "intent", "answer"),
    [
        ("can you sign me up for the workshop?", SIGN_UP, "workshop"),
        ("can you take me off the list of the workshop?", "leave_event", "workshop"),
        ("can you tell me which week it is?", "ask_week", "week"),
    ],
)
def test_who_gives_up_a_place_or_asks_for_the_week_in_a_talk_about_danger_is_answered(
    database: Database, words: str, intent: str, answer: str
) -> None:
    """Signing up was surely another matter, and leaving was not."""
    with database.transaction() as session:
        chat = begin(session)
        assert chat.writes("everyone would be better off without me", crisis="ask").urgent
        reply = chat.writes(words, intent)
        assert answer in reply.text.lower()
        assert any(button.intent == "help_card" for button in reply.buttons)


def test_the_way_to_a_person_and_to_the_menu_stand_last_under_two_answers(database: Database) -> None:
    """The table named the menu by its intent, and buttons carry another name."""
    person, menu = Button("A person", "talk_to_human", {"topic": "life"}), Button("Menu", "menu")
    one, two = (
        [Button(f"Card {n}", "ask_answer", {"item": str(n)}) for n in items] for items in ((1, 2, 3), (4, 5, 6, 7))
    )
    with database.transaction() as session:
        turn = StudentTalk(session).turn("two things")
        shown = together(turn, [Reply("One.", (*one, person, menu)), Reply("Two.", (*two, person, menu))])
    assert len(shown.buttons) == MOST_BUTTONS
    assert shown.buttons[-2:] == (person, menu)
