"""Academic support: what to do, by when and where, also for several questions at once."""

import re
from dataclasses import replace

from actions.dialogue import lookup
from actions.dialogue.cards import Teller
from actions.dialogue.registry import action
from actions.dialogue.reply import Reply
from actions.dialogue.traits import Command, OnMenu
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from actions.guidance import shelves, written
from actions.guidance.shelves import Shelf
from community.academics.tables import AcademicItem

INTENT = "ask_academic_support"
_BEREAVED = re.compile(r"奔丧|丧事|葬礼|追悼|去世|过世|\bfuneral\b|passed away|\bdied\b|bereave", re.I)


def _topics(teller: Teller) -> dict[str, str]:
    return {
        "exams": teller.say("Exams"),
        "leave": teller.say("Leave of absence"),
        "cet": teller.say("CET-4/6"),
        "tutoring": teller.say("Tutoring"),
        "grades": teller.say("Grades & credits"),
        "thesis": teller.say("Thesis"),
        "skills": teller.say("Study skills"),
    }


def _welcome(teller: Teller) -> str:
    return teller.say("Study: pick a topic, or just ask, as in “how do I defer an exam?”.")


GENERAL = lookup.General(
    (
        "what academic support is there?",
        "I need help with my studies",
        "study support",
        "学业上有什么帮助",
        "学业支持",
        "学习上遇到问题",
    )
)
SHELF = Shelf("academics", INTENT, AcademicItem, _topics, _welcome, GENERAL, helper="study")
written.source(INTENT, "item", lambda turn: AcademicItem.live(turn.session, turn.now))


@action(
    INTENT,
    title=noted("Academic support"),
    commands=(Command("study", 8),),
    menu=OnMenu(4, noted("Study")),
    beside_danger="other_matter",
)
def ask_academic_support(turn: Turn) -> Reply:
    """Answer from the shelf; who is in mourning hears that first."""
    items = AcademicItem.live(turn.session, turn.now)
    if turn.tapped or not _BEREAVED.search(turn.words):
        return shelves.ask(turn, SHELF, items)
    opening = turn.say("I'm sorry for your loss. If you'd like to talk to somebody, you can ask for a person below.")
    asked = shelves.asked_of(turn, items)
    if asked:
        return shelves.several(turn, SHELF, asked, opening)
    reply = shelves.ask(turn, SHELF, items)
    return replace(reply, text=f"{opening}\n\n{reply.text}")
