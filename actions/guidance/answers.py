"""Answers that stand on no shelf of their own, as the office has written them."""

from actions.dialogue.cards import card, menu, person
from actions.dialogue.registry import action
from actions.dialogue.reply import Reply
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from actions.guidance import on_the_card, written
from community.answers.tables import COUNSELING, Answer

INTENT = "ask_answer"


def _live(turn: Turn) -> list[Answer]:
    return [answer for answer in Answer.live(turn.session, turn.now) if answer.topic != COUNSELING]


written.source(INTENT, "item", _live)


@action(INTENT, title=noted("An answer that the office has written"), said="by_rule", guessed=False)
def ask_answer(turn: Turn) -> Reply:
    """Show the answer that was found or tapped."""
    number = int(turn.request.entity("item") or 0)
    answer = next((one for one in _live(turn) if one.id == number), None)
    if answer is None:
        return Reply(turn.say("That is no longer current, so I won't show it. What else?"), (menu(turn),))
    on_the_card.remember(turn, INTENT, "item", answer.id)
    return Reply(card(turn, answer), (person(turn, "life"), menu(turn)))
