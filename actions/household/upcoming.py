"""Which reminders are queued of what a student has, for whoever asks to be reminded of it."""

from actions.dialogue import promises
from actions.dialogue.turn import Turn
from actions.events.naming import named_event
from community.counseling import booking
from community.counseling.kinds import REMINDER as APPOINTMENT_REMINDER
from community.events import signup as signups
from community.events.kinds import REMINDER as EVENT_REMINDER
from community.events.states import SignupState


def coming(turn: Turn, subjects: tuple[str, ...]) -> list[str]:
    """Return when the reminders of the appointment and of the named event come; nothing for a mere tap."""
    if turn.tapped or not turn.words:
        return []
    lines = [_appointment(turn)] if subjects == ("appointments",) else []
    return [*lines, *(_event(turn) if "events" in subjects else [])]


def _appointment(turn: Turn) -> str:
    appointment = booking.upcoming(turn.session, turn.student.id)
    if appointment is None:
        return turn.say("You have no appointment at the moment.")
    when = turn.say("Your appointment: {when}.", when=turn.when(appointment.slot.starts_at))
    return f"{when} {promises.reminders(turn, APPOINTMENT_REMINDER, appointment)}"


def _event(turn: Turn) -> list[str]:
    event = named_event(turn, signups.upcoming(turn.session, turn.now)).sure
    if event is None:
        return []
    title = event.title(turn.language)
    own = signups.find(turn.session, event.id, turn.student.id)
    if own is None or own.status != SignupState.CONFIRMED:
        return [turn.say("You are not signed up for “{title}”: I remind of it only who is.", title=title)]
    return [f"{title}: {promises.reminders(turn, EVENT_REMINDER, own)}"]
