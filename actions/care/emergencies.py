"""An emergency: whom to call, what to do, security told, and where; then whatever is written next belongs to it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from actions.care import alarm
from actions.care.after_alarm import after, aid_for
from actions.care.emergency_aid import first_lines
from actions.cases.told import told_security
from actions.dialogue.both import in_both
from actions.dialogue.cards import joined
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from community.cases import crisis_talks
from community.cases.crisis_rules import Step
from community.cases.tables import CrisisTalk
from community.safety import alarms, rules
from community.safety.states import IncidentState
from community.safety.tables import Incident
from understanding.crisis.acute import After, Aid, after_alarm, help_for
from understanding.crisis.normalise import normalise
from understanding.parse import Emergency
from understanding.wishes.clauses import asks

SLOT = "emergency"
LASTS = timedelta(hours=1)
ONLY_ONES_OWN: frozenset[Emergency] = frozenset(("bite", "snake"))
"""Nobody has to come for these: the student goes to the hospital, and security is told nothing."""
OF_ALL: frozenset[Emergency] = frozenset(("fire", "violence"))
"""These endanger others too, whatever else the student tells."""


def told(turn: Turn, talk: CrisisTalk | None) -> Emergency | None:
    """Return the emergency that must be answered first, None where there is none or danger to a mind comes before."""
    danger = turn.parse.danger
    kind = danger.emergency
    if kind is None or danger.acute or (danger.about == "others" and danger.level == "crisis"):
        return None
    if kind in OF_ALL:
        return kind
    own = danger.about == "oneself" and danger.is_urgent and not danger.by_tone
    in_danger = talk is not None and talk.about == "oneself" and not talk.by_tone and talk.step != Step.ASKED
    return None if own or in_danger else kind


def begins(turn: Turn, kind: Emergency) -> Reply:
    """Answer at once; the place is asked for last."""
    incident = None if kind in ONLY_ONES_OWN else _sounded(turn)
    aid = help_for(normalise(turn.words)) if kind in ("collapse", "seizure") else kind
    if incident is not None:
        _keep(turn, kind, incident)
    return in_both(turn, lambda: _first(turn, aid or kind, incident))


def goes_on(turn: Turn) -> Reply | None:
    """Answer what is written next, None where no emergency goes on or the words are surely about another matter."""
    kept = _kept(turn)
    incident = turn.session.get(Incident, kept["incident"]) if kept else None
    if kept is None or incident is None or incident.status == IncidentState.CLOSED or _is_other_matter(turn):
        return None
    alarms.add(turn.session, incident, turn.words, now=turn.now)
    plain = normalise(turn.words)
    kind = turn.parse.danger.emergency
    _keep(turn, kind or kept["kind"], incident)
    aid = aid_for(plain, before=kept["kind"])
    if after_alarm(plain) == After.OVER:
        turn.forget(SLOT)  # what is written next is about something else again
    return in_both(turn, lambda: after(turn, incident, after_alarm(plain), aid))


def _first(turn: Turn, aid: Aid, incident: Incident | None) -> Reply:
    if incident is None:
        return Reply(first_lines(turn, aid), (Button(turn.say("Help now"), "help_card"),), urgent=True)
    if rules.names_place(turn.words):
        where = turn.say("Write to me what changes: I add it.")
    else:
        where = turn.say("Then write to me where it is: building, floor, room. I add it.")
    known = joined(told_security(turn, incident), where)
    return Reply(f"{first_lines(turn, aid)}\n\n{known}", urgent=True)


def _sounded(turn: Turn) -> Incident:
    """Tell security, or add to what it was told of this emergency, or of the friend in danger."""
    kept = _kept(turn)
    known = turn.session.get(Incident, kept["incident"]) if kept else alarm.sounded(turn)
    talk = crisis_talks.current(turn.session, turn.conversation.id, now=turn.now)
    confided = talk is not None and talk.about == "victim" and known is not None and known.mode != "named"
    return alarms.sound(
        turn.session,
        kind="danger",
        words=turn.words,
        place="",
        named=True,
        conversation=turn.conversation,
        zone=turn.zone,
        since=turn.now if known is None or confided else known.opened_at,
        now=turn.now,
    )


def _keep(turn: Turn, kind: str, incident: Incident) -> None:
    turn.remember(**{SLOT: {"kind": kind, "incident": incident.id, "at": turn.now.isoformat()}})


def _kept(turn: Turn) -> Mapping[str, Any] | None:
    kept = turn.conversation.slots.get(SLOT)
    if kept is None or turn.now - datetime.fromisoformat(kept["at"]) >= LASTS:
        return None
    found: Mapping[str, Any] = kept
    return found


def _is_other_matter(turn: Turn) -> bool:
    own = turn.parse.intent
    if own is None or turn.parse.fallback or turn.parse.danger.emergency is not None or own.confidence < 0.9:
        return False
    if own.name == "talk_to_human":
        return True
    is_other = own.name == "book_counseling" or turn.registry.of(own.name).beside_danger == "other_matter"
    return is_other and asks(turn.words)
