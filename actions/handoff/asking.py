"""A person instead of the assistant: asking for one, sharing the talk, taking the request back."""

import re

from actions.care import crisis, crisis_talk
from actions.cases import alerting
from actions.cases.opening import open_case
from actions.cases.topics import TOPICS
from actions.dialogue import hours
from actions.dialogue.both import in_both
from actions.dialogue.cards import joined, menu
from actions.dialogue.numbers import emergency_lines, support_lines
from actions.dialogue.registry import action
from actions.dialogue.reply import Button, Reply
from actions.dialogue.traits import Command, OnMenu
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from community.cases import cases, choices, finding
from community.cases.states import CaseState
from community.cases.tables import HandoffCase

HUMAN = re.compile("转人工|人工|人工服务|找老师|human|operator")
"""Words that callers of hotlines say to get past a machine."""


@action(
    "talk_to_human",
    title=noted("Talk to a person"),
    commands=(Command("person", 2, also=HUMAN),),
    menu=OnMenu(7, noted("A person")),
    changes=True,
    interrupts=True,
    gives_way=True,
    urgent=True,
    beside_danger="near_danger",
    stands_last=True,
)
def talk_to_human(turn: Turn) -> Reply:
    """Open a case at once; a tapped topic says more precisely what it is about."""
    before = cases.open_of(turn.session, turn.conversation.id)
    if crisis_talk.is_in_danger(turn, before):
        return crisis.person_now(turn)
    named = turn.request.entity("topic")
    topic = named if named in TOPICS else ""
    if before is not None and before.state == CaseState.CLAIMED:
        return Reply(alerting.who_knows(turn, before))
    if before is not None and turn.tapped and topic:
        choices.choose_topic(turn.session, before, topic, now=turn.now)
        return _ask_what_to_share(turn, before, turn.say("Noted: {topic}.", topic=turn.say(TOPICS[topic])))
    case = open_case(turn, kind="person", topic=topic, risk="none")
    return in_both(
        turn,
        lambda: _ask_what_to_share(turn, case, _told(turn, case)) if topic else _ask_topic(turn, _told(turn, case)),
    )


@action("share_chat", said="never", changes=True)
def share_chat(turn: Turn) -> Reply:
    """Keep how much of the talk the staff may read."""
    case = cases.open_of(turn.session, turn.conversation.id)
    if case is None:
        return _no_case(turn)
    choices.choose_share(turn.session, case, "full" if turn.request.entity("share") == "full" else "line", now=turn.now)
    if case.share == "full":
        words = turn.say("They may read our chat of the last day. What you write on is added to your request.")
    else:
        words = turn.say("They are shown only what you write to them. What you write on is added to your request.")
    return Reply(words, (_never_mind(turn),))


@action(
    "withdraw_request",
    title=noted("Take my request back"),
    said="by_rule",
    changes=True,
)
def withdraw_request(turn: Turn) -> Reply:
    """Take back a request that nobody has claimed yet."""
    case = cases.open_of(turn.session, turn.conversation.id)
    if case is None:
        return _no_case(turn)
    if choices.withdraw(turn.session, case, now=turn.now):
        if case.kind == "welfare":
            words = turn.say("Taken back: {ref} is closed, and nobody is asked to look any more.", ref=case.ref)
            return Reply(words, (Button(turn.say("Worried about somebody"), "worried_about_friend"), menu(turn)))
        return Reply(turn.say("Taken back. I'm here if you want somebody after all."), (menu(turn),))
    if case.claimed_by:
        return Reply(turn.say("{name} has it already. You can simply tell them here.", name=case.claimed_by))
    if case.kind == "welfare":
        return Reply(
            turn.say(
                "{ref} stays open, since somebody's life may be in danger. What you write is added to it.", ref=case.ref
            )
        )
    return Reply(
        turn.say("That one stays open, since it may be about danger. Write here how you are: it is added to it.")
    )


@action("handoff_helped", said="never", changes=True)
def handoff_helped(turn: Turn) -> Reply:
    """Keep whether it helped; where it did not, offer another way."""
    helped, case = turn.request.entity("helped") == "yes", turn.request.entity("case")
    if case is not None:
        choices.rate(turn.session, int(case), student_id=turn.student.id, helped=helped)
    if helped:
        return Reply(turn.say("I'm glad. Thank you for saying so."), (menu(turn),))
    again = Button(turn.say("A person"), "talk_to_human")
    return Reply(turn.say("I'm sorry it didn't. Shall somebody else try?"), (again, menu(turn)))


def _told(turn: Turn, case: HandoffCase) -> str:
    """Say truthfully who knows, how long it may take, and whom to call meanwhile."""
    lines = [alerting.who_knows(turn, case)]
    ahead = finding.ahead_of(turn.session, case)
    if ahead:
        lines.append(turn.say("Waiting before you: {count}.", count=ahead))
    lines.append(hours.opening_line(turn))
    lines.append(alerting.what_comes_next(turn, case))
    lines.append(turn.say("What you write until then is added to your request. If it can't wait:"))
    return joined(*lines, support_lines(turn), emergency_lines(turn))


def _ask_topic(turn: Turn, told: str) -> Reply:
    topics = (Button(turn.say(title), "talk_to_human", {"topic": topic}) for topic, title in TOPICS.items())
    return Reply(f"{told}\n\n{turn.say('What is it about?')}", (*topics, _never_mind(turn)))


def _ask_what_to_share(turn: Turn, case: HandoffCase, told: str) -> Reply:
    about = {"case": str(case.id)}
    return Reply(
        f"{told}\n\n{turn.say('May they read our chat of the last day, or only what you write to them?')}",
        (
            Button(turn.say("Share our chat"), "share_chat", {**about, "share": "full"}),
            Button(turn.say("Only what I write"), "share_chat", {**about, "share": "line"}),
            _never_mind(turn),
        ),
    )


def _never_mind(turn: Turn) -> Button:
    return Button(turn.say("Never mind"), "withdraw_request")


def _no_case(turn: Turn) -> Reply:
    person = Button(turn.say("A person"), "talk_to_human")
    return Reply(turn.say("You have no open request at the moment."), (person, menu(turn)))
