"""Opening a case from a turn."""

from actions.turn import Turn
from community.handoff import cases
from community.handoff.tables import HandoffCase


def open_case(turn: Turn, *, kind: str, topic: str, risk: str) -> HandoffCase:
    """Open a case with the student's words and tell the staff, or raise the one that is open."""
    return cases.open_case(
        turn.session,
        turn.conversation,
        turn.student,
        kind=kind,
        topic=topic,
        risk=risk,
        words=turn.words,
        now=turn.now,
        language=turn.language,
        inbox_id=turn.inbox_id,
    )
