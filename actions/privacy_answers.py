"""What becomes of a student's words here, said short and as it is: who reads them, what is kept, who is told."""

from actions.cards import joined, menu
from actions.registry import action
from actions.reply import Button, Reply
from actions.turn import Turn
from community.handoff import cases


@action("ask_privacy")
def ask_privacy(turn: Turn) -> Reply:
    """Answer the side that was asked for; who asks is no danger and gets no menu."""
    match turn.request.entity("side"):
        case "told":
            words = _told(turn)
        case "anonymous":
            words = _anonymous(turn)
        case "kept":
            words = _kept(turn)
        case _:
            words = _readers(turn)
    person = Button(turn.say("A person"), "talk_to_human", {"topic": "life"})
    return Reply(joined(words, _open_request(turn)), (Button(turn.say("What I store"), "privacy"), person, menu(turn)))


def _readers(turn: Turn) -> str:
    return turn.say(
        "I'm a bot and answer by myself. Staff read of our chat what goes into a request, a report or a sign of "
        "danger, and the chat of the day before only if you share it. Whoever runs this computer could open what is "
        "stored."
    )


def _kept(turn: Turn) -> str:
    return turn.say(
        "Yes, I keep our messages and what you book or sign up for. I can't delete them myself yet: a person of the "
        "staff can see to it."
    )


def _told(turn: Turn) -> str:
    return turn.say(
        "I write to no parents, teachers or classmates by myself. Staff get what you send them: a request, a report. "
        "Where a life may be in danger they are called at once, and people decide what is done then."
    )


def _anonymous(turn: Turn) -> str:
    """Say whether a name is known here, from the student's row."""
    name = turn.student.name or turn.student.school_number
    known = turn.say("I know you here as {name}.", name=name) if name else turn.say("I don't know your name here.")
    return joined(
        known,
        turn.say(
            "Quite anonymous it is not: our chat is kept under this account or browser. A hazard can be reported "
            "without your name."
        ),
    )


def _open_request(turn: Turn) -> str:
    case = cases.open_of(turn.session, turn.conversation.id)
    return turn.say("Your request {ref} is open: staff see what you write here.", ref=case.ref) if case else ""
