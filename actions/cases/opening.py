"""Opening a case, or a talk about danger, from a turn."""

from collections.abc import Mapping

from actions.dialogue.turn import Turn
from community.cases import cases, crisis_talks
from community.cases.crisis_rules import Step
from community.cases.tables import CrisisTalk, HandoffCase
from understanding.parse import DangerAbout


def open_case(turn: Turn, *, kind: str, topic: str, risk: str) -> HandoffCase:
    """Open a case with the student's words and tell the staff, or raise the one that is open."""
    return cases.open_case(
        turn.session,
        turn.conversation,
        turn.student,
        kind=kind,
        topic=topic,
        risk=risk,
        words=turn.told,
        now=turn.now,
        language=turn.language,
        inbox_id=turn.inbox_id,
    )


def begin_talk(
    turn: Turn,
    about: DangerAbout,
    step: Step,
    *,
    by_tone: bool,
    put_aside: Mapping[str, object] | None = None,
    risky: bool = True,
) -> CrisisTalk:
    """Begin the talk about danger that the turn's words are the beginning of, or go on with it at that step."""
    return crisis_talks.begin(
        turn.session,
        turn.conversation,
        about=about,
        step=step,
        by_tone=by_tone,
        inbox_id=turn.inbox_id if turn.words else None,
        put_aside=put_aside,
        risky=risky,
        now=turn.now,
    )
