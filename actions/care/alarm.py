"""A life in danger: counselors and security are told at once, and the student reads which of them can be."""

from typing import NamedTuple

from actions.cases.told import told_of, told_security
from actions.dialogue.turn import Turn
from community.cases import cases, crisis_talks
from community.cases.tables import CrisisTalk, HandoffCase
from community.safety import alarms
from community.safety.tables import Incident


class Alarm(NamedTuple):
    """What was opened for the counselors, and what for security."""

    case: HandoffCase
    incident: Incident


def sound(turn: Turn, *, kind: str, case_kind: str, topic: str, named: bool) -> Alarm:
    """Tell counselors and security, in the words that the talk began with and those of this message.

    Args:
        named: security is to know who wrote, as their own safety is at stake, or that of others before them.
    """
    talk = crisis_talks.current(turn.session, turn.conversation.id, now=turn.now)
    first = _first_words(turn, talk)
    case = _open(turn, case_kind, topic, first, talk.inbox_id) if talk is not None and first else None
    if case is None or turn.words:
        case = _open(turn, case_kind, topic, turn.told, turn.inbox_id)
    earlier = "" if sounded(turn) is not None else first
    incident = alarms.sound(
        turn.session,
        kind=kind,
        words="\n".join(part for part in (earlier, turn.told.strip()) if part),
        place="",
        named=named,
        conversation=turn.conversation,
        zone=turn.zone,
        since=talk.began_at if talk is not None else turn.now,
        now=turn.now,
    )
    return Alarm(case, incident)


def _first_words(turn: Turn, talk: CrisisTalk | None) -> str:
    """Return what told of the danger before this message: an answer such as "yes" says nothing by itself."""
    if talk is None or talk.inbox_id == turn.inbox_id:
        return ""
    return crisis_talks.first_words(turn.session, talk)


def _open(turn: Turn, kind: str, topic: str, words: str, inbox_id: int | None) -> HandoffCase:
    return cases.open_case(
        turn.session,
        turn.conversation,
        turn.student,
        kind=kind,
        topic=topic,
        risk="high",
        words=words,
        now=turn.now,
        language=turn.language,
        inbox_id=inbox_id,
    )


def sounded(turn: Turn) -> Incident | None:
    """Return the alarm that was sounded in this talk, None where none was."""
    talk = crisis_talks.current(turn.session, turn.conversation.id, now=turn.now)
    since = talk.began_at if talk is not None else turn.now
    return alarms.latest(turn.session, turn.conversation.id, since=since)


def told_both(turn: Turn, alarm: Alarm) -> str:
    """Say who of counselors and security knows."""
    return f"{told_of(turn, alarm.case)}\n{told_security(turn, alarm.incident)}"
