"""What becomes of a report, told to who reported it: only what happened."""

from actions.dialogue.cards import menu
from actions.dialogue.registry import composes
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Occasion
from community.safety import kinds
from community.safety.states import IncidentState
from community.safety.tables import Incident


@composes(kinds.INCIDENT_TAKEN)
def tell_taken(occasion: Occasion, incident: Incident) -> Reply | None:
    """Say that somebody looks after the report, while somebody does."""
    if incident.status != IncidentState.ASSIGNED:
        return None
    words = occasion.say("Your report {ref} has been taken up: somebody looks after it now.", ref=incident.ref)
    return Reply(words, (menu(occasion),))


@composes(kinds.INCIDENT_CLOSED)
def tell_closed(occasion: Occasion, incident: Incident) -> Reply | None:
    """Say that the report has been closed, and how to report again what is still so."""
    if incident.status != IncidentState.CLOSED:
        return None
    words = occasion.say(
        "Your report {ref} has been closed. If it is still so, please report it again.", ref=incident.ref
    )
    return Reply(words, (Button(occasion.say("Report a hazard"), "report_safety_incident"), menu(occasion)))
