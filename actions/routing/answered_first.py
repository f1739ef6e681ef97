"""What is written goes before a request that nobody ordered: "will I be sent home if I tell the counselor?" cancels
nothing, it asks.

A model that has to choose among requests hears one in every sentence. So a request that changes something and was not
ordered, and one that is mostly guessed, wait for the search: what clearly answers is said, and the request is one tap
away below it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from actions.guidance import who_knows, written
from actions.guidance.written import Found
from community.safety import rules
from understanding.care.wrongs import wrong_told
from understanding.parse import Intent
from understanding.search import knowable
from understanding.wishes.counseling_asked import is_about_counseling
from understanding.wishes.reading import names

REPORT, REMINDERS = "report_safety_incident", "reminders"
_OF_REMINDERS = re.compile(r"提醒|通知|推送|消息|订阅|remind|notif|messag|subscri|alert", re.IGNORECASE)


def answer(turn: Turn, requests: Sequence[Intent]) -> Reply | None:
    """Return what the words are answered from, where none of the requests was ordered; None where one was."""
    if turn.tapped or not turn.words.strip():
        return None
    told = [one for one in requests if not (turn.parse.missed and _is_pleasantry(turn, one))]
    if not all(_gives_way(turn, one) for one in told):
        return None
    found = written.find(turn, turn.words)
    reply = who_knows.clearly(turn, turn.words, found) or _instead_of_a_guess(turn, told, found)
    return None if reply is None else _with_the_way_to(turn, reply, told)


def _is_pleasantry(turn: Turn, request: Intent) -> bool:
    """Say whether a request is small talk, which a question beside it makes no request: "no. a senior keeps ..."."""
    return not turn.registry.of(request.name).guessed


def without_guesses(turn: Turn, requests: Sequence[Intent]) -> list[Intent]:
    """Return the requests without those that were neither ordered nor named, where any is left."""
    if _tells_of_harm(turn):
        return list(requests)
    guessed = [one for one in requests if turn.registry.of(one.name).changes and one.wish.kind != "ordered"]
    kept = [one for one in requests if one not in guessed or names(turn.words, one.name)]
    return kept or list(requests)


def _gives_way(turn: Turn, request: Intent) -> bool:
    """Say whether a request is one that the words need not mean; what is told of harm always is one."""
    if _tells_of_harm(turn):
        return False
    declared, kind = turn.registry.of(request.name), request.wish.kind
    if declared.changes and (kind == "ordered" or (kind == "negated" and names(turn.words, request.name))):
        return False
    return declared.gives_way or (kind != "negated" and _is_guessed(turn, request))


def _tells_of_harm(turn: Turn) -> bool:
    return wrong_told(turn.words) is not None or rules.incident_kind(turn.words) == "danger"


def _is_guessed(turn: Turn, request: Intent) -> bool:
    """Say whether nothing but the model's ear speaks for a request that would change something."""
    if not turn.registry.of(request.name).changes or turn.names_a_time or turn.ambiguous_times or request.entities:
        return False
    if request.wish.kind == "unclear" and is_about_counseling(turn.words):
        return False  # "no counseling for me": the deed is not named, its matter is
    return not names(turn.words, request.name)


def _instead_of_a_guess(turn: Turn, requests: Sequence[Intent], found: Sequence[Found]) -> Reply | None:
    """Return what may be the answer where the words do not even name what the model heard in them."""
    if any(_may_be_told(one) or _is_named(turn, one) for one in requests):
        return None
    if not all(turn.registry.of(one.name).changes for one in requests):
        return None
    if not (written.likely(found) or knowable.is_beyond(turn.words)):
        return None
    return who_knows.without_answer(turn, turn.words, found)


def _is_named(turn: Turn, request: Intent) -> bool:
    """Say whether the words name the deed; "send me" and "stop" are said of much that is no reminder."""
    is_of_reminders = turn.registry.of(request.name).about == REMINDERS
    return names(turn.words, request.name) and (not is_of_reminders or _OF_REMINDERS.search(turn.words) is not None)


def _may_be_told(request: Intent) -> bool:
    """Say whether the words may tell of a hazard although they name no report: "the lamp on the stairs is out"."""
    return request.name == REPORT and request.wish.kind != "asked"


def _with_the_way_to(turn: Turn, reply: Reply, requests: Sequence[Intent]) -> Reply:
    """Put the requests below the answer, each one tap away."""
    declared = [turn.registry.of(one.name) for one in requests]
    shown = {button.intent for button in reply.buttons}
    ways = [Button(turn.say(one.title), one.button) for one in declared if one.title and one.button not in shown]
    first = [one for one in reply.buttons if not turn.registry.of(one.intent).stands_last]
    last = [one for one in reply.buttons if one not in first]
    return replace(reply, buttons=(*first, *ways, *last))
