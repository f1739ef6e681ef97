"""Going on with a person after their case was closed: what the assistant cannot answer may be meant for them."""

from actions.dialogue import hours
from actions.dialogue.cards import joined, menu
from actions.dialogue.registry import action
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from community.cases import reopening
from community.cases.states import CaseState
from community.cases.tables import HandoffCase

KEPT, MOST_KEPT = "after_close", 5


def offer(turn: Turn, others: tuple[Button, ...] = ()) -> Reply | None:
    """Offer to pass the words on to whoever had the student's case lately; None where there is no such case.

    They are kept for that until the student decides; nothing reaches staff unasked.

    Args:
        others: what else the words may mean.
    """
    case = reopening.lately_closed(turn.session, turn.conversation.id, now=turn.now)
    if case is None or case.closed_at is None or not turn.words.strip():
        turn.forget(KEPT)
        return None
    kept = turn.conversation.slots.get(KEPT) or {}
    words = kept.get("words", []) if kept.get("case") == case.id else []
    turn.remember(**{KEPT: {"case": case.id, "words": [*words, turn.words][-MOST_KEPT:]}})
    text = turn.say(
        "I can't answer that myself. Is it about your talk with {name} ({ref}, closed {when})? I can open it again "
        "and pass on what you just wrote.",
        name=reopening.colleague_of(case),
        ref=case.ref,
        when=turn.when(case.closed_at),
    )
    again = Button(turn.say("Open it again"), "reopen_case", {"case": str(case.id)})
    return Reply(text, (again, *others, menu(turn)))


@action("reopen_case", said="never", changes=True)
def reopen_case(turn: Turn) -> Reply:
    """Open the case again that a button names, with the words that were kept for it."""
    number = turn.request.entity("case") or ""
    case = turn.session.get(HandoffCase, int(number)) if number.isdecimal() else None
    if case is None or case.conversation_id != turn.conversation.id:
        return Reply(turn.say("You have no open request at the moment."), (menu(turn),))
    kept = turn.conversation.slots.get(KEPT) or {}
    words = kept.get("words", []) if kept.get("case") == case.id else []
    turn.forget(KEPT)
    if case.state != CaseState.CLOSED and not words:
        return Reply(turn.say("{ref} is open already. Simply write on here.", ref=case.ref), (menu(turn),))
    opened = reopening.reopen(turn.session, case, words=words, now=turn.now)
    told = turn.say(
        "{ref} is open again, with what you wrote. What you write from now on is passed on.", ref=opened.ref
    )
    return Reply(joined(told, _hours(turn)), (Button(turn.say("Never mind"), "withdraw_request"), menu(turn)))


def _hours(turn: Turn) -> str:
    calendar = hours.calendar(turn)
    if calendar.is_open(turn.now):
        return ""
    return turn.say("The office opens again {when}.", when=turn.when(calendar.next_opening(turn.now)))
