"""Growth: the fields of education, the four units of the community, and the party's path."""

import re

from actions.dialogue.cards import Teller
from actions.dialogue.registry import action
from actions.dialogue.reply import Reply
from actions.dialogue.traits import Command, OnMenu
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from actions.guidance import shelves, written
from community.growth import rules
from community.growth.tables import PartyStage

INTENT = "ask_growth"
_MY_PATH = re.compile(
    r"我.{0,8}(?:什么时候|何时|多久|哪天|几时).{0,8}(?:发展对象|预备党员|转正|入党|积极分子|正式党员)"
    r"|(?:when|how long).{0,12}\bi\b.{0,30}(?:candidate|member|activist|probation|join)",
    re.I,
)


written.guidance(INTENT)


@action(
    INTENT,
    title=noted("Growth and party building"),
    commands=(Command("growth", 9),),
    menu=OnMenu(5, noted("Growth & Party")),
    beside_danger="other_matter",
)
def ask_growth(turn: Turn) -> Reply:
    """Answer from the shelf; a question about one's own path is answered from one's own stage."""
    own = _own_path(turn) if not turn.tapped and _MY_PATH.search(turn.words) else ""
    reply = shelves.ask(turn, shelves.shelf_for(turn, INTENT))
    return Reply(f"{own}\n\n{reply.text}", reply.buttons) if own else reply


def _own_path(turn: Turn) -> str:
    """Return what the rules say of this student's next stage; empty where the branch has written no stage."""
    own = turn.session.get(PartyStage, turn.student.id)
    ahead = rules.outlook(own.stage, own.since) if own else None
    if own is None or ahead is None:
        return ""
    stages = _stages(turn)
    reached = turn.say("You have been {stage} since {day}.", stage=stages[own.stage], day=own.since)
    if ahead.earliest is None:
        following = turn.say(
            "Next comes {stage}; no rule names a time, and the branch decides.", stage=stages[ahead.following]
        )
    else:
        following = turn.say(
            "By the rules you can become {stage} on {day} at the earliest; the branch decides whether and when.",
            stage=stages[ahead.following],
            day=ahead.earliest,
        )
    return f"{reached} {following}"


def _stages(teller: Teller) -> dict[str, str]:
    return {
        "applicant": teller.say("an applicant"),
        "activist": teller.say("an activist"),
        "candidate": teller.say("a development candidate"),
        "probationary": teller.say("a probationary member"),
        "member": teller.say("a full member"),
    }
