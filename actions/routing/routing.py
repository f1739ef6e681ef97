"""One message to the handlers that answer it: danger first, then a counselor's talk, then what was asked."""

from actions.care import crisis_talk, danger, put_aside, taps
from actions.cases import withdrawing
from actions.cases.drafts import REFUSED
from actions.dialogue.cards import joined
from actions.dialogue.reply import Reply
from actions.dialogue.turn import Turn
from actions.guidance import on_the_card
from actions.household import attachments
from actions.household.smalltalk import stale_button
from actions.routing import answered_first, fallback, followups, forms, said_plainly, spoken_of
from actions.staff.own_chat import own_words
from community.cases import cases
from community.cases.tables import CrisisTalk
from understanding.parse import Intent


def replies(turn: Turn, *, attachment: str = "") -> list[Reply]:
    """Return the answers to one message, one for each request in it; none while a counselor has the talk.

    Args:
        attachment: the kind of what came with the words or instead of them, such as `photo`.
    """
    answers = _replies(turn, attachment)
    if not attachment or (not turn.words.strip() and answers):
        return answers
    return attachments.told(turn, attachment, answers)


def stale(turn: Turn) -> Reply:
    """Answer a tap on a button that was never offered, or long ago; a talk about danger simply goes on."""
    talk = crisis_talk.current(turn)
    return stale_button(turn) if talk is None else crisis_talk.nudge(turn, talk)


def _replies(turn: Turn, attachment: str) -> list[Reply]:
    if turn.tapped:
        return _tapped(turn)
    talk = crisis_talk.current(turn)
    held = _with_a_counselor(turn, attachment)
    about_danger = danger.answer(turn, talk, held=held, attachment=attachment)
    if about_danger is not None:
        return _then_what_was_put_aside(turn, [about_danger])
    if (own := own_words(turn)) is not None:
        return [own]
    if held:
        return []
    if (beside := _beside_a_form(turn, talk, attachment)) is not None:
        return beside
    if attachment and not turn.words.strip():
        return [attachments.cannot_read(turn, attachment)]
    return crisis_talk.with_help(turn, _takes_back_or_asks(turn), talk)


def _takes_back_or_asks(turn: Turn) -> list[Reply]:
    if withdrawing.takes_request_back(turn):
        return [_handled(turn, Intent("withdraw_request", 1.0))]
    return _answers(turn)


def _beside_a_form(turn: Turn, talk: CrisisTalk | None, attachment: str) -> list[Reply] | None:
    """Answer what was written into a form and is no answer to it; None where it is one, or no form is open."""
    if not turn.words.strip():
        return None

    def usual() -> list[Reply]:
        in_the_talk = danger.answer(turn, talk, held=False, attachment=attachment)
        return _takes_back_or_asks(turn) if in_the_talk is None else [in_the_talk]

    answers = forms.instead(turn, usual, interrupts=followups.interrupts(turn))
    return None if answers is None else crisis_talk.with_help(turn, answers, talk)


def _tapped(turn: Turn) -> list[Reply]:
    """Answer a button or a command; in a talk about danger help stays one tap away."""
    turn.forget(REFUSED)
    talk = crisis_talk.current(turn)
    if talk is not None and crisis_talk.ends_by_word(turn):
        return [crisis_talk.take(turn, "stop")]
    return _then_what_was_put_aside(turn, crisis_talk.with_help(turn, _answers(turn), talk))


def _then_what_was_put_aside(turn: Turn, answers: list[Reply]) -> list[Reply]:
    """Answer in the same reply what had been met with a question about danger that was none."""
    if turn.put_aside is None:
        return answers
    first, *others = _answers(put_aside.turn_of(turn, turn.put_aside))
    before = "\n\n".join([*(one.text for one in answers), first.text])
    return [Reply(before, first.buttons, first.attachment, first.urgent), *others]


def _with_a_counselor(turn: Turn, attachment: str) -> bool:
    """Pass the words on to an open case; True where a counselor holds the talk, so that we keep silent."""
    if cases.open_of(turn.session, turn.conversation.id) is None:
        return False
    words = joined(turn.told, attachments.for_staff(turn, attachment) if attachment else "")
    cases.relay_from_student(turn.session, turn.conversation, words=words, inbox_id=turn.inbox_id, now=turn.now)
    return cases.holder(turn.session, turn.conversation.id) is not None


def _answers(turn: Turn) -> list[Reply]:
    followed = followups.request(turn)
    turn.conversation.awaiting = None
    if followed is None or followed.intent.name != spoken_of.ACKNOWLEDGED:
        turn.forget(spoken_of.SLOT)
    if followed is not None:
        turn.answers = followed.answers
        return [_handled(turn, followed.intent)]
    if (plain := said_plainly.request(turn)) is not None:
        return [_handled(turn, plain)]
    heard = [intent for intent in turn.parse.intents if turn.registry.handler_for(intent.name)]
    requests = answered_first.without_guesses(turn, heard)
    if not requests:
        return [fallback.not_understood(turn)]
    if (answered := answered_first.answer(turn, requests)) is not None:
        return [answered]
    answers = [_handled(turn, request) for request in requests]
    return [*answers, *(fallback.clause_not_understood(turn, clause) for clause in turn.parse.missed)]


def _handled(turn: Turn, request: Intent) -> Reply:
    handler = turn.registry.handler_for(request.name)
    if handler is None:
        return fallback.not_understood(turn)
    turn.request = request
    on_the_card.leave(turn, request.name)
    reply = _instead(turn, request) or handler(turn)
    taps.note(turn)
    if request.name != "out_of_scope":
        turn.conversation.misses = 0
        turn.conversation.last_intent = request.name
    return reply


def _instead(turn: Turn, request: Intent) -> Reply | None:
    """Return what is shown where something would be changed that was not ordered; None where it may be done."""
    if request.wish.kind == "ordered" or not turn.registry.of(request.name).changes:
        return None
    shown = turn.registry.instead_for(request.name)
    spoken_of.note(turn, request)
    return shown(turn) if shown else fallback.not_understood(turn)
