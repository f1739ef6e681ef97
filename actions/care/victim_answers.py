"""What somebody is answered who asks, in a talk about what was done to them: whose fault, who decides, who learns."""

from collections.abc import Mapping
from typing import get_args

from actions.care.crisis_lines import Line
from actions.care.victim_words import WHERE
from actions.care.ways_out import victim
from actions.cases.told import passes_on, told_of
from actions.dialogue.both import in_both
from actions.dialogue.numbers import emergency_lines
from actions.dialogue.reply import Reply
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from community.cases import cases
from community.cases.hotlines import POLICE
from understanding.care.victim_asks import Asked

_WORDS: Mapping[str, str] = {
    "fault": noted(
        "No. Whoever does such a thing decides to do it, and has to answer for it. What you wore or drank, what you "
        "said or didn't say, that you trusted somebody, froze or went along: none of it is consent, and none of it "
        "makes it your fault. It is common to ask yourself that afterwards."
    ),
    "proof": noted(
        "You can tell it without proof: to find it is the work of those who look into it. What you say counts, best "
        "written down soon: when, where, what, who was near. Often there is more than one thinks: messages before and "
        "after, call lists, payments, cameras, a doctor's record, whoever you told. Deleted chats can often be "
        "brought back, and a hospital can still help after a shower."
    ),
    "known": noted(
        "I don't write to whoever did it. In a confidential report only security sees who wrote it. But an inquiry "
        "mostly has to name what happened, and from that they may guess: so ask, before you agree to one, what they "
        "will be told. If you fear revenge, say so at once, keep every threat, and call {police} when it gets close."
    ),
    "police": noted(
        "That is yours to decide. You can go with somebody you trust, bring what you have, and ask first what would "
        "follow; ask for the receipt of your report. Sooner is better for traces and cameras, but later is possible "
        "too. In danger call {police} whatever you have decided."
    ),
    "believe": noted(
        "I believe you. Choose first somebody who has listened well before. Whoever doesn't listen says nothing about "
        "you: tell the next one, a counselor, a doctor, the police."
    ),
    "late": noted(
        "It's not too late to tell it, and a counselor is there for what happened long ago as well. Traces on the body "
        "are best secured within 72 hours; messages, records and what you remember help later too."
    ),
    "book": noted(
        "Seeing a counselor is a good idea: tap “Book a counselor” and choose a time. You needn't write beforehand "
        "what it is about. If you would rather talk today, tap “A person”."
    ),
    "inquiry": noted(
        "A report is looked into by whoever gets it: the police where it may be a crime, the school where it is about "
        "its own students or staff. You can ask each of them how it goes on, and say how much you want to tell."
    ),
}


def decides(turn: Turn) -> str:
    """Say who decides about a report, and what the staff get to read."""
    yours = turn.say("Whether you report it, where and when is yours to decide, unless somebody's life is in danger.")
    case = cases.open_of(turn.session, turn.conversation.id)
    if passes_on(case):
        return f"{yours} {told_of(turn, case)}"
    return f"{yours} {turn.say('I pass nothing on unless you ask me to.')}"


def _answered(turn: Turn, question: str) -> Reply:
    """Answer, with what belongs beside it: who decides, or where it can be told."""
    return in_both(turn, lambda: Reply(_text(turn, question), victim(turn)))


def _text(turn: Turn, question: str) -> str:
    said = [turn.say(_WORDS[question], police=POLICE)] if question in _WORDS else []
    if question in ("decides", "known"):
        said.append(decides(turn))
    if question == "decides":
        said.append(turn.say(_WORDS["inquiry"]))
    if question in ("where", "decides"):
        said.append(turn.say(WHERE))
    if question in ("where", "police", "known"):
        said.append(emergency_lines(turn))
    return "\n\n".join(said)


def _line(question: str) -> Line:
    return lambda turn: _answered(turn, question)


LINES: Mapping[str, Line] = {f"asked_{question}": _line(question) for question in get_args(Asked)}
