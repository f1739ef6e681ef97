"""Worry about somebody else: what to say, what not, and asking for a look."""

from actions.cards import menu
from actions.crisis import emergency_lines, told_of
from actions.opening import open_case
from actions.registry import action
from actions.reply import Button, Reply
from actions.turn import Turn
from community.handoff.tables import HandoffCase

ASKED = "who_and_where"


@action("worried_about_friend")
def worried_about_friend(turn: Turn) -> Reply:
    """Thank, and say what helps; where we had just asked who and where, the words are the answer to that."""
    awaiting = turn.conversation.awaiting or {}
    if awaiting.get("slot") == ASKED:
        turn.conversation.awaiting = None
        return _look(turn, risk="high" if turn.parse.danger.level == "crisis" else "low")
    return Reply(
        turn.say(
            "Thank you for looking out for them. Asking openly does no harm.\n"
            "Say: “I'm worried about you. What is going on?” Listen, and stay with them.\n"
            "Don't promise to keep it secret, don't argue, don't leave them alone if it is serious.\n"
            "Are they in danger right now? Then call 120 or 110 first."
        ),
        (
            Button(turn.say("In danger now"), "friend_in_danger"),
            Button(turn.say("Ask a teacher to look"), "friend_needs_look"),
            Button(turn.say("Teach me how to talk"), "friend_how_to_talk"),
        ),
    )


@action("friend_in_danger")
def friend_in_danger(turn: Turn) -> Reply:
    """Danger to somebody else: numbers first, and the staff at once."""
    case = _open(turn, risk="high")
    words = turn.say(
        "Call now, before you write on. Stay with them if that is safe for you, and don't argue. {told}\n"
        "Then write to me who and where they are: I pass it on at once. They won't know that it was you.",
        told=told_of(turn, case),
    )
    return Reply(f"{emergency_lines(turn)}\n\n{words}", urgent=True)


@action("friend_needs_look")
def friend_needs_look(turn: Turn) -> Reply:
    """Ask who and where, then ask the staff to look."""
    if ASKED in turn.answers:
        return _look(turn, risk="low")
    turn.await_answer(ASKED)
    return Reply(
        turn.say("Who is it, and where do they live or study? What have you noticed? They won't know that it was you."),
        (Button(turn.say("Rather not"), "cancel"),),
    )


@action("friend_how_to_talk")
def friend_how_to_talk(turn: Turn) -> Reply:
    """Teach the few things that help most."""
    return Reply(
        turn.say(
            "Choose a quiet place and time. Then:\n"
            "1. Say what you saw: “You have hardly spoken for days, and you gave your things away.”\n"
            "2. Ask directly: “Are you thinking of not living any more?” Asking does not put it into anyone's head.\n"
            "3. Listen more than you talk. Not “cheer up”, but “that sounds so hard”.\n"
            "4. Go together: to a counselor, to a teacher, or call 12356 side by side.\n"
            "5. Look after yourself too. You are their friend, not their doctor."
        ),
        (
            Button(turn.say("Ask a teacher to look"), "friend_needs_look"),
            Button(turn.say("In danger now"), "friend_in_danger"),
            Button(turn.say("Book a counselor"), "book_counseling"),
        ),
    )


def _look(turn: Turn, *, risk: str) -> Reply:
    case = _open(turn, risk=risk)
    words = turn.say(
        "Thank you. Case {ref}: somebody of the staff looks within a day, and they won't know that it was you. "
        "If it becomes urgent, call 120 or 110, and tell me.",
        ref=case.ref,
    )
    return Reply(words, (Button(turn.say("In danger now"), "friend_in_danger"), menu(turn)))


def _open(turn: Turn, *, risk: str) -> HandoffCase:
    return open_case(turn, kind="welfare", topic="life", risk=risk)
