"""Who knows by now, said truthfully: from the rows of the case, of what was sent about it, and of who is there."""

from actions.dialogue import hours
from actions.dialogue.turn import Occasion, Turn
from community.campus import house
from community.cases import crowds, reach, rules
from community.cases.kinds import ALERT
from community.cases.states import CaseState
from community.cases.tables import HandoffCase
from community.safety import incidents
from community.safety.kinds import INCIDENT_ALERT
from community.safety.tables import Incident
from community.staff import rules as staff_rules

ON_THEIR_WAY = ("arrived", "on_its_way")


def told_of(turn: Turn, case: HandoffCase | None) -> str:
    """Say who of the staff knows of a case, and where nobody can, that nobody does."""
    if case is None:
        return _told_nobody(turn)
    if case.state == CaseState.CLAIMED:
        return turn.say("{name} reads what you write here.", name=case.claimed_by)
    there = reach.look(turn.session, turn.now)
    if there.groups and reach.told(turn.session, ALERT, case) in ON_THEIR_WAY:
        return _late(turn, turn.say("I am calling the counseling team now; whoever is first writes to you here."))
    if there.groups and crowds.holds(turn.session, case):
        return turn.say(
            "Very many ask for help at this moment. Staff are called about all of you together, so it may take them "
            "longer: please don't wait, call one of the numbers here."
        )
    if there.signed_in:
        told = turn.say("What you wrote is now first in the counselors' inbox; they write to you here.")
        return _late(turn, told)
    return turn.say(
        "I can reach nobody of the staff at this moment. What you wrote is kept for them, but please don't wait: "
        "call one of the numbers here, or go to somebody near you."
    )


def _told_nobody(turn: Turn) -> str:
    if (ref := kept_for_security(turn)) is None:
        return turn.say("I have told nobody of this. If you want a person, say so or tap below.")
    return turn.say(
        "Your report {ref} is kept for security; I have told nobody else. If you want a person, say so or tap below.",
        ref=ref,
    )


def kept_for_security(turn: Turn) -> str | None:
    """Return the reference of what this student has reported to security and is in hand, None where there is none."""
    incident = incidents.latest(turn.session, turn.conversation.id)
    return incident.ref if incident is not None else None


def _late(turn: Turn, told: str) -> str:
    """Add what the hour means: nobody is to sit and wait for an office that has closed."""
    if hours.calendar(turn).is_open(turn.now):
        return told
    late = turn.say("At this hour it may take them a while, so please call one of the numbers here and do not wait.")
    return f"{told} {late}"


def told_security(turn: Turn, alarm: Incident) -> str:
    """Say whether security knows of an alarm; the student is given its number where it does not."""
    there = reach.look(turn.session, turn.now, may=staff_rules.may_see_incidents)
    if there.groups and reach.told(turn.session, INCIDENT_ALERT, alarm) in ON_THEIR_WAY:
        return turn.say("I am telling security as well, through the staff's chat ({ref}).", ref=alarm.ref)
    if there.signed_in:
        return turn.say("It is on security's page now ({ref}), and somebody is there.", ref=alarm.ref)
    return turn.say("I can't reach security from here, so please call them yourself.")


def can_look(turn: Turn) -> bool:
    """Say whether there is anybody of the staff who could look at a case, today or tomorrow."""
    return reach.look(turn.session, turn.now).is_set_up


def who_looks(turn: Turn) -> str:
    """Say within what time somebody looks, where there is anybody who could; else nothing."""
    if not can_look(turn):
        return ""
    return turn.say(
        "Somebody of the counseling team may still ask how you are within {time}; that is how we look after each "
        "other here.",
        time=looked_at_within(turn),
    )


def looked_at_within(teller: Turn | Occasion) -> str:
    """Name the time within which somebody looks at what may mean danger: `a day`."""
    return teller.lasting(house.rules(teller.session).low_risk)


def staff_read(turn: Turn) -> str:
    """Say what of the chat the staff get to read."""
    return turn.say(
        "Staff read of it what goes into a booking, a request, a report or a sign of danger, and our chat of the day "
        "before only if you share it. A question that I can't answer is kept for the office, without your name."
    )


def is_read(turn: Turn, case: HandoffCase) -> bool:
    """Say whether what the student writes reaches somebody now."""
    return passes_on(case) and (case.state == CaseState.CLAIMED or reach.look(turn.session, turn.now).anybody)


def passes_on(case: HandoffCase | None) -> bool:
    """Say whether the staff get what the student writes from here on."""
    return case is not None and rules.passes_on(state=case.state, person_wanted=case.person_wanted, risk=case.risk)
