"""Employment tips, and a look at job offers that smell of fraud."""

from actions import lookup, shelves
from actions.cards import Teller, joined, person, with_menu
from actions.registry import action
from actions.reply import Button, Reply
from actions.shelves import Shelf
from actions.turn import Turn
from community.employment import rules
from community.employment.tables import EmploymentTip

INTENT = "ask_employment_tips"


def _topics(teller: Teller) -> dict[str, str]:
    return {
        "resume": teller.say("Résumé"),
        "interview": teller.say("Interview"),
        "offer": teller.say("Offers & pay"),
        "internship": teller.say("Internships"),
        "agreement": teller.say("Agreements & papers"),
        "scam": teller.say("Scams"),
        "general exams jobfair": teller.say("Job hunting"),
    }


def _welcome(teller: Teller) -> str:
    return teller.say("Jobs: pick a topic, or just ask, as in “how do I write a résumé?”. You may also paste a job ad.")


GENERAL = lookup.General(
    (
        "any employment tips?",
        "tell me something about jobs",
        "job advice please",
        "就业有什么建议",
        "给我一些求职提示",
        "就业指导",
    )
)
SHELF = Shelf("employment", INTENT, EmploymentTip, _topics, _welcome, GENERAL, helper="jobs")


@action(INTENT)
def ask_employment_tips(turn: Turn) -> Reply:
    """Answer with the tip that was asked for; an offer with warning signs is looked at instead."""
    if not turn.tapped and (flags := rules.red_flags(turn.words)):
        return _warn(turn, flags)
    live = EmploymentTip.live(turn.session, turn.now)
    return shelves.ask(turn, SHELF, [tip for tip in live if rules.meant_for(tip.audience, grade=turn.student.grade)])


def _warn(turn: Turn, flags: tuple[str, ...]) -> Reply:
    turn.remember(scam_words=turn.words)
    signs = _signs(turn)
    number = turn.say("1 warning sign:") if len(flags) == 1 else turn.say("{n} warning signs:", n=len(flags))
    limits = turn.say("I can't prove any offer honest, and seeing no further sign proves nothing. Pay nothing first.")
    if rules.has_paid(turn.words):
        call = turn.say("You seem to have paid: stop now, keep the chats and receipts, call 96110 (fraud line) or 110.")
    else:
        call = turn.say("Already paid or sent a code? Call 96110 (fraud line) or 110 at once.")
    buttons = [
        Button(turn.say("Why?"), INTENT, {"topic": "scam"}),
        person(turn, SHELF.helper),
        Button(turn.say("Report it"), "report_safety_incident", {"kind": "scam"}),
    ]
    return Reply(joined(number, *(f"• {signs[flag]}" for flag in flags), limits, call), with_menu(turn, buttons))


def _signs(teller: Teller) -> dict[str, str]:
    return {
        "fee": teller.say("money is wanted before work begins; the law forbids employers to take deposits or fees"),
        "loan": teller.say("a training loan: you'd owe money whether or not there is a job"),
        "papers": teller.say("your identity card or diploma would be kept; no employer may do that"),
        "account": teller.say("codes or passwords are asked for, or your account is wanted; lending it is a crime"),
        "orders": teller.say("fake orders or money laid out for others; the refund stops once you pay more"),
        "pay": teller.say("the pay is far above what such work earns"),
    }
