"""What is done to the student by somebody else: believed, what helps now, what is evidence, and who decides."""

from dataclasses import replace

from actions.care import alarm
from actions.care.crisis_lines import Line
from actions.care.victim_answers import LINES as ANSWERS
from actions.care.victim_answers import decides
from actions.care.victim_words import WHERE, evidence
from actions.care.ways_out import victim
from actions.cases import drafts
from actions.cases.drafts import REFUSED
from actions.cases.opening import begin_talk, open_case
from actions.cases.told import is_read, told_of, told_security
from actions.dialogue.both import in_both
from actions.dialogue.numbers import emergency_lines
from actions.dialogue.registry import action, form
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from community.cases import cases
from community.cases.crisis_rules import Step
from community.safety import alarms, incidents
from community.safety.tables import Incident
from understanding.care.harm import HarmKind, is_happening_now, kind_of_harm
from understanding.wishes.form_answers import Meant, meant

MAY_BE_KNOWN = "may_be_known"


def told_by_victim(turn: Turn) -> Reply:
    """Answer somebody who tells what is done to them; nothing is reported unless a life is in danger this moment."""
    danger = turn.parse.danger
    if danger.level == "crisis" and is_happening_now(turn.words):
        return victim_in_danger(turn)
    if (answered := _of_the_form(turn)) is not None:
        return answered
    begin_talk(turn, "victim", Step.ASKED, by_tone=danger.by_tone)
    kind = kind_of_harm(turn.words)
    return in_both(turn, lambda: Reply(_card(turn, kind), victim(turn), urgent=danger.is_urgent))


def _card(turn: Turn, kind: HarmKind) -> str:
    believed = turn.say("Thank you for telling me. I believe you, and it is not your fault.")
    now = f"{emergency_lines(turn)}\n{turn.say('If you can, go where people are.')}"
    yours = "\n".join([turn.say(WHERE), decides(turn)])
    return "\n\n".join([believed, now, evidence(turn, kind), yours, turn.say("Are you in danger right now?")])


@action(
    "victim_in_danger",
    said="never",
    urgent=True,
    of_danger=True,
    by_title=True,
)
def victim_in_danger(turn: Turn) -> Reply:
    """Danger to the student from somebody else: numbers first, counselors and security at once."""
    if turn.words and _is_named(alarm.sounded(turn)):
        return _listening(turn)
    begin_talk(turn, "victim", Step.WAITING, by_tone=False)
    told = alarm.sound(turn, kind="danger", case_kind="crisis", topic="life", named=True)
    return in_both(turn, lambda: _in_danger(turn, told))


def _in_danger(turn: Turn, told: alarm.Alarm) -> Reply:
    words = turn.say(
        "It is not your fault. Call now, before you write on. Get to where people are, or lock the door and stay on "
        "the line.\n{told}\nThen write to me where you are: I add it.",
        told=alarm.told_both(turn, told),
    )
    return Reply(f"{emergency_lines(turn)}\n\n{words}", urgent=True)


@action(
    "victim_person",
    said="never",
    urgent=True,
    of_danger=True,
    by_title=True,
)
def victim_person(turn: Turn) -> Reply:
    """Call a person to whom the student can tell it."""
    begin_talk(turn, "victim", Step.WAITING, by_tone=True)
    case = open_case(turn, kind="person", topic="feelings", risk="none")
    return in_both(turn, lambda: _person_comes(turn, case.ref))


def _person_comes(turn: Turn, ref: str) -> Reply:
    case = cases.open_of(turn.session, turn.conversation.id)
    words = turn.say("{told}\nYour request is {ref}. You choose how much you tell.", told=told_of(turn, case), ref=ref)
    if case is not None and case.share == "line" and is_read(turn, case):
        reads = turn.say("From now on they read what you write here, and no more of our talk than that.")
        words = f"{words} {reads}"
    return Reply(f"{words}\n\n{emergency_lines(turn)}", (victim(turn)[0], victim(turn)[2]))


@action(
    "victim_report",
    said="never",
    of_danger=True,
    by_title=True,
)
def victim_report(turn: Turn) -> Reply:
    """Tell security what the student wants it to know, word for word."""
    if MAY_BE_KNOWN in turn.answers:
        return _reported(turn, turn.answers[MAY_BE_KNOWN])
    turn.conversation.awaiting = {"intent": "victim_report", "slot": MAY_BE_KNOWN, "accepts": "text"}
    return what_may_be_known(turn)


@form("victim_report", MAY_BE_KNOWN, back=noted("Tell security for me"), after_no=False)
def what_may_be_known(turn: Turn) -> Reply:
    """Ask what security may know."""
    words = turn.say(
        "Write what security may know: what happened, when and where, as much or as little as you like. I pass on "
        "exactly that, confidentially: only security sees who wrote it."
    )
    return Reply(words, (Button(turn.say("Rather not"), "victim_decides"),))


def _of_the_form(turn: Turn) -> Reply | None:
    """Take what is told where we had just asked what security may know; after a refusal it is asked about first."""
    found = meant(turn.words)
    asked = (turn.conversation.awaiting or {}).get("slot") == MAY_BE_KNOWN
    refused = turn.conversation.slots.get(REFUSED) == MAY_BE_KNOWN
    turn.forget(REFUSED)
    if asked and found == Meant.ANSWER:
        return _reported(turn, turn.told.strip())
    if (found == Meant.HELD_BACK and asked) or (refused and found in (Meant.ANSWER, Meant.HELD_BACK)):
        lead = noted("Thank you for telling me. I believe you, and it is not your fault.")
        held = drafts.hold(turn, intent="victim_report", slot=MAY_BE_KNOWN, lead=lead)
        return replace(held, text=f"{held.text}\n\n{emergency_lines(turn)}", urgent=turn.parse.danger.is_urgent)
    return None


def _reported(turn: Turn, words: str) -> Reply:
    begin_talk(turn, "victim", Step.WAITING, by_tone=True)
    incident = incidents.report(
        turn.session,
        kind="danger",
        place="",
        words=words,
        mode="confidential",
        conversation=turn.conversation,
        zone=turn.zone,
        now=turn.now,
    )
    return in_both(turn, lambda: _thanks(turn, told_security(turn, incident), incident.ref))


def _thanks(turn: Turn, told: str, ref: str) -> Reply:
    words = turn.say("Kept as {ref}, in your words. {told}\nThat took courage. Keep what shows it.", ref=ref, told=told)
    return Reply(f"{words}\n\n{emergency_lines(turn)}", (victim(turn)[0], victim(turn)[1]))


@action(
    "victim_decides",
    said="never",
    of_danger=True,
    by_title=True,
)
def victim_decides(turn: Turn) -> Reply:
    """Leave the decision with the student."""
    begin_talk(turn, "victim", Step.WAITING, by_tone=True)
    return in_both(turn, lambda: _leave_it(turn))


def _leave_it(turn: Turn) -> Reply:
    words = turn.say("That's all right. Keep what shows it, so that you can still choose later.")
    return Reply(f"{words} {decides(turn)}", victim(turn))


def _next(turn: Turn) -> Reply:
    words = noted(
        "In this order, and each only when you are ready:\n"
        "1. A safe place for tonight, and one person who knows.\n"
        "2. Keep what shows it; delete nothing.\n"
        "3. See a doctor if you were hurt.\n"
        "4. Decide about a report in your own time; a counselor or a person can go through it with you."
    )
    return in_both(turn, lambda: Reply(f"{turn.say(words)}\n\n{emergency_lines(turn)}", victim(turn)))


def _scared(turn: Turn) -> Reply:
    words = noted(
        "Being scared after that makes sense. Go where people are or lock the door, and let somebody you trust stay on "
        "the phone with you. I answer as long as you write, at any hour."
    )
    return in_both(turn, lambda: Reply(f"{turn.say(words)}\n\n{emergency_lines(turn)}", victim(turn)))


def _listening(turn: Turn) -> Reply:
    """Take in what else is told; where an alarm was sounded, security gets it too."""
    incident = alarm.sounded(turn)
    if incident is None or not _is_named(incident):
        words = noted("I'm listening, and I believe you. Take your time; what would help you most now?")
        return in_both(turn, lambda: Reply(turn.say(words), victim(turn)))
    alarms.add(turn.session, incident, turn.told, now=turn.now)
    return in_both(turn, lambda: _added(turn, told_security(turn, incident)))


def _is_named(incident: Incident | None) -> bool:
    """Say whether it is an alarm; to what the student chose to tell security in confidence nothing is added."""
    return incident is not None and incident.mode == "named"


def _added(turn: Turn, told: str) -> Reply:
    words = turn.say("Thank you, I have added that. {told}", told=told)
    return Reply(f"{words}\n\n{emergency_lines(turn)}", urgent=True)


LINES: dict[str, Line] = {
    **ANSWERS,
    "victim_in_danger": victim_in_danger,
    "victim_person": victim_person,
    "victim_decides": victim_decides,
    "victim_next": _next,
    "victim_scared": _scared,
    "victim_listening": _listening,
}
