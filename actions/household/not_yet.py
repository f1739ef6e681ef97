"""What the assistant cannot do yet is said to be missing, with the person who can do it; nothing is done meanwhile."""

from actions.dialogue.cards import menu
from actions.dialogue.registry import action
from actions.dialogue.reply import Button, Reply
from actions.dialogue.traits import Command
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted


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
            "requests, reports under your name, your reminders, and what you chose here. A person of the staff can see "
            "to it: tap below and write what you would like to have."
        ),
        (_person(turn), menu(turn)),
    )


def _person(turn: Turn) -> Button:
    return Button(turn.say("Ask a person"), "talk_to_human", {"topic": "life"})
