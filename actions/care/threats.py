"""A student who may hurt somebody else: calm words, what to do instead, and security where it must know."""

from collections.abc import Mapping

from actions.care import alarm, put_aside
from actions.care.crisis_lines import Line
from actions.care.ways_out import help_now, threat
from actions.cases.opening import begin_talk, open_case
from actions.cases.told import told_security
from actions.dialogue.both import in_both
from actions.dialogue.cards import joined
from actions.dialogue.numbers import emergency_lines
from actions.dialogue.registry import action
from actions.dialogue.reply import Button, Reply
from actions.dialogue.traits import BesideDanger
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from community.cases import crisis_talks
from community.cases.crisis_rules import Step
from community.cases.hotlines import POLICE
from community.cases.tables import CrisisTalk
from community.safety import alarms

WITHOUT_ASKING: tuple[BesideDanger, ...] = ("like_danger", "near_danger")
"""What words of anger at somebody may be read as without asking for anything."""


def threatens(turn: Turn) -> Reply:
    """Answer words that threaten somebody; an open threat goes to security at once, doubt is asked about first."""
    danger = turn.parse.danger
    before = crisis_talks.current(turn.session, turn.conversation.id, now=turn.now)
    kept = put_aside.packed(turn)
    if danger.level == "crisis" or (before is not None and before.about == "others"):
        return threat_yes(turn)
    begin_talk(turn, "others", Step.ASKED, by_tone=danger.by_tone, put_aside=kept)
    if not danger.by_tone:
        open_case(turn, kind="crisis", topic="life", risk="low")
    return in_both(turn, lambda: _question(turn))


def _question(turn: Turn) -> Reply:
    words = turn.say(
        "That sounds like a great deal of anger. May I ask openly: could it be that you hurt somebody?\n"
        "If you feel close to it: get away from them first, and call {police}. They come to stop it, for your sake "
        "too.",
        police=POLICE,
    )
    answers = (
        Button(turn.say("Yes"), "threat_yes"),
        Button(turn.say("I'm not sure"), "threat_yes"),
        Button(turn.say("No"), "threat_no"),
    )
    return Reply(words, (*answers, *threat(turn)[:2]), urgent=True)


@action(
    "threat_yes",
    said="never",
    urgent=True,
    of_danger=True,
    by_title=True,
)
def threat_yes(turn: Turn) -> Reply:
    """Tell security, and say calmly what to do before anything is done that cannot be undone."""
    begin_talk(turn, "others", Step.WAITING, by_tone=False)
    told = alarm.sound(turn, kind="threat", case_kind="crisis", topic="life", named=True)
    return in_both(turn, lambda: _stop(turn, told))


def _stop(turn: Turn, told: alarm.Alarm) -> Reply:
    words = turn.say(
        "Please stop here for a moment, before anything happens that can't be undone.\n"
        "1. Get away from them, and put down whatever could hurt somebody.\n"
        "2. If you are about to do it, call {police} yourself, now: they come to stop it, for your sake too.\n"
        "3. Then tell me or a person what happened. You may be angry; nobody has to get hurt.\n"
        "Because somebody's life may be at stake, I pass this on. {told}",
        police=POLICE,
        told=alarm.told_both(turn, told),
    )
    return Reply(f"{words}\n\n{emergency_lines(turn)}", threat(turn), urgent=True)


@action(
    "threat_no",
    said="never",
    of_danger=True,
    by_title=True,
)
def threat_no(turn: Turn) -> Reply:
    """Believe a student who says that nobody will be hurt."""
    talk = crisis_talks.current(turn.session, turn.conversation.id, now=turn.now)
    if talk is not None and talk.about == "others":
        turn.put_aside = _worth_answering(turn, talk)
        crisis_talks.end(turn.session, talk, "denied", now=turn.now)
    words = noted(
        "All right, I believe you. Anger like that is hard to carry alone; a person or a counselor can listen. "
        "The help card stays in /help."
    )
    return in_both(
        turn,
        lambda: Reply(turn.say(words), (Button(turn.say("Book a counselor"), "book_counseling"), help_now(turn))),
    )


def _worth_answering(turn: Turn, talk: CrisisTalk) -> Mapping[str, object] | None:
    """Return the message that we asked about; read as worry about a friend it only named whom the anger was for."""
    kept = talk.put_aside
    return kept if kept is not None and put_aside.asks_something(turn, kept, beside=WITHOUT_ASKING) else None


def put_down(turn: Turn, talk: CrisisTalk) -> Reply:
    """Answer a student who put the weapon down or went away; security learns it where it was told of the threat."""
    incident = alarm.sounded(turn)
    if incident is not None:
        alarms.add(turn.session, incident, turn.words, now=turn.now)
    crisis_talks.go_on(talk, Step.WAITING, now=turn.now)
    return in_both(turn, lambda: _put_down(turn, told_security(turn, incident) if incident is not None else ""))


def _put_down(turn: Turn, told: str) -> Reply:
    words = turn.say(
        "Thank you. That was the hardest step, and you took it. Stay away from them and from it, where other "
        "people are. Drink some water, breathe out longer than in.\n"
        "If it comes up again, call {police} first. A person can listen to what made you this angry.",
        police=POLICE,
    )
    return Reply(joined(words, told), threat(turn), urgent=True)


def _calm(turn: Turn) -> Reply:
    words = noted(
        "I'm listening. Stay away from them for now, go where it is quiet, and breathe out longer than in. If you feel "
        "that you are about to do something, call {police} first."
    )
    return in_both(turn, lambda: Reply(turn.say(words, police=POLICE), threat(turn), urgent=True))


LINES: dict[str, Line] = {"threat_yes": threat_yes, "threat_no": threat_no, "threat_calm": _calm}
