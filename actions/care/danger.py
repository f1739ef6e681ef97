"""The one place that decides what a message about danger is answered with: by whom it is about, and how grave it is."""

from actions.care import abuse, crisis_talk, emergencies, friends, threats, victims
from actions.care.crisis import crisis_reply
from actions.cases import withdrawing
from actions.cases.drafts import REFUSED, is_held
from actions.dialogue.reply import Reply
from actions.dialogue.turn import TOLD_IN, Turn
from community.cases import crisis_talks
from community.cases.crisis_rules import ACTED, Step
from community.cases.tables import CrisisTalk
from community.post import buttons
from community.safety import rules
from understanding.care.crisis_answers import Answer, read
from understanding.care.wrongs import is_plainly_a_wrong
from understanding.crisis.acute import after_alarm, is_put_down
from understanding.crisis.normalise import normalise

RESTS = frozenset((Answer.NO, Answer.MISUNDERSTOOD, Answer.SAFE, Answer.STOP, Answer.BETTER, Answer.DONE))
"""Answers that deny danger: beside words of danger they count for nothing."""


def answer(turn: Turn, talk: CrisisTalk | None, *, held: bool, attachment: str) -> Reply | None:
    """Return the answer to a message that tells of danger, or that goes on with a talk about it; else None.

    Args:
        talk: the talk about danger that goes on in the conversation.
        held: a counselor has the talk and reads the words; then only what must not wait for them is answered.
        attachment: the kind of what came without words, such as `photo`.
    """
    if (chosen := _chosen_by_title(turn, talk)) is not None:
        return chosen
    if (at_once := _cannot_wait(turn, talk, held)) is not None:
        turn.conversation.awaiting, turn.conversation.misses = None, 0
        return at_once
    if _tells_of_danger(turn, talk, held):
        reply = _path(turn, talk)
        turn.conversation.misses = 0
        if not is_held(turn):
            turn.conversation.awaiting = None
        return reply
    if talk is not None and _is_for_the_talk(turn, talk, held):
        return (
            crisis_talk.unreadable(turn, talk) if _only_attached(turn, attachment) else crisis_talk.goes_on(turn, talk)
        )
    if talk is None:
        turn.forget(TOLD_IN)
        if not held and (glad := crisis_talk.afterwards(turn)) is not None:
            return glad
    abused = turn.parse.danger.about == "bot" and not held and not _asks_something(turn)
    return abuse.calm(turn) if abused else None


def _chosen_by_title(turn: Turn, talk: CrisisTalk | None) -> Reply | None:
    """Answer who types the title of a button that we showed in the talk: that is a tap."""
    if talk is None:
        return None
    title = turn.words.strip(" ,.!?~，。！？～").lower()
    shown = buttons.last_offered(turn.session, turn.conversation.id) if title else []
    known = [one.intent for one in shown if one.title.lower() == title and turn.registry.of(one.intent).by_title]
    handler = turn.registry.handler_for(known[0]) if known else None
    if handler is None:
        return None
    turn.words, turn.conversation.awaiting = "", None
    return handler(turn)


def _cannot_wait(turn: Turn, talk: CrisisTalk | None, held: bool) -> Reply | None:
    """Answer an emergency, and what is written once help was called for somebody."""
    if talk is not None and talk.about == "friend" and turn.conversation.awaiting is None:
        reply = friends.goes_on_after_alarm(turn, held=held)
        if reply is not None:
            return reply
    kind = emergencies.told(turn, talk)
    if kind is not None:
        return emergencies.goes_on(turn) or emergencies.begins(turn, kind)
    heard, plain = turn.parse.danger, normalise(turn.words)
    asks_on = heard.by_tone and after_alarm(plain) is not None  # "don't tell him it was me" sounds dark, and is not
    if (heard.is_urgent and not asks_on) or (held and not rules.names_place(turn.words)):
        return None
    if talk is not None and talk.about == "others" and is_put_down(plain):
        return threats.put_down(turn, talk)
    return emergencies.goes_on(turn) if talk is None or talk.by_tone else None


def _path(turn: Turn, talk: CrisisTalk | None) -> Reply:
    danger = turn.parse.danger
    if talk is not None and talk.about == "others" and read(turn.words) == Answer.MEANS:
        return threats.threat_yes(turn)  # "the knife is in my hand" is still about whom they threaten
    match danger.about:
        case "friend":
            return friends.worried_about_friend(turn)
        case "victim":
            return victims.told_by_victim(turn)
        case "others":
            return threats.threatens(turn)
        case _ if crisis_talk.tells_of_act(turn):
            return crisis_talk.act_told(turn)
        case _:
            return crisis_reply(turn, danger.level, by_tone=danger.by_tone)


def _tells_of_danger(turn: Turn, talk: CrisisTalk | None, held: bool) -> bool:
    danger = turn.parse.danger
    if danger.about == "bot" or not _is_grave_enough(turn):
        return False
    if talk is not None and talk.step in ACTED and danger.about == "oneself" and not held:
        return False  # the talk knows of the act, and names 120 whatever is said
    if danger.level == "crisis":
        return not _is_answered_better(turn, talk)
    if danger.by_tone and is_plainly_a_wrong(turn.words):
        return False  # what was lost or scalded is told in a dark tone, and has first aid of its own
    if held and (danger.by_tone or danger.about == "victim"):
        return False  # the counselor reads it, and knows better what to make of it
    if talk is not None and danger.by_tone and _is_settled(talk):
        return False  # we speak of danger already: that it sounds like danger tells nothing new
    if talk is not None and talk.about == danger.about and _answers_plainly(turn, talk):
        return False
    if danger.by_tone and danger.about != "oneself" and _asks_something(turn):
        return False
    return not (danger.by_tone and _is_denied(turn))


def _is_grave_enough(turn: Turn) -> bool:
    """What is done to the writer is answered however it is told, a worry from distress on, other danger when urgent."""
    danger = turn.parse.danger
    if danger.about == "friend":
        return danger.level != "none"
    return danger.about == "victim" or danger.is_urgent


def _is_answered_better(turn: Turn, talk: CrisisTalk | None) -> bool:
    """Say whether the talk itself has the better answer to grave words: what to do about a knife, or pills taken."""
    own = talk is not None and _is_settled(talk) and turn.parse.danger.about == "oneself"
    return own and read(turn.words) in (Answer.MEANS, *crisis_talk.ACTS)


def _is_settled(talk: CrisisTalk) -> bool:
    return talk.about == "oneself" and not talk.by_tone and talk.step != Step.ASKED


def _answers_plainly(turn: Turn, talk: CrisisTalk) -> bool:
    """Say whether words with an undertone of danger are an answer in the talk, which hears that undertone already."""
    found = read(turn.words)
    if found is None:
        return False
    return found not in RESTS or (turn.parse.danger.by_tone and talk.step == Step.ASKED)


def _is_for_the_talk(turn: Turn, talk: CrisisTalk, held: bool) -> bool:
    if held:
        return crisis_talk.answers_what_was_asked(turn, talk)
    waits = turn.conversation.awaiting is not None or REFUSED in turn.conversation.slots
    return not waits and not withdrawing.takes_request_back(turn)


def _only_attached(turn: Turn, attachment: str) -> bool:
    return bool(attachment) and not turn.words.strip()


def _asks_something(turn: Turn) -> bool:
    own = turn.parse.intent
    return own is not None and not turn.parse.fallback and turn.registry.of(own.name).beside_danger == "other_matter"


def _is_denied(turn: Turn) -> bool:
    return crisis_talks.is_denied(turn.session, turn.conversation.id, turn.words, now=turn.now)
