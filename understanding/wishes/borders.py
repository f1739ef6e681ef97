"""Near misses: what is ordered like something of ours and is something else, as a study room, a flight, a gym card."""

from understanding.wishes.lines import patterns
from understanding.wishes.pieces import fold

_FILE = "borders.yaml"
COUNSELING = frozenset(("book_counseling", "reschedule_counseling", "cancel_counseling", "list_counseling"))
REMINDERS = frozenset(("subscribe_reminders", "unsubscribe_reminders"))


def is_another_matter(clause: str, intent: str) -> bool:
    """Say whether a clause that was read as the intent orders something that is none of ours."""
    text, known = fold(clause), patterns(_FILE)
    if intent in COUNSELING:
        return _is_another_appointment(text)
    if intent in REMINDERS:
        switched = known["switched"].search(text) and known["switched_thing"].search(text)
        return bool(switched) and not known["messages"].search(text)
    return intent == "report_safety_incident" and bool(known["paper"].search(text))


def is_somebody_else(clause: str, intent: str) -> bool:
    """Say whether a person is sought who is none of the staff: for a game, a team, a job, a flat, a match."""
    if intent != "talk_to_human":
        return False
    text, known = fold(clause), patterns(_FILE)
    if known["person_hired"].search(text) or known["person_there"].search(text):
        return True
    return bool(known["person_beside"].search(text)) and not known["surely_staff"].search(text)


def speaks_of_counseling(text: str) -> bool:
    """Say whether the folded text names counseling itself, and not just an appointment."""
    return bool(patterns(_FILE)["surely_counseling"].search(text))


def _is_another_appointment(text: str) -> bool:
    known = patterns(_FILE)
    if speaks_of_counseling(text):
        return False
    ordered = known["object"].search(text)
    if ordered is not None:
        return bool(known["thing"].search(ordered["what"]) or known["with_a_thing"].search(text))
    if known["ordered_thing_zh"].search(text):
        return True
    named = known["thing"].search(text) and known["orders"].search(text)
    return bool(named) and not known["counseling"].search(text)
