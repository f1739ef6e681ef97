"""A form's question met with no answer: nothing is sent, what was asked instead is answered, and the form waits.

What counts as no answer stands in `understanding/wishes/form_answers.py`; which words are danger was judged before.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from actions.care import victims
from actions.cases import drafts
from actions.cases.drafts import REFUSED
from actions.dialogue.both import in_both
from actions.dialogue.cards import joined, menu
from actions.dialogue.reply import Button, Reply
from actions.dialogue.traits import Form
from actions.dialogue.turn import Turn
from actions.guidance import who_knows, written
from actions.safety import incidents
from community.cases import cases
from community.safety import incidents as reports
from community.safety import rules
from understanding.care.crisis_answers import is_question, read
from understanding.care.harm import kind_of_harm
from understanding.parse import Intent
from understanding.wishes.form_answers import Meant, is_request, meant

_REPORT = re.compile(r"举报|上报|报告|\breports?\b", re.IGNORECASE)


def instead(turn: Turn, usual: Callable[[], list[Reply]], *, interrupts: bool) -> list[Reply] | None:
    """Answer words that do not answer the form that waits; None where they do, or where no form waits.

    Args:
        usual: answers the message as if no form were open.
        interrupts: the words surely ask for something that is heard in the middle of any question, such as a person.
    """
    if drafts.is_held(turn):
        return _of_the_draft(turn, usual)
    form = turn.registry.forms.get(str((turn.conversation.awaiting or {}).get("slot")))
    if form is None:
        return _after_a_no(turn, usual) if REFUSED in turn.conversation.slots else None
    found = _meant(turn, form)
    if found == Meant.REFUSED:
        return [_refused(turn, form)]
    if interrupts or found == Meant.ANSWER:
        return None
    if found == Meant.HELD_BACK:
        return [drafts.hold(turn, intent=form.intent, slot=form.slot)]
    return _beside(turn, form, usual) if found == Meant.ASIDE else [_no_hurry(turn, form)]


def _meant(turn: Turn, form: Form) -> Meant:
    found = meant(turn.words)
    if found == Meant.UNKNOWN and form.takes_unknown:
        return Meant.ANSWER
    if form.intent != incidents.INTENT:
        return found
    if found == Meant.HELD_BACK:  # nothing is sent before the student chose under whose name
        return Meant.ANSWER
    return Meant.ANSWER if found == Meant.ASIDE and _reports(turn) else found


def _reports(turn: Turn) -> bool:
    """Say whether a question is a way to tell of a hazard: "is that gas I smell?"."""
    own = turn.parse.intent
    reports_it = own is not None and own.name == incidents.INTENT and not is_request(turn.words)
    return reports_it or rules.incident_kind(turn.words) != "hazard"


def _refused(turn: Turn, form: Form) -> Reply:
    """Leave the form; an answer that comes next is still known as one."""
    turn.conversation.awaiting = None
    turn.remember(**{REFUSED: form.slot})
    return in_both(turn, lambda: Reply(_nothing_sent(turn), (_back(turn, form), menu(turn))))


def _back(turn: Turn, form: Form) -> Button:
    return Button(turn.say(form.back), form.intent, dict(form.keeps))


def _nothing_sent(turn: Turn) -> str:
    before = _sent_before(turn)
    if before is None:
        return turn.say("All right. Nothing is sent. If you want to after all, tap below; you decide when.")
    return turn.say(
        "All right, I leave it there. What you sent before stays as it is: {ref}. If you want to after all, tap below.",
        ref=before,
    )


def _sent_before(turn: Turn) -> str | None:
    """Return the reference of what people have from this talk already, None where they have nothing."""
    case = cases.open_of(turn.session, turn.conversation.id)
    report = reports.latest(turn.session, turn.conversation.id)
    return case.ref if case is not None else report.ref if report is not None else None


def _no_hurry(turn: Turn, form: Form) -> Reply:
    """Let the student take their time; the form stays open."""

    def compose() -> Reply:
        question = form.ask(turn)
        words = turn.say("No hurry, take your time.")
        if _sent_before(turn) is None:
            words = turn.say("No hurry, take your time: nothing has been sent.")
        return replace(question, text=joined(words, question.text))

    return in_both(turn, compose)


def _beside(turn: Turn, form: Form, usual: Callable[[], list[Reply]]) -> list[Reply]:
    """Answer what was asked instead, and put the form's question again below."""
    awaiting, turn.conversation.awaiting = turn.conversation.awaiting, None
    *before, last = _answered(turn, usual)
    if turn.conversation.awaiting is not None:
        return [*before, last]
    turn.conversation.awaiting = awaiting
    question = in_both(turn, lambda: form.ask(turn))
    mine = [one for one in question.buttons if one not in last.buttons]
    return [*before, replace(last, text=f"{last.text}\n\n{question.text}", buttons=(*mine, *last.buttons))]


def _answered(turn: Turn, usual: Callable[[], list[Reply]]) -> list[Reply]:
    """Answer a question beside a form; what is written down is found even in a talk about danger."""
    if is_request(turn.words) and _REPORT.search(turn.words):
        return [Reply(_state_of_reports(turn), (menu(turn),))]
    if read(turn.words) is None and is_question(turn.words):
        found = who_knows.clearly(turn, turn.words, written.find(turn, turn.words))
        if found is not None:
            return [found]
    return usual()


def _state_of_reports(turn: Turn) -> str:
    report = reports.latest(turn.session, turn.conversation.id)
    if report is None:
        return turn.say("No report of yours is open here.")
    return turn.say("Your report {ref} is kept for security.", ref=report.ref)


def _after_a_no(turn: Turn, usual: Callable[[], list[Reply]]) -> list[Reply]:
    """Take an answer that comes right after a refusal; what goes to security is asked about first."""
    form = turn.registry.forms[turn.conversation.slots[REFUSED]]
    turn.forget(REFUSED)
    if not _still_answers(turn, form):
        return usual()
    if not form.after_no:
        return [drafts.hold(turn, intent=form.intent, slot=form.slot)]
    handler = turn.registry.handler_for(form.intent)
    assert handler is not None, f"nobody answers {form.intent}"
    turn.request, turn.answers = Intent(form.intent, 1.0), {form.slot: turn.words.strip()}
    return [handler(turn)]


def _still_answers(turn: Turn, form: Form) -> bool:
    if meant(turn.words) not in (Meant.ANSWER, Meant.HELD_BACK):
        return False
    tells_of_harm = form.slot == victims.MAY_BE_KNOWN and kind_of_harm(turn.words) != "other"
    return rules.names_place(turn.words) or tells_of_harm


def _of_the_draft(turn: Turn, usual: Callable[[], list[Reply]]) -> list[Reply]:
    reply = drafts.answered(turn)
    if reply is not None:
        return [reply]
    turn.conversation.awaiting = None
    turn.forget(drafts.DRAFT)
    return usual()
