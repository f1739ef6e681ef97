"""Danger to life: the help card, the gentle question, and what follows from its answers."""

from actions.cards import menu
from actions.counseling import share_feelings
from actions.opening import open_case
from actions.registry import action
from actions.reply import Button, Reply
from actions.turn import Turn
from community.conversations import talks
from community.handoff import cases, hotlines, rules
from community.handoff.hotlines import AMBULANCE, POLICE, SUPPORT, Number
from community.handoff.tables import HandoffCase
from understanding.parse import CrisisLevel

MOST_NUMBERS = 3


def crisis_reply(turn: Turn, level: CrisisLevel) -> Reply:
    """Answer words that tell of danger, open an urgent case and tell the staff, all in this turn.

    Args:
        level: `crisis` gets the help card at once, `ask` the gentle question with the card beside it. Who has an open
            case of that kind already is not asked twice.
    """
    before = cases.open_of(turn.session, turn.conversation.id)
    again = before is not None and before.kind == "crisis"
    case = _open(turn, "high" if level == "crisis" or again else "low")
    turn.conversation.last_intent = "crisis"
    if case.risk == "high":
        return _card(turn, case)
    question = turn.say(
        "Thank you for telling me. Your safety matters to me. Are you having thoughts of hurting yourself?"
    )
    return Reply(f"{question}\n\n{_numbers(turn)}", (*_answers(turn), *_ways_out(turn)), urgent=True)


@action("crisis")
def crisis(turn: Turn) -> Reply:
    """Answer what sounded like a crisis to the NLU alone: gently where the words give any cause, else warmly."""
    return share_feelings(turn) if turn.parse.danger.level == "none" else crisis_reply(turn, "ask")


@action("crisis_yes")
def crisis_yes(turn: Turn) -> Reply:
    """Stay with a student who says yes."""
    case = _open(turn, "high")
    words = turn.say(
        "Thank you for trusting me with that. You are not alone now. {told}\n"
        "Please move away from anything you could hurt yourself with, and to where people are. Is anyone with you?",
        told=told_of(turn, case),
    )
    return Reply(f"{words}\n\n{_numbers(turn)}", _ways_out(turn), urgent=True)


@action("crisis_not_sure")
def crisis_not_sure(turn: Turn) -> Reply:
    """Stay with a student who cannot say."""
    case = _open(turn, "high")
    words = turn.say(
        "That's all right, you needn't find words for it. {told} I'll stay with you. Is anyone with you?",
        told=told_of(turn, case),
    )
    return Reply(f"{words}\n\n{_numbers(turn)}", _ways_out(turn), urgent=True)


@action("crisis_no")
def crisis_no(turn: Turn) -> Reply:
    """Believe a student who says no; the case stays open, so that a person looks all the same."""
    return Reply(
        turn.say(
            "All right, I believe you. The help card stays in /help. Somebody of the counseling team may still ask "
            "how you are within a day; that is how we look after each other here."
        ),
        (Button(turn.say("Book a counselor"), "book_counseling"), menu(turn)),
    )


@action("person_now")
def person_now(turn: Turn) -> Reply:
    """Call a person for a student who asks for one from the card."""
    case = _open(turn, "high")
    words = turn.say("{told}\nWrite to me here until then: what you write is passed on.", told=told_of(turn, case))
    return Reply(f"{words}\n\n{_numbers(turn)}", (_trusted(turn), _steady(turn)), urgent=True)


@action("help_card")
def help_card(turn: Turn) -> Reply:
    """Show who helps, and the numbers to call."""
    person = Button(turn.say("A person now"), "talk_to_human", {"topic": "feelings"})
    fraud = [_line(turn, number) for number in _of_kind(turn, "fraud")]
    security = [_line(turn, number) for number in _of_kind(turn, "security")]
    return Reply(
        "\n".join([turn.say("You can reach help right now:"), _numbers(turn), *security, *fraud]),
        (person, _trusted(turn), _steady(turn), Button(turn.say("Book a counselor"), "book_counseling")),
    )


@action("steady_myself")
def steady_myself(turn: Turn) -> Reply:
    """Help through the next five minutes."""
    return Reply(
        turn.say(
            "Let's take the next few minutes together, step by step.\n"
            "1. Put both feet on the floor. Breathe in for 4, hold for 2, out for 6. Five times.\n"
            "2. Name 5 things you see, 4 you can touch, 3 you hear, 2 you smell, 1 you taste.\n"
            "3. Hold something cold, or wash your face with cold water.\n"
            "4. Go where somebody is, or open the door.\n"
            "A wave of feeling gets smaller if you let it pass. I'm still here."
        ),
        (_person(turn), _trusted(turn)),
    )


@action("trusted_person")
def trusted_person(turn: Turn) -> Reply:
    """Make it easy to reach out to somebody."""
    return Reply(
        turn.say(
            "Who comes to mind first: a friend, a roommate, somebody of your family? You needn't explain anything. "
            "You can send them this:\n“I'm not doing well right now. Can you call me, or come and stay with me?”"
        ),
        (_person(turn), _steady(turn)),
    )


def _open(turn: Turn, risk: str) -> HandoffCase:
    return open_case(turn, kind="crisis", topic="feelings", risk=risk)


def _card(turn: Turn, case: HandoffCase) -> Reply:
    words = turn.say(
        "Thank you for telling me. Your safety matters to me, and you don't have to get through this alone. {told}",
        told=told_of(turn, case),
    )
    safe = Button(turn.say("No, I'm safe"), "crisis_no")
    return Reply(f"{words}\n\n{_numbers(turn)}", (*_ways_out(turn), safe), urgent=True)


def told_of(turn: Turn, case: HandoffCase) -> str:
    """Say truthfully who knows by now."""
    if case.state == "claimed":
        return turn.say("{name} reads what you write here.", name=case.claimed_by)
    if talks.staff_groups(turn.session):
        told = turn.say("I am calling the counseling team now; whoever is first writes to you here.")
    else:
        told = turn.say("What you wrote is now first in the counselors' inbox; they write to you here.")
    if rules.is_open(turn.now, turn.zone):
        return told
    return f"{told} {turn.say('The office is closed at this hour, so please call a number below and do not wait.')}"


def _numbers(turn: Turn) -> str:
    """Say the numbers, those for danger to life first, whatever the table holds."""
    return "\n".join([_emergency(turn), turn.say("To talk to somebody now:"), support_lines(turn)])


def support_lines(turn: Turn) -> str:
    """Say the numbers of those who listen."""
    support = _of_kind(turn, "support")[:MOST_NUMBERS]
    if not support:
        support = [Number(SUPPORT, turn.say("National psychological support line"), "")]
    return "\n".join(_line(turn, number) for number in support)


def emergency_lines(turn: Turn) -> str:
    """Say the numbers for danger to life, and the campus's own."""
    return "\n".join([_emergency(turn), *(_line(turn, number) for number in _of_kind(turn, "security"))])


def _emergency(turn: Turn) -> str:
    return turn.say(
        "In danger right now: {ambulance} (ambulance) or {police} (police).", ambulance=AMBULANCE, police=POLICE
    )


def _of_kind(turn: Turn, kind: str) -> list[Number]:
    today = turn.now.astimezone(turn.zone).date()
    return hotlines.numbers(turn.session, kind, language=turn.language, today=today)


def _line(turn: Turn, number: Number) -> str:
    hours = turn.say(" ({hours})", hours=number.hours) if number.hours else ""
    return f"{number.number} {number.name}{hours}"


def _answers(turn: Turn) -> tuple[Button, ...]:
    return (
        Button(turn.say("Yes"), "crisis_yes"),
        Button(turn.say("I'm not sure"), "crisis_not_sure"),
        Button(turn.say("No"), "crisis_no"),
    )


def _ways_out(turn: Turn) -> tuple[Button, ...]:
    return _person(turn), _trusted(turn), _steady(turn)


def _person(turn: Turn) -> Button:
    return Button(turn.say("A person now"), "person_now")


def _trusted(turn: Turn) -> Button:
    return Button(turn.say("Someone I trust"), "trusted_person")


def _steady(turn: Turn) -> Button:
    return Button(turn.say("Steady myself"), "steady_myself")
