"""Employment tips, and a look at job offers that smell of fraud."""

from actions.dialogue.cards import joined, person, with_menu
from actions.dialogue.registry import action
from actions.dialogue.reply import Button, Reply
from actions.dialogue.traits import Command, OnMenu
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from actions.fraud import talk as fraud_talk
from actions.fraud.signs import signs
from actions.guidance import shelves, written
from community.employment import rules

INTENT = "ask_employment_tips"
WORD_FOR_WORD = 1.1
"""How well a tip must fit a question for the question to be all that was said."""


written.guidance(INTENT)


@action(
    INTENT,
    title=noted("Employment tips"),
    commands=(Command("jobs", 6),),
    menu=OnMenu(1, noted("Jobs")),
    beside_danger="other_matter",
)
def ask_employment_tips(turn: Turn) -> Reply:
    """Answer with the tip that was asked for; an offer with warning signs is looked at instead."""
    picked = turn.tapped or turn.request.entity("item") is not None
    flags = () if picked else rules.red_flags(turn.words)
    asked = written.clearest(written.find(turn, turn.words)) if flags else None
    if asked is not None and asked.score >= WORD_FOR_WORD:
        return written.show(turn, asked)  # "what is a training loan?" asks about it; an offer of one has more words
    return _warn(turn, flags) if flags else shelves.ask(turn, shelves.shelf_for(turn, INTENT))


def _warn(turn: Turn, flags: tuple[str, ...]) -> Reply:
    turn.remember(scam_words=turn.words)
    fraud_talk.begin(turn)
    number = turn.say("1 warning sign:") if len(flags) == 1 else turn.say("{n} warning signs:", n=len(flags))
    limits = turn.say("I can't prove any offer honest, and seeing no further sign proves nothing. Pay nothing first.")
    if rules.has_paid(turn.words):
        call = turn.say("You seem to have paid: stop now, keep the chats and receipts, call 96110 (fraud line) or 110.")
    else:
        call = turn.say("Already paid or sent a code? Call 96110 (fraud line) or 110 at once.")
    buttons = [
        Button(turn.say("Why?"), INTENT, {"topic": "scam"}),
        person(turn, "jobs"),
        Button(turn.say("Report it"), "report_safety_incident", {"kind": "scam"}),
    ]
    return Reply(joined(number, *(f"• {sign}" for sign in signs(turn, flags)), limits, call), with_menu(turn, buttons))
