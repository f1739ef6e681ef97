"""One message to the handlers that answer it: danger first, then a counselor's talk, then what was asked."""

from actions import crisis, fallback, followups, handoff, registry, taps
from actions.own_chat import own_words
from actions.reply import Reply
from actions.smalltalk import cannot_read
from actions.turn import Turn
from community.handoff import cases
from understanding.parse import Intent


def replies(turn: Turn, *, attachment: str = "") -> list[Reply]:
    """Return the answers to one message, one for each request in it; none while a counselor has the talk.

    Args:
        attachment: the kind of what came without words, such as `photo`.
    """
    if turn.parse.danger.about == "friend" and not turn.tapped:
        return [_handled(turn, Intent("worried_about_friend", 1.0))]
    if turn.parse.danger.is_urgent:
        turn.conversation.awaiting = None
        return [crisis.crisis_reply(turn, turn.parse.danger.level)]
    if not turn.tapped and (own := own_words(turn)) is not None:
        return [own]
    if not turn.tapped and handoff.takes_request_back(turn):
        return [_handled(turn, Intent("withdraw_request", 1.0))]
    if not turn.tapped and _with_a_counselor(turn, attachment):
        return []
    if attachment and not turn.words.strip():
        return [cannot_read(turn)]
    return _answers(turn)


def _with_a_counselor(turn: Turn, attachment: str) -> bool:
    """Pass the words on to an open case; True where a counselor holds the talk, so that we keep silent."""
    if cases.open_of(turn.session, turn.conversation.id) is None:
        return False
    words = turn.words or (turn.say("(sent something that is no text: {kind})", kind=attachment) if attachment else "")
    cases.relay_from_student(turn.session, turn.conversation, words=words, inbox_id=turn.inbox_id, now=turn.now)
    return cases.holder(turn.session, turn.conversation.id) is not None


def _answers(turn: Turn) -> list[Reply]:
    followed = followups.request(turn)
    turn.conversation.awaiting = None
    if followed is not None:
        turn.answers = followed.answers
        return [_handled(turn, followed.intent)]
    requests = [intent for intent in turn.parse.intents if registry.handler_for(intent.name)]
    if not requests:
        return [fallback.not_understood(turn)]
    answers = [_handled(turn, request) for request in requests]
    return [*answers, *(fallback.clause_not_understood(turn, clause) for clause in turn.parse.missed)]


def _handled(turn: Turn, request: Intent) -> Reply:
    handler = registry.handler_for(request.name)
    if handler is None:
        return fallback.not_understood(turn)
    turn.request = request
    reply = handler(turn)
    taps.note(turn)
    if request.name != "out_of_scope":
        turn.conversation.misses = 0
        turn.conversation.last_intent = request.name
    return reply
