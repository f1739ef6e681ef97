"""A talk about a fraud goes on: "I already paid", "so is it safe?" belong to what was just looked at."""

from datetime import datetime, timedelta

from actions.dialogue.cards import joined, menu, person
from actions.dialogue.registry import action
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from actions.fraud import aid as fraud_aid
from actions.fraud.signs import signs
from community.employment import rules
from understanding.care.fraud_talk import said
from understanding.care.wrongs import wrong_told
from understanding.parse import Entity, Intent

INTENT, TOLD = "fraud_goes_on", "fraud_told"
LASTS = timedelta(hours=1)


def begin(turn: Turn) -> None:
    """Keep what was just looked at, for what is asked of it next."""
    turn.remember(**{TOLD: {"words": turn.words, "at": turn.now.isoformat()}})


def asked(turn: Turn) -> Intent | None:
    """Return the request of a message that goes on with a fraud spoken of within the hour."""
    told = turn.conversation.slots.get(TOLD)
    if told is None or turn.now - datetime.fromisoformat(told["at"]) > LASTS:
        return None
    if wrong_told(turn.words) or len(rules.red_flags(turn.words)) > 1:
        return None  # a new one, with an answer of its own
    heard = said(turn.words)
    return Intent(INTENT, 1.0, (Entity("said", heard),)) if heard else None


@action(INTENT, title=noted("After a fraud"), said="by_rule", guessed=False)
def fraud_goes_on(turn: Turn) -> Reply:
    """Say what to do once money or data are gone, or what can be said of whether it is safe."""
    match turn.request.entity("said"):
        case "paid":
            words = fraud_aid.money(turn)
        case "gave":
            words = fraud_aid.AID["data"](turn)
        case _:
            words = _is_it_safe(turn)
    report = Button(turn.say("Report it"), "report_safety_incident", {"kind": "scam"})
    turn.remember(scam_words=_told(turn))
    return Reply(words, (report, person(turn, "life"), menu(turn)))


def _told(turn: Turn) -> str:
    """Return the words that a report would carry: what was looked at, and what was added."""
    first = str(turn.conversation.slots.get(TOLD, {}).get("words", ""))
    return joined(first, turn.words)


def _is_it_safe(turn: Turn) -> str:
    words = str(turn.conversation.slots.get(TOLD, {}).get("words", ""))
    wrong = wrong_told(words)
    found = [f"• {sign}" for sign in signs(turn, rules.red_flags(words))]
    known = [turn.say(fraud_aid.WHAT_IT_IS[wrong])] if wrong is not None and wrong in fraud_aid.WHAT_IT_IS else []
    first = turn.say("These signs speak against it:") if found else ""
    return joined(
        first,
        *found,
        *known,
        turn.say("I can't promise that it's safe, and nobody honestly can: treat it as fraud until it is checked."),
        turn.say("Pay, send and sign nothing. The anti-fraud line 96110 checks it with you, free of charge."),
    )
