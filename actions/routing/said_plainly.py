"""Requests that the words make beyond doubt, whatever the NLU reads in them: a code, an offer, one's own data."""

import re

from actions.dialogue.turn import Turn
from actions.guidance import office_asked
from community.employment.rules import red_flags
from community.safety import notices, rules
from understanding.parse import ORDERED, Intent, Wish
from understanding.wishes.own_data import wish_in
from understanding.wishes.own_matter import asks_how, is_for_somebody_else
from understanding.wishes.own_reminder import asks_our_reminder, asks_own_reminder

_IS_IT_REAL = re.compile(
    r"真的?[吗么假]|是真|属实|谣言|官方|发布的?[吗么]|可信|假的|\b(?:real|true|fake|genuine|official|legit|yours|rumou?r)\b",
    re.I,
)
PLAINLY_AN_OFFER = 2  # warning signs, from which on words are an offer that somebody was made
OWN_DATA = {"see": "my_data", "erase": "forget_me"}


def request(turn: Turn) -> Intent | None:
    """Return the one request that the words make, None where they leave it to the NLU or make several."""
    if turn.tapped:
        return None
    if len(red_flags(turn.words)) >= PLAINLY_AN_OFFER:  # before all: a long advertisement reads like several requests
        return Intent("ask_employment_tips", 1.0)
    if len(turn.parse.intents) > 1:
        return None
    if _asks_of_a_code(turn):
        return Intent("ask_safety_notices", 1.0)
    if wish := wish_in(turn.words):
        return Intent(OWN_DATA[wish], 1.0)
    if office := office_asked.named(turn):
        return office
    if asks_own_reminder(turn.words) or is_for_somebody_else(turn.words):
        return _reminder(turn)
    return Intent("subscribe_reminders", 1.0) if turn.parse.fallback and asks_our_reminder(turn.words) else None


def _reminder(turn: Turn) -> Intent:
    """Return the order of a reminder; with no time, a question how one is set remains a question."""
    is_question = asks_how(turn.words) and not turn.parse.time_words
    return Intent("set_reminder", 1.0, wish=Wish("asked", turn.words) if is_question else ORDERED)


def _asks_of_a_code(turn: Turn) -> bool:
    codes = rules.codes_in(turn.words)
    if not codes:
        return False
    return _IS_IT_REAL.search(turn.words) is not None or notices.by_code(turn.session, codes[0]) is not None
