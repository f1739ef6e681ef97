"""A person instead of the assistant: the student's side, and what staff do from their group."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from actions import alerting, crisis, crisis_talk, wording
from actions.both import in_both
from actions.cards import joined, menu
from actions.numbers import emergency_lines, support_lines
from actions.opening import open_case
from actions.registry import action
from actions.reply import Button, Reply, unpacked
from actions.turn import Turn
from actions.wording import noted
from community.conversations.tables import Conversation
from community.delivery.tables import Delivery
from community.handoff import arrivals, cases, choices, finding, rules
from community.handoff.cases import AlreadyClaimed, CaseClosed
from community.handoff.tables import CaseMessage, HandoffCase
from community.safety.tables import Incident
from understanding.parse import Intent
from understanding.withdrawal import takes_back, takes_look_back

TOPICS = {
    "feelings": noted("Feelings"),
    "study": noted("Study"),
    "jobs": noted("Jobs"),
    "life": noted("Life"),
}


@action("talk_to_human", changes=True)
def talk_to_human(turn: Turn) -> Reply:
    """Open a case at once; a tapped topic says more precisely what it is about."""
    before = cases.open_of(turn.session, turn.conversation.id)
    if crisis_talk.is_in_danger(turn, before):
        return crisis.person_now(turn)
    named = turn.request.entity("topic")
    topic = named if named in TOPICS else ""
    if before is not None and before.state == "claimed":
        return Reply(alerting.who_knows(turn, before))
    if before is not None and turn.tapped and topic:
        choices.choose_topic(turn.session, before, topic, now=turn.now)
        return _ask_what_to_share(turn, before, turn.say("Noted: {topic}.", topic=turn.say(TOPICS[topic])))
    case = open_case(turn, kind="person", topic=topic, risk="none")
    return in_both(
        turn,
        lambda: _ask_what_to_share(turn, case, _told(turn, case)) if topic else _ask_topic(turn, _told(turn, case)),
    )


@action("share_chat", changes=True)
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


@action("withdraw_request", changes=True)
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


def takes_request_back(turn: Turn) -> bool:
    """Say whether a student who waits for a person writes that none is needed any more.

    While we await an answer to something else, "never mind" is about that.
    """
    case = cases.open_of(turn.session, turn.conversation.id)
    if case is None or turn.conversation.awaiting:
        return False
    if case.kind == "welfare":  # where a life may be in danger it stays open, and the student reads so
        return case.state == "requested" and takes_look_back(turn.words)
    return choices.can_be_withdrawn(case) and takes_back(turn.words)


@action("handoff_helped", changes=True)
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
    if not rules.is_open(turn.now, turn.zone):
        opens = turn.when(rules.next_opening(turn.now, turn.zone))
        lines.append(turn.say("The office is open Monday to Friday, 08:30 to 17:30; it opens next {when}.", when=opens))
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


def answer_staff(
    session: Session,
    *,
    conversation: Conversation,
    replied_to: Delivery | None,
    words: str,
    staff_name: str,
    now: datetime,
    intent: Intent | None,
) -> Reply | None:
    """Do what a member of staff asks for in the staff's group: take or close a case, or answer a student.

    Returns None for what is not meant for a case: colleagues may talk among themselves.

    Args:
        replied_to: the post of ours that the message answers; words that answer a post about a case go to its student.
    """
    if conversation.audience != "staff":
        return None
    language = conversation.language or "zh"
    if intent is not None and intent.name in ("claim_case", "close_case"):
        number = intent.entity("case") or ""
        case = session.get(HandoffCase, int(number)) if number.isdecimal() else None
        if case is None:
            return Reply(wording.say(language, "There is no such case."))
        return replace(_act(session, case, intent.name, language, staff_name, now), about=case.id)
    if replied_to is None or not words.strip():
        return None
    case = _case_of(session, replied_to)
    if case is not None:
        return replace(_pass_on(session, case, language, staff_name, words, now), about=case.id)
    return _not_sent(session, replied_to, language)


def _not_sent(session: Session, post: Delivery, language: str) -> Reply | None:
    """Say that an answer to a report goes to nobody; whoever has just answered a case may take it for one."""
    incident = session.get(Incident, post.about) if post.kind == "incident_alert" and post.about is not None else None
    if incident is None:
        return None
    words = wording.say(
        language,
        "This was sent to nobody: {ref} is a report to security, not a case. Only answers to my posts about a case "
        "go to a student.",
        ref=incident.ref,
    )
    return Reply(words)


def _act(session: Session, case: HandoffCase, what: str, language: str, staff_name: str, now: datetime) -> Reply:
    if what == "close_case":
        cases.close(session, case, staff_label=staff_name, now=now)
        return Reply(wording.say(language, "{ref} is closed.", ref=case.ref))
    try:
        cases.claim(session, case, staff_label=staff_name, now=now)
    except AlreadyClaimed as other:
        return Reply(wording.say(language, "{name} has {ref} already.", name=other.by, ref=case.ref))
    except CaseClosed:
        return Reply(wording.say(language, "{ref} is closed.", ref=case.ref))
    words = wording.say(
        language,
        "{ref}: {name} has it. Reply to my posts about it and that goes to the student; the assistant keeps silent.",
        ref=case.ref,
        name=staff_name,
    )
    if _is_gone(case):
        words = joined(words, wording.say(language, "The student has left the channel: nothing reaches them there."))
    return Reply(words, (Button(wording.say(language, "Close it"), "close_case", {"case": str(case.id)}),))


def _is_gone(case: HandoffCase) -> bool:
    return case.conversation.channel_address.blocked_at is not None


def _pass_on(session: Session, case: HandoffCase, language: str, staff_name: str, said: str, now: datetime) -> Reply:
    try:
        message = cases.answer_from_staff(session, case, staff_label=staff_name, words=said, now=now)
    except CaseClosed:
        return Reply(wording.say(language, "{ref} is closed, so this was not sent.", ref=case.ref))
    return Reply(
        _on_its_way(session, message, language),
        (Button(wording.say(language, "Close it"), "close_case", {"case": str(case.id)}),),
    )


def _on_its_way(session: Session, message: CaseMessage, language: str) -> str:
    """Say what is known of an answer by now; where it does not get through, a later post says so."""
    arrival, ref = arrivals.of_message(session, message), message.case.ref
    if arrival is not None and arrival.what == "blocked":
        return wording.say(
            language, "{ref}: not delivered, the student has blocked the bot. I bring it if they come back.", ref=ref
        )
    if arrival is not None and arrival.what == "to_be_fetched":
        return wording.say(language, "{ref}: waiting; the student reads it when the chat page is open.", ref=ref)
    return wording.say(language, "{ref}: on its way to the student.", ref=ref)


def _case_of(session: Session, post: Delivery) -> HandoffCase | None:
    """Return the case that a post of ours is about, None where it is about none.

    What the post says is never asked: in it stand people's words, and they may name any case.
    """
    if post.kind in ("case_message", "answer_undelivered"):
        message = session.get(CaseMessage, post.about) if post.about is not None else None
        return message.case if message else None
    number = post.about if post.kind in ("staff_alert", "reply") else None
    if number is None and post.kind == "reply":
        number = _case_of_buttons(post)
    return session.get(HandoffCase, number) if number is not None else None


def _case_of_buttons(post: Delivery) -> int | None:
    """Return the case that the buttons of an answer act on: answers of earlier versions bear no other mark."""
    entities = [button.entities for button in unpacked(post.reply).buttons] if post.reply else []
    return next((int(one["case"]) for one in entities if "case" in one), None)
