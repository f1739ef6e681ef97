"""Who of the staff knows: said from what the outbox and the console show, never from what ought to be so."""

from actions.dialogue.cards import Teller
from community.cases import crowds, escalation, reach
from community.cases.kinds import ALERT
from community.cases.states import CaseState
from community.cases.tables import HandoffCase
from community.safety.kinds import INCIDENT_ALERT
from community.safety.tables import Incident
from community.staff import rules


def who_knows(teller: Teller, case: HandoffCase) -> str:
    """Say how far a request has got; where nobody can be alerted, that."""
    if case.state == CaseState.CLAIMED:
        return teller.say("{name} has your case; what you write here goes to them.", name=case.claimed_by)
    told, found = reach.told(teller.session, ALERT, case), reach.look(teller.session, teller.now)
    if told == "arrived":
        return teller.say("Your request {ref} has reached the staff's group; nobody has taken it yet.", ref=case.ref)
    if told == "on_its_way" and found.groups:
        return teller.say("Your request {ref} is on its way to the staff's group.", ref=case.ref)
    if found.groups and crowds.holds(teller.session, case):
        return teller.say(
            "Your request {ref} is in the staff's inbox. Very many ask at this moment, so staff are called about all "
            "of them together, and it may take longer.",
            ref=case.ref,
        )
    if found.signed_in:
        return teller.say(
            "Your request {ref} is in the staff's inbox, and somebody is signed in there now.", ref=case.ref
        )
    return teller.say(
        "Your request {ref} is in the staff's inbox, but I can alert nobody at the moment: nobody is signed in, and I "
        "don't know when somebody looks.",
        ref=case.ref,
    )


def what_comes_next(teller: Teller, case: HandoffCase) -> str:
    """Say what happens unless somebody takes the request; empty where nothing more is planned."""
    if case.state != CaseState.REQUESTED or case.next_look_at is None:
        return ""
    when, told = teller.when(case.next_look_at), escalation.will_tell(teller.session, case)
    called = reach.look(teller.session, teller.now).groups > 0
    if not told:
        return teller.say("If nobody has taken it by {when}, I call them again.", when=when) if called else ""
    if called:
        return teller.say("If nobody has taken it by {when}, I call them again and tell you.", when=when)
    return teller.say("If nobody has taken it by {when}, I tell you.", when=when)


def who_knows_of_incident(teller: Teller, incident: Incident) -> str:
    """Say who is told of a report that was just made; where nobody can be alerted, that."""
    found = reach.look(teller.session, teller.now, may=rules.may_see_incidents)
    if reach.told(teller.session, INCIDENT_ALERT, incident) == "on_its_way" and found.groups:
        return teller.say("Thank you. Your report is {ref}; it is on its way to the staff's group.", ref=incident.ref)
    if found.signed_in:
        return teller.say(
            "Thank you. Your report is {ref}; it is kept for security, and somebody of them is signed in now.",
            ref=incident.ref,
        )
    return teller.say(
        "Thank you. Your report {ref} is kept for security, but I can alert nobody at the moment: nobody is signed in, "
        "and I don't know when somebody looks. If it can't wait:",
        ref=incident.ref,
    )


def security_is_there(teller: Teller) -> bool:
    """Say whether a report made now is seen by somebody."""
    return reach.look(teller.session, teller.now, may=rules.may_see_incidents).anybody
