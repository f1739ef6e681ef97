"""What is said once an act is under way: pills taken, a wound, a roof. 120 first, counselors and security are told."""

from collections.abc import Mapping

from actions.care import alarm
from actions.care.crisis_lines import HARMED, Line
from actions.care.crisis_words import buttons_at, step_of, with_question
from actions.cases.told import told_of, told_security
from actions.dialogue.both import in_both
from actions.dialogue.numbers import emergency, emergency_lines
from actions.dialogue.reply import Reply
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from community.cases import cases, crisis_talks
from community.cases.crisis_rules import ACTED, Step
from community.cases.hotlines import AMBULANCE, POLICE
from community.cases.tables import CrisisTalk
from community.safety import alarms
from understanding.care.crisis_answers import Answer

TOLD_WITH_THE_ANSWER = frozenset((Answer.HARMED, Answer.EDGE))
EDGE = noted(
    "Please step back from there now, to where you have firm ground and people near you. Sit down there. If you can't, "
    "call {ambulance} or {police}, or call out, and say where you are.\n{told}"
)
HURT_AGAIN = noted(
    "Please don't wait with it: call {ambulance}, or show somebody near you this line and let them call. At the other "
    "end are people who answer day and night; the place and what happened are enough.\n{told}"
)
EDGE_AGAIN = noted(
    "I'm here and read what you write. Please take one step back from there first, and then one more. If you can't: "
    "{ambulance} or {police}, or call out to somebody.\n{told}"
)
NOTED = noted("Thank you, such details help whoever helps you. {told}\nPlease call {ambulance} if nobody has yet.")
HURT_STILL = noted(
    "Thank you for telling me. It can feel fine at first and get worse hours later, so please let a doctor look at it "
    "all the same: {ambulance}. If nothing was taken and nobody is hurt, tell me so in these words."
)
HURT_TOGETHER = noted(
    "Good that you aren't alone with it. Show them this: “I have taken something or hurt myself. Please call "
    "{ambulance} and stay with me.”"
)
HELP_COMING = noted(
    "Good, that was the most important step. Open the door, sit or lie on your side, keep the packet or a cloth on the "
    "wound ready, and do what {ambulance} tells you. Write to me when they are there."
)
HELP_CAME = noted(
    "I'm glad that they are with you. Tell them all of it: what, how much, and when. You can write to me afterwards, "
    "at any hour."
)
CAME_DOWN = noted(
    "I'm so glad that you are away from there. That took strength. Please stay where people are, and don't go back."
)
NOT_HURT = noted(
    "I'm glad to read that. If it bleeds again, or you feel sick, sleepy or dizzy, call {ambulance} at once. Please "
    "put everything that could hurt you out of reach."
)


def _sounds(turn: Turn, words: str, step: Step) -> Reply:
    """Tell counselors and security, then say who knows."""
    talk = crisis_talks.current(turn.session, turn.conversation.id, now=turn.now)
    if talk is not None:
        crisis_talks.confirm(talk)
    told = alarm.sound(turn, kind="danger", case_kind="crisis", topic="feelings", named=True)
    return in_both(turn, lambda: _reply(turn, words, step, alarm.told_both(turn, told)))


def _says(turn: Turn, words: str, step: Step) -> Reply:
    """Say the words, with who of counselors and security knows."""
    case, incident = cases.open_of(turn.session, turn.conversation.id), alarm.sounded(turn)

    def told() -> str:
        security = told_security(turn, incident) if incident is not None else ""
        return "\n".join(part for part in (told_of(turn, case), security) if part)

    return in_both(turn, lambda: _reply(turn, words, step, told()))


def _reply(turn: Turn, words: str, step: Step, told: str) -> Reply:
    said = with_question(turn, words, step, told=told, ambulance=AMBULANCE, police=POLICE)
    numbers = f"\n\n{emergency_lines(turn)}" if step in ACTED else ""
    return Reply(f"{said}{numbers}", buttons_at(turn, step), urgent=True)


def note(turn: Turn, talk: CrisisTalk, answer: Answer | None) -> None:
    """Add to the alarm what may help whoever comes: whatever was not read as a mere answer, and any figure."""
    incident = alarm.sounded(turn) if talk.step in ACTED and answer not in TOLD_WITH_THE_ANSWER else None
    if incident is not None and (answer in (None, Answer.PLACE) or any(one.isdigit() for one in turn.words)):
        alarms.add(turn.session, incident, turn.told, now=turn.now)


def with_ambulance(turn: Turn, reply: Reply, talk: CrisisTalk | None) -> Reply:
    """Put the numbers for danger to life before whatever is answered while an act is under way."""
    if talk is None or talk.ended_at is not None or talk.step not in ACTED or AMBULANCE in reply.text:
        return reply
    first = in_both(turn, lambda: Reply(emergency(turn))).text
    return Reply(f"{first}\n{reply.text}", reply.buttons, reply.attachment, reply.urgent, reply.edits)


LINES: Mapping[str, Line] = {
    "hurt": lambda turn: _sounds(turn, HARMED, Step.HURT),
    "edge": lambda turn: _sounds(turn, EDGE, Step.EDGE),
    "hurt_again": lambda turn: _says(turn, HURT_AGAIN, Step.HURT),
    "edge_again": lambda turn: _says(turn, EDGE_AGAIN, Step.EDGE),
    "noted": lambda turn: _says(turn, NOTED, step_of(turn)),
    "hurt_still": lambda turn: _says(turn, HURT_STILL, Step.HURT),
    "hurt_together": lambda turn: _says(turn, HURT_TOGETHER, Step.HURT),
    "help_coming": lambda turn: _says(turn, HELP_COMING, Step.WAITING),
    "help_came": lambda turn: _says(turn, HELP_CAME, Step.WAITING),
    "came_down": lambda turn: _says(turn, CAME_DOWN, Step.COMPANY),
    "not_hurt": lambda turn: _says(turn, NOT_HURT, Step.COMPANY),
}
