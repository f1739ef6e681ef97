"""Academic support: what to do, by when and where, also for several questions at once."""

import re
from dataclasses import replace

from actions.dialogue.registry import action
from actions.dialogue.reply import Reply
from actions.dialogue.traits import Command, OnMenu
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from actions.guidance import shelves, written

INTENT = "ask_academic_support"
_BEREAVED = re.compile(
    r"奔丧|丧事|葬礼|追悼|去世|过世|\bfuneral\b|passed away|bereave"
    r"|(?<!almost )(?<!nearly )(?<!phone )(?<!laptop )\bdied\b",
    re.I,
)

written.guidance(INTENT)


@action(
    INTENT,
    title=noted("Academic support"),
    commands=(Command("study", 8),),
    menu=OnMenu(4, noted("Study")),
    beside_danger="other_matter",
)
def ask_academic_support(turn: Turn) -> Reply:
    """Answer from the shelf; who is in mourning hears that first."""
    shelf = shelves.shelf_for(turn, INTENT)
    if turn.tapped or not _BEREAVED.search(turn.words):
        return shelves.ask(turn, shelf)
    opening = turn.say("I'm sorry for your loss. If you'd like to talk to somebody, you can ask for a person below.")
    asked = shelves.asked_of(turn, shelf.items)
    if asked:
        return shelves.several(turn, shelf, asked, opening)
    reply = shelves.ask(turn, shelf)
    return replace(reply, text=f"{opening}\n\n{reply.text}")
