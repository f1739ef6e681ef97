"""What the assistant cannot do yet is said to be missing, with the person who can do it; nothing is done meanwhile."""

from actions.dialogue import lookup, time_doubts
from actions.dialogue.cards import menu, with_menu
from actions.dialogue.registry import action
from actions.dialogue.reply import Button, Reply
from actions.dialogue.traits import Command
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from actions.guidance import library
from actions.guidance.shelves import has_date_ahead, opening_item
from community.guidance.columns import Guidance

NEAR_CARDS = 2


@action(
    "forget_me",
    title=noted("Delete my data"),
    said="by_rule",
    commands=(Command("forgetme"),),
)
def forget_me(turn: Turn) -> Reply:
    """Say that nothing is erased by us, and who can do it."""
    return Reply(
        turn.say(
            "I can't delete your data myself yet, so nothing has been deleted. A person of the staff can see to it: "
            "tap below and write what shall be deleted."
        ),
        (_person(turn), menu(turn)),
    )


@action(
    "my_data",
    title=noted("See my data"),
    said="by_rule",
    commands=(Command("mydata"),),
)
def my_data(turn: Turn) -> Reply:
    """Say what is kept, that it cannot be handed out by us, and who can do it."""
    return Reply(
        turn.say(
            "I can't hand you your data as a file yet. What I keep of you: our messages, your appointments, sign-ups, "
            "requests, reports under your name, and what you chose here. A person of the staff can see to it: tap "
            "below and write what you would like to have."
        ),
        (_person(turn), menu(turn)),
    )


@action("own_reminder", title=noted("A reminder in my own words"), said="by_rule")
def own_reminder(turn: Turn) -> Reply:
    """Say that no reminder was set, what can be reminded of, and the cards with a date that come near."""
    words = turn.say(
        "I can't set a reminder in your own words yet, so none is set: please use your phone's alarm or calendar. "
        "I can remind you of appointments, of events you sign up for, and of dates on my cards: tap “Remind me” there."
    )
    cards = [opening_item(turn, item) for item in _near(turn)]
    reply = Reply(words, with_menu(turn, (*cards, Button(turn.say("A person"), "talk_to_human", {"topic": "life"}))))
    return time_doubts.before(turn, reply)


def _near(turn: Turn) -> list[Guidance]:
    """Return the cards with a date ahead that the words come near to, of whatever subject."""
    dated = library.shown(turn).only([item for item in library.shown(turn) if has_date_ahead(turn, item)])
    return dated.nearest(turn.words, at_least=lookup.CLEARLY, most=NEAR_CARDS) if turn.words else []


def _person(turn: Turn) -> Button:
    return Button(turn.say("Ask a person"), "talk_to_human", {"topic": "life"})
