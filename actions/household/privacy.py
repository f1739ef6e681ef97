"""What becomes of a student's words here, said short and as it is: who reads them, what is kept, who is told."""

from actions.cases import told
from actions.dialogue.cards import joined, menu
from actions.dialogue.registry import action
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from community import retention
from community.cases import cases, reach


@action("ask_privacy", title=noted("Who reads what I write"), said="by_rule")
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
    bot = turn.say("I'm a bot, answer by myself and keep our messages.")
    return f"{bot} {told.staff_read(turn)} {turn.say('Whoever runs this computer could open what is stored.')}"


def _kept(turn: Turn) -> str:
    """Say how long, as `community/retention.py` declares it."""
    return turn.say(
        "Yes. I keep the words of our chat for about {days} days, and longer where they belong to a request, a report "
        "or a sign of danger. What you book or sign up for stays. I can't delete anything myself yet: a person of the "
        "staff can see to it.",
        days=retention.WORDS.days,
    )


def _told(turn: Turn) -> str:
    by_myself = turn.say(
        "I write to no parents, teachers or classmates by myself. Staff get what you send them: a booking, a request, "
        "a report."
    )
    if reach.look(turn.session, turn.now).anybody:
        danger = turn.say("Where a life may be in danger they are called at once, and people decide what is done then.")
    else:
        danger = turn.say("At this moment I could reach nobody of them: where a life is in danger, call 110 or 120.")
    return f"{by_myself} {danger}"


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
