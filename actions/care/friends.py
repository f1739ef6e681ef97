"""Worry about somebody else: what to say, what not, and asking for a look."""

from actions.care import alarm
from actions.care.after_alarm import after
from actions.care.crisis_lines import Line
from actions.care.emergency_aid import steps
from actions.care.ways_out import friend
from actions.cases.opening import begin_talk, open_case
from actions.cases.told import can_look, told_security
from actions.dialogue.both import in_both
from actions.dialogue.cards import menu
from actions.dialogue.numbers import emergency_lines
from actions.dialogue.registry import action, form
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from community.cases.crisis_rules import Step
from community.safety import alarms, rules
from understanding.care.harm import is_happening_now
from understanding.crisis.acute import After, after_alarm, help_for, names_writer
from understanding.crisis.normalise import normalise
from understanding.wishes.form_answers import Meant, meant

ASKED = "who_and_where"


@action(
    "worried_about_friend",
    title=noted("Worried about somebody"),
    interrupts=True,
    gives_way=True,
    beside_danger="near_danger",
)
def worried_about_friend(turn: Turn) -> Reply:
    """Thank, and say what helps; where we had just asked who and where, the words are the answer to that."""
    danger = turn.parse.danger
    if danger.acute:
        return friend_in_danger(turn)
    awaiting = turn.conversation.awaiting or {}
    if awaiting.get("slot") == ASKED and (danger.level == "crisis" or meant(turn.words) == Meant.ANSWER):
        turn.conversation.awaiting = None
        return _look(turn, risk="high" if danger.level == "crisis" else "low")
    if alarm.sounded(turn) is not None or (danger.level == "crisis" and is_happening_now(turn.words)):
        return friend_in_danger(turn)
    begin_talk(turn, "friend", Step.ASKED, by_tone=danger.level == "none" or danger.by_tone)
    grave = danger.level == "crisis"
    return in_both(turn, lambda: _card(turn, grave))


def _card(turn: Turn, grave: bool) -> Reply:
    words = turn.say(
        "Thank you for looking out for them. Asking openly does no harm.\n"
        "Say: “I'm worried about you. What is going on?” Listen, and stay with them.\n"
        "Don't promise to keep it secret, don't argue, don't leave them alone if it is serious.\n"
        "Are they in danger right now? Then call 120 or 110 first."
    )
    return Reply(f"{emergency_lines(turn)}\n\n{words}" if grave else words, friend(turn), urgent=grave)


@action(
    "friend_in_danger",
    said="never",
    urgent=True,
    of_danger=True,
    by_title=True,
)
def friend_in_danger(turn: Turn) -> Reply:
    """Danger to somebody else: numbers first, counselors and security at once, without the student's name."""
    if turn.words and alarm.sounded(turn) is not None:
        return _listening(turn)
    begin_talk(turn, "friend", Step.WAITING, by_tone=False)
    told = alarm.sound(turn, kind="danger", case_kind="welfare", topic="life", named=False)
    return in_both(turn, lambda: _in_danger(turn, told))


def goes_on_after_alarm(turn: Turn, *, held: bool) -> Reply | None:
    """Answer what helps somebody in danger for whom an alarm was sounded, None where the talk has the answer.

    Args:
        held: a counselor has the talk; then only where it is and what happens there reaches security.
    """
    incident, danger, plain = alarm.sounded(turn), turn.parse.danger, normalise(turn.words)
    if incident is None or (danger.about == "oneself" and danger.is_urgent and names_writer(plain)):
        return None
    said, aid = after_alarm(plain), help_for(plain)
    if held and not (aid or said == After.OVER or rules.names_place(turn.words)):
        return None
    if not held and said is None and aid is None:
        return None
    before = normalise(incident.words)
    alarms.add(turn.session, incident, turn.words, now=turn.now)
    return in_both(turn, lambda: after(turn, incident, said, aid or help_for(before)))


def _in_danger(turn: Turn, told: alarm.Alarm) -> Reply:
    aid = help_for(normalise(told.incident.words))
    numbers = f"{emergency_lines(turn)}\n\n{steps(turn, aid)}" if aid else emergency_lines(turn)
    words = turn.say(
        "Call now, before you write on. Stay with them if that is safe for you, and don't argue.\n{told}\n"
        "Then write to me who and where they are: I add it. The person you worry about isn't told that it was you.",
        told=alarm.told_both(turn, told),
    )
    return Reply(f"{numbers}\n\n{words}", urgent=True)


@action(
    "friend_needs_look",
    said="never",
    of_danger=True,
    by_title=True,
)
def friend_needs_look(turn: Turn) -> Reply:
    """Ask who and where, then ask the staff to look."""
    if ASKED in turn.answers:
        return _look(turn, risk="low")
    turn.conversation.awaiting = {"intent": "friend_needs_look", "slot": ASKED, "accepts": "text"}
    return who_and_where(turn)


@form("friend_needs_look", ASKED, back=noted("Ask a teacher to look"))
def who_and_where(turn: Turn) -> Reply:
    """Ask whom somebody shall look after, and where they are."""
    return Reply(
        turn.say(
            "Who is it, and where do they live or study? What have you noticed? "
            "The person you worry about isn't told that it was you."
        ),
        (Button(turn.say("Rather not"), "cancel"),),
    )


@action(
    "friend_how_to_talk",
    said="never",
    of_danger=True,
    by_title=True,
)
def friend_how_to_talk(turn: Turn) -> Reply:
    """Teach the few things that help most."""
    begin_talk(turn, "friend", Step.WAITING, by_tone=True)
    return in_both(turn, lambda: _how_to_talk(turn))


def _how_to_talk(turn: Turn) -> Reply:
    return Reply(
        turn.say(
            "Choose a quiet place and time. Then:\n"
            "1. Say what you saw: “You have hardly spoken for days, and you gave your things away.”\n"
            "2. Ask directly: “Are you thinking of not living any more?” Asking does not put it into anyone's head.\n"
            "3. Listen more than you talk. Not “cheer up”, but “that sounds so hard”.\n"
            "4. Go together: to a counselor, to a teacher, or call 12356 side by side.\n"
            "5. Look after yourself too. You are their friend, not their doctor."
        ),
        (*friend(turn)[:2], Button(turn.say("Book a counselor"), "book_counseling")),
    )


def _not_now(turn: Turn) -> Reply:
    words = noted(
        "Good to know. Then there is time to talk with them, and you needn't carry it alone. What would help you most?"
    )
    return in_both(turn, lambda: Reply(turn.say(words), friend(turn)))


def _scared(turn: Turn) -> Reply:
    words = noted(
        "It is frightening to see somebody like that, and you did right to tell. You don't have to hold this on your "
        "own: stay where others are, and take somebody with you. I answer as long as you write, at any hour."
    )
    return in_both(turn, lambda: Reply(f"{turn.say(words)}\n\n{emergency_lines(turn)}", friend(turn)))


def _listening(turn: Turn) -> Reply:
    """Take in what else is told; where an alarm was sounded, security gets it too."""
    incident = alarm.sounded(turn)
    if incident is None:
        words = noted("Thank you for telling me. Shall somebody look after them, or would you like to talk with them?")
        return in_both(turn, lambda: Reply(turn.say(words), friend(turn)))
    alarms.add(turn.session, incident, turn.told, now=turn.now)
    return in_both(turn, lambda: _added(turn, told_security(turn, incident)))


def _added(turn: Turn, told: str) -> Reply:
    words = turn.say("Thank you, I have added that. {told}\nStay with them only if that is safe for you.", told=told)
    return Reply(f"{words}\n\n{emergency_lines(turn)}", urgent=True)


def _look(turn: Turn, *, risk: str) -> Reply:
    case = open_case(turn, kind="welfare", topic="life", risk=risk)
    if can_look(turn):
        words = turn.say(
            "Thank you. Case {ref}: somebody of the staff looks within a day; the person you wrote about isn't told "
            "that it was you. If it becomes urgent, call 120 or 110, and tell me.",
            ref=case.ref,
        )
    else:
        words = turn.say(
            "Thank you. I have kept it as {ref}, but nobody of the staff is set up here to see it. Please tell a "
            "teacher yourself; if it becomes urgent, call 120 or 110.",
            ref=case.ref,
        )
    return Reply(words, (Button(turn.say("In danger now"), "friend_in_danger"), menu(turn)))


LINES: dict[str, Line] = {
    "friend_in_danger": friend_in_danger,
    "friend_needs_look": friend_needs_look,
    "friend_how_to_talk": friend_how_to_talk,
    "friend_not_now": _not_now,
    "friend_scared": _scared,
    "friend_listening": _listening,
}
