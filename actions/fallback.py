"""What to say to words that were not understood."""

from actions import reopening
from actions.cards import menu
from actions.registry import action
from actions.reply import Button, Reply
from actions.smalltalk import menu_buttons
from actions.turn import Turn
from actions.wording import noted

MISSES_BEFORE_A_PERSON = 3
MOST_MEANINGS = 3

TITLES = {
    "ask_events": noted("Upcoming events"),
    "sign_up_event": noted("Sign up for an event"),
    "ask_academic_support": noted("Academic support"),
    "ask_growth": noted("Growth and party building"),
    "ask_employment_tips": noted("Employment tips"),
    "ask_safety_notices": noted("Current safety notices"),
    "report_safety_incident": noted("Report a hazard"),
    "book_counseling": noted("Book a counselor"),
    "reschedule_counseling": noted("Move my appointment"),
    "cancel_counseling": noted("Cancel my appointment"),
    "list_counseling": noted("My appointments"),
    "subscribe_reminders": noted("Choose your reminders"),
    "unsubscribe_reminders": noted("Stop reminders"),
    "talk_to_human": noted("Talk to a person"),
    "share_feelings": noted("Talk about how I feel"),
    "worried_about_friend": noted("Worried about somebody"),
    "change_language": noted("中文 / English"),
    "help": noted("Everything I can do"),
}
"""The meanings that may be offered, by intent; small talk and crises are never guessed at with a button."""

BUTTONS = {"help": "menu"}
"""Intents that a button stands for by another name: `/help` is the command for help now, whatever a client shows."""


@action("out_of_scope")
def out_of_scope(turn: Turn) -> Reply:
    """Say plainly that this is not ours, and what is."""
    if (again := reopening.offer(turn)) is not None:
        return again
    if _third_miss(turn):
        return _offer_a_person(turn)
    return Reply(turn.say("I can't help with that one. Here is what I can do, or ask a person."), menu_buttons(turn))


def not_understood(turn: Turn) -> Reply:
    """Ask back with the likeliest meanings; the third time in a row, offer a person."""
    meanings = [intent.name for intent in turn.parse.likeliest if intent.name in TITLES][:MOST_MEANINGS]
    buttons = tuple(Button(turn.say(TITLES[name]), BUTTONS.get(name, name)) for name in meanings)
    if (again := reopening.offer(turn, buttons)) is not None:
        return again
    if _third_miss(turn):
        return _offer_a_person(turn)
    person = Button(turn.say("A person"), "talk_to_human")
    if not meanings:
        return Reply(turn.say("Sorry, I didn't get that. Could you put it another way?"), (menu(turn), person))
    return Reply(turn.say("I'm not sure I understood. Did you mean one of these?"), (*buttons, person))


def clause_not_understood(turn: Turn, clause: str) -> Reply:
    """Name back the one part of a message with several requests that was not understood."""
    person = Button(turn.say("A person"), "talk_to_human")
    return Reply(
        turn.say("I'm not sure what you mean by “{clause}”. Could you put it another way?", clause=clause), (person,)
    )


def _third_miss(turn: Turn) -> bool:
    turn.conversation.misses += 1
    return turn.conversation.misses >= MISSES_BEFORE_A_PERSON


def _offer_a_person(turn: Turn) -> Reply:
    turn.conversation.misses = 0
    person = Button(turn.say("A person"), "talk_to_human")
    return Reply(turn.say("I still don't get it, sorry. Shall a person take over?"), (person, menu(turn)))
