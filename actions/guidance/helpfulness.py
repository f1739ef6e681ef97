"""Asking under an answer whether it helped, and hearing that."""

from collections.abc import Sequence

from actions.dialogue.cards import MOST_BUTTONS, joined, menu, person
from actions.dialogue.registry import action
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from community.guidance.columns import Guidance
from community.guidance.tables import GuidanceItem
from community.unanswered import showings

INTENT = "judge_answer"


def with_question(turn: Turn, item: Guidance, buttons: Sequence[Button], onward: Button) -> tuple[Button, ...]:
    """Return the buttons of an answer, the way onward, where it is to be asked whether it helped, and the menu.

    Only who asked in words is asked, never beside danger or in a talk with a person, and not twice about one answer.
    """
    asked = _asked(turn, item)
    return (*buttons[: MOST_BUTTONS - 2 - len(asked)], onward, *asked, menu(turn))


def _asked(turn: Turn, item: Guidance) -> tuple[Button, ...]:
    if turn.tapped or not turn.words.strip() or turn.parse.danger.level != "none":
        return ()
    if not isinstance(item, GuidanceItem):
        return ()
    shown = showings.show(turn.session, turn.conversation, item, turn.words, language=turn.language, now=turn.now)
    if shown is None:
        return ()
    return tuple(
        Button(title, INTENT, {"showing": str(shown.id), "helped": helped}, quiet=True)
        for title, helped in ((turn.say("👍 That helped"), "yes"), (turn.say("👎 It didn't"), "no"))
    )


@action(INTENT, title=noted("Whether an answer helped"), said="never", guessed=False, keeps_card=True)
def judge_answer(turn: Turn) -> Reply:
    """Keep what was tapped, and say what became of it."""
    helped = turn.request.entity("helped") == "yes"
    showing = int(turn.request.entity("showing") or 0)
    kept = showings.judge(turn.session, turn.conversation, showing, helped=helped, now=turn.now)
    if kept is None:
        return Reply(turn.say("That was too long ago to be counted, but thank you."), (menu(turn),))
    if helped:
        return Reply(turn.say("Good to know, thank you."), (menu(turn),))
    thanks = turn.say("Thank you for telling me. Put it in other words and I look again, or ask a person.")
    noted_it = turn.say("I've noted your question, without your name, for those who write my answers.") if kept else ""
    return Reply(joined(thanks, noted_it), (person(turn, ""), menu(turn)))
