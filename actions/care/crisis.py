"""Danger to the student themself: the help card, the gentle question, and what their buttons lead to."""

import re

from actions.care import crisis_talk
from actions.care.crisis_words import QUESTIONS, steps
from actions.care.ways_out import answers, steady, trusted, ways_out
from actions.care.ways_out import person as person_button
from actions.cases.opening import open_case
from actions.cases.told import told_of
from actions.counseling.booking import share_feelings
from actions.dialogue.both import in_both
from actions.dialogue.numbers import all_lines, fraud_lines, security_lines
from actions.dialogue.registry import action
from actions.dialogue.reply import Button, Reply
from actions.dialogue.traits import Command, OnMenu
from actions.dialogue.turn import TOLD_IN, Turn
from actions.dialogue.wording import noted
from community.cases import cases, crisis_rules, crisis_talks
from community.cases.crisis_rules import Heard, Step
from community.cases.tables import HandoffCase
from understanding.parse import CrisisLevel

_CRY = (
    r"(?:please |somebody |someone |anyone )*(?:help me|sos|s\.o\.s|i need help now|emergency|mayday)"
    r"(?: now| please| help| quick(?:ly)?)*"
    r"|快?(?:来人|谁来)?(?:救命|救救我|救我|急救|求助|求救|呼救)[啊呀了]*"
)
CRIES = re.compile(rf"(?:(?:{_CRY})[\s,.!?~。、…]*)+")
"""A cry for help, however often repeated; whoever says more than that is understood as usual, and listened to."""


def crisis_reply(turn: Turn, level: CrisisLevel, *, by_tone: bool) -> Reply:
    """Answer words that tell of danger to their writer; how soon people are called stands in `crisis_rules.alarm`.

    Args:
        level: `crisis` gets the help card at once, `ask` the gentle question with the card beside it. Who is in a talk
            about danger already is not asked twice.
        by_tone: only the tone spoke for danger, which is asked about and no more.
    """
    if told_in := turn.parse.danger.told_in:
        turn.remember(**{TOLD_IN: told_in})
    before = _heard_before(turn)
    alarm = crisis_rules.alarm(level, by_tone=by_tone, before=before)
    shows_card = alarm.shows == "card"
    crisis_talk.begin(turn, Step.COMPANY if shows_card else Step.ASKED, by_tone=by_tone and not shows_card)
    case = _open(turn, alarm.risk) if alarm.risk is not None else None
    turn.conversation.last_intent = "crisis"
    if shows_card:
        assert case is not None, "the card is shown with a case"
        return in_both(turn, lambda: _card(turn, case, again=before.settled))
    return in_both(turn, lambda: _question(turn))


def _heard_before(turn: Turn) -> Heard:
    before = crisis_talks.heard_before(turn.session, turn.conversation.id, now=turn.now)
    case = cases.open_of(turn.session, turn.conversation.id)
    settled = case is not None and case.kind == "crisis" and case.risk == "high"
    return before._replace(settled=before.settled or settled)


@action(
    "crisis",
    title=noted("In a crisis"),
    guessed=False,
    of_danger=True,
    beside_danger="like_danger",
)
def crisis(turn: Turn) -> Reply:
    """Answer what sounded like a crisis to the NLU alone: gently where the words give any cause, else warmly."""
    danger = turn.parse.danger
    return share_feelings(turn) if danger.level == "none" else crisis_reply(turn, "ask", by_tone=danger.by_tone)


@action(
    "crisis_yes",
    said="never",
    urgent=True,
    of_danger=True,
)
def crisis_yes(turn: Turn) -> Reply:
    """Go on with a student who says yes."""
    return crisis_talk.take(turn, "yes", at=Step.ASKED)


@action(
    "crisis_not_sure",
    said="never",
    urgent=True,
    of_danger=True,
)
def crisis_not_sure(turn: Turn) -> Reply:
    """Go on with a student who cannot say."""
    return crisis_talk.take(turn, "not_sure", at=Step.ASKED)


@action("crisis_no", said="never", of_danger=True)
def crisis_no(turn: Turn) -> Reply:
    """Believe a student who says no."""
    return crisis_talk.take(turn, "no", at=Step.ASKED)


@action("crisis_safe", said="never", of_danger=True)
def crisis_safe(turn: Turn) -> Reply:
    """End the talk with a student who says that they are safe."""
    return crisis_talk.take(turn, "safe", at=Step.SAFE_CHECK)


@action(
    "person_now",
    said="never",
    urgent=True,
    of_danger=True,
)
def person_now(turn: Turn) -> Reply:
    """Call a person for a student who asks for one from the card."""
    return crisis_talk.take(turn, "person")


@action(
    "help_card",
    title=noted("Help now: people and numbers"),
    said="never",
    commands=(Command("help", 3, also=CRIES),),
    menu=OnMenu(5, noted("Help now"), behind_more=True),
    interrupts=True,
    urgent=True,
    by_title=True,
)
def help_card(turn: Turn) -> Reply:
    """Show who helps, and the numbers to call; a talk about danger stays where it is."""
    return in_both(turn, lambda: _help_card(turn))


def _help_card(turn: Turn) -> Reply:
    numbers = [all_lines(turn), *security_lines(turn), *fraud_lines(turn)]
    title = turn.say("A person now")
    talk = crisis_talk.current(turn)
    in_talk = talk is not None and talk.about == "oneself"
    person = person_button(turn) if in_talk else Button(title, "talk_to_human", {"topic": "feelings"})
    return Reply(
        "\n".join([turn.say("You can reach help right now:"), *numbers]),
        (person, trusted(turn), steady(turn), Button(turn.say("Book a counselor"), "book_counseling")),
    )


@action("steady_myself", said="never", of_danger=True)
def steady_myself(turn: Turn) -> Reply:
    """Help through the next five minutes, and ask whether that eased it."""
    talk = crisis_talk.current(turn)
    if talk is None or talk.about == "oneself":
        crisis_talk.begin(turn, Step.STEADYING, by_tone=talk is None or talk.by_tone, risky=False)
    return steps(turn)


@action("trusted_person", said="never", of_danger=True)
def trusted_person(turn: Turn) -> Reply:
    """Make it easy to reach out to somebody."""
    return in_both(turn, lambda: _trusted_person(turn))


def _trusted_person(turn: Turn) -> Reply:
    return Reply(
        turn.say(
            "Who comes to mind first: a friend, a roommate, somebody of your family? You needn't explain anything. "
            "You can send them this:\n“I'm not doing well right now. Can you call me, or come and stay with me?”"
        ),
        (person_button(turn), steady(turn)),
    )


def _open(turn: Turn, risk: str) -> HandoffCase:
    return open_case(turn, kind="crisis", topic="feelings", risk=risk)


def _card(turn: Turn, case: HandoffCase, *, again: bool) -> Reply:
    first = noted(
        "Thank you for telling me. Your safety matters to me, and you don't have to get through this alone. {told}"
    )
    words = turn.say(noted("Thank you for telling me that too. {told}") if again else first, told=told_of(turn, case))
    safe = Button(turn.say("No, I'm safe"), "crisis_no")
    lines = [words, "", all_lines(turn), "", turn.say(QUESTIONS[Step.COMPANY])]
    return Reply("\n".join(lines), (*ways_out(turn), safe), urgent=True)


def _question(turn: Turn) -> Reply:
    question = turn.say(
        "Thank you for telling me. Your safety matters to me. Are you having thoughts of hurting yourself?"
    )
    return Reply(f"{question}\n\n{all_lines(turn)}", (*answers(turn), *ways_out(turn)), urgent=True)
