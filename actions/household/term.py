"""The week of the term."""

from datetime import date, datetime, time

from actions.dialogue.cards import menu
from actions.dialogue.registry import action
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from understanding.wishes import weeks


@action(
    weeks.INTENT,
    title=noted("Which week of the term it is"),
    said="by_rule",
    beside_danger="other_matter",
)
def ask_week(turn: Turn) -> Reply:
    """Say which week of the term a day lies in, odd or even; or that no term runs then, as far as we know."""
    week, day, began = (turn.request.entity(name) for name in ("week", "day", "began"))
    buttons = (Button(turn.say("All events"), "ask_events"), menu(turn))
    if week is None or day is None or began is None:
        return Reply(turn.say("Please ask me that once more in words, as in “what week is it?”."), (menu(turn),))
    return Reply(_answer(turn, int(week), date.fromisoformat(day), date.fromisoformat(began)), buttons)


def _answer(turn: Turn, week: int, asked: date, monday: date) -> str:
    day, began = _named(turn, asked), _named(turn, monday)
    if week < 1:
        return turn.say("{day} is before the term: its first week begins on {began}.", day=day, began=began)
    if week > weeks.TERM_WEEKS:
        return turn.say(
            "{day} is not in term time, as far as I know: the term I know of began on {began} and has at most {weeks} "
            "weeks. The registrar's calendar says when the next one begins.",
            day=day,
            began=began,
            weeks=weeks.TERM_WEEKS,
        )
    parity = turn.say("an odd week") if week % 2 else turn.say("an even week")
    return turn.say(
        "{day} is in week {week} of the term, {parity}. Week 1 began on {began}.",
        day=day,
        week=week,
        parity=parity,
        began=began,
    )


def _named(turn: Turn, day: date) -> str:
    return turn.day(datetime.combine(day, time(), turn.zone))
