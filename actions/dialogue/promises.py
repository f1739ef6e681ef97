"""What the assistant says it will do later: read from the outbox, where it is queued, and from what is wanted."""

from datetime import datetime

from actions.dialogue.cards import joined
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from community import channels
from community.post import outbox, rules
from community.post.kinds import AnyKind, Kind, Row
from community.post.tables import Delivery
from community.students import preferences

REMINDERS_OF = {
    "safety": noted("safety notices, severe ones too"),
    "appointments": noted("appointment reminders"),
    "events": noted("event reminders, free seats and changes of events"),
    "employment": noted("job deadlines"),
    "academics": noted("study deadlines"),
    "growth": noted("growth deadlines"),
    "safety_education": noted("weekly safety tips"),
}
"""All that comes unasked of each subject: what turning it off stops, and nothing less."""


def reminders(turn: Turn, kind: Kind[Row], about: Row) -> str:
    """Say when the reminders of a row that are queued will come: never one that is not queued, late, or turned off."""
    moments, subject = _moments(turn, kind, about), kind.subject_of(about)
    if not moments:
        return turn.say("It is too soon for a reminder.")
    times = turn.say(" and ").join(moments)
    if not preferences.wants(turn.session, turn.student.id, subject):
        off = turn.say(REMINDERS_OF[subject])
        return turn.say("You have turned these off: {subject}. So I'd stay silent {times}.", times=times, subject=off)
    promise = turn.say("I'll remind you {times}.", times=times)
    return joined(promise, turn.say("You see that here, when this page is open.")) if is_pulled(turn) else promise


def is_pulled(turn: Turn) -> bool:
    """Say whether the student fetches what comes: nothing rings there."""
    return not channels.way(turn.conversation.channel_address.channel).pushed


def _moments(turn: Turn, kind: Kind[Row], about: Row) -> list[str]:
    planned = [_leaves(turn, kind, one) for one in outbox.planned(turn.session, kind, about, turn.conversation.id)]
    return list(dict.fromkeys(turn.when(moment) for moment in planned if moment is not None))


def _leaves(turn: Turn, kind: AnyKind, delivery: Delivery) -> datetime | None:
    """Return when a delivery leaves: after the quiet hours where nobody is woken; None where that is too late."""
    at, student = delivery.due_at, turn.student
    if delivery.is_pushed and kind.waits_for_morning:
        at = rules.after_quiet_hours(at, turn.zone, student.quiet_from, student.quiet_until)
    return at if delivery.valid_until is None or at < delivery.valid_until else None
