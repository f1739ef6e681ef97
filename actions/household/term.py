"""The week of the term."""

from datetime import date, datetime, time

from actions.dialogue.cards import menu
from actions.dialogue.registry import action
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from community.campus import terms
from understanding.wishes import weeks


@action(
    weeks.INTENT,
    title=noted("Which week of the term it is"),
    said="by_rule",
    beside_danger="other_matter",
)
def ask_week(turn: Turn) -> Reply:
    """Say which week of the term a day lies in, odd or even; or that no term runs then, as far as we know."""
    asked = turn.request.entity("day")
    buttons = (Button(turn.say("All events"), "ask_events"), menu(turn))
    if asked is None:
        return Reply(turn.say("Please ask me that once more in words, as in “what week is it?”."), (menu(turn),))
    return Reply(_answer(turn, date.fromisoformat(asked)), buttons)


def _answer(turn: Turn, asked: date) -> str:
    term = terms.of(turn.session, asked)
    if term is None:
        return turn.say("I know of no term yet. The registrar's calendar says when it begins.")
    day, began, week = _named(turn, asked), _named(turn, term.begins), term.week_of(asked)
    if asked < term.begins:
        return turn.say("{day} is before the term: its first week begins on {began}.", day=day, began=began)
    if asked not in term:
        return turn.say(
            "{day} is not in term time, as far as I know: the term I know of began on {began} and has at most {weeks} "
            "weeks. The registrar's calendar says when the next one begins.",
            day=day,
            began=began,
            weeks=term.weeks,
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
