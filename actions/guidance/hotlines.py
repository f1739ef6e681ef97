"""One number to call, for who asks for it by name."""

from actions.dialogue.cards import menu
from actions.dialogue.registry import action
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from actions.guidance import written
from community.cases import hotlines
from community.cases.tables import Hotline

INTENT = "ask_hotline"


def _name(row: Hotline, language: str) -> str:
    return (row.name_zh or row.name_en) if language == "zh" else (row.name_en or row.name_zh)


written.source(INTENT, "hotline", lambda turn: hotlines.all_of_them(turn.session), _name)


@action(INTENT, title=noted("A number to call"), said="by_rule", guessed=False)
def ask_hotline(turn: Turn) -> Reply:
    """Show the number that was found or tapped, with its hours where they were checked lately."""
    row = turn.session.get(Hotline, int(turn.request.entity("hotline") or 0))
    buttons = (Button(turn.say("Help now"), "help_card"), menu(turn))
    if row is None:
        return Reply(turn.say("That is no longer current, so I won't show it. What else?"), buttons)
    number = hotlines.shown(row, language=turn.language, today=turn.now.astimezone(turn.zone).date())
    hours = turn.say(" ({hours})", hours=number.hours) if number.hours else ""
    return Reply(f"{number.name}: {number.number}{hours}", buttons)
