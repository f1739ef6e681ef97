"""What staff do from their group: take a case, answer its student, close it."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from actions.dialogue import wording
from actions.dialogue.cards import joined
from actions.dialogue.reply import Button, Reply, unpacked
from actions.dialogue.wording import noted
from community.cases import arrivals, cases
from community.cases.cases import AlreadyClaimed, CaseClosed
from community.cases.kinds import ALERT, TO_STAFF, UNDELIVERED
from community.cases.tables import CaseMessage, HandoffCase
from community.post.conversations import Conversation
from community.post.kinds import REPLY
from community.post.tables import Delivery
from community.safety.kinds import INCIDENT_ALERT
from community.safety.tables import Incident
from understanding.parse import Intent

NOT_HERE = noted(
    "Here I know only the names that people show. Send that in your own chat with me: your account page in the console "
    "has a code for it (/bind)."
)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says in the staff's group.

    Args:
        author: the name that they show there, which is nobody's account.
        replied_to: the post of ours that it answers; words that answer a post about a case go to its student.
    """

    author: str
    words: str = ""
    intent: Intent | None = None
    replied_to: Delivery | None = None


def answer_staff(session: Session, conversation: Conversation, said: Said, *, now: datetime) -> Reply | None:
    """Do what a member of staff asks for in the staff's group: take or close a case, or answer a student.

    Returns None for what is not meant for a case: colleagues may talk among themselves.
    """
    if conversation.audience != "staff":
        return None
    language = conversation.language or "zh"
    match said.intent:
        case Intent(name="claim_case" | "close_case" as step) as intent:
            return _of_case(session, intent, step, language, said.author, now)
        case Intent(name="publish_item" | "withdraw_item"):
            return Reply(wording.say(language, NOT_HERE))
    if said.replied_to is None or not said.words.strip():
        return None
    case = _case_of(session, said.replied_to)
    if case is not None:
        return replace(_pass_on(session, case, language, said.author, said.words, now), about=case.id)
    return _not_sent(session, said.replied_to, language)


def _of_case(session: Session, intent: Intent, step: str, language: str, author: str, now: datetime) -> Reply:
    number = intent.entity("case") or ""
    case = session.get(HandoffCase, int(number)) if number.isdecimal() else None
    if case is None:
        return Reply(wording.say(language, "There is no such case."))
    return replace(_act(session, case, step, language, author, now), about=case.id)


def _not_sent(session: Session, post: Delivery, language: str) -> Reply | None:
    """Say that an answer to a report goes to nobody; whoever has just answered a case may take it for one."""
    incident = (
        session.get(Incident, post.about) if post.kind == INCIDENT_ALERT.name and post.about is not None else None
    )
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
    if post.kind in (TO_STAFF.name, UNDELIVERED.name):
        message = TO_STAFF.load(session, post.about)
        return message.case if message else None
    number = post.about if post.kind in (ALERT.name, REPLY.name) else None
    if number is None and post.kind == REPLY.name:
        number = _case_of_buttons(post)
    return session.get(HandoffCase, number) if number is not None else None


def _case_of_buttons(post: Delivery) -> int | None:
    """Return the case that the buttons of an answer act on: answers of earlier versions bear no other mark."""
    entities = [button.entities for button in unpacked(post.reply).buttons] if post.reply else []
    return next((int(one["case"]) for one in entities if "case" in one), None)
