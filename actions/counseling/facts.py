"""What is said of an appointment in passing: when, with whom, where; and that a time is held, not booked."""

from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from community.counseling.states import AppointmentState
from community.counseling.tables import Appointment


def facts(turn: Turn, appointment: Appointment) -> dict[str, str]:
    """Return when, with whom and where it is."""
    slot = appointment.slot
    return {
        "when": turn.when(slot.starts_at),
        "name": slot.counselor.called(turn.language),
        "room": _place(turn, slot.counselor.room),
    }


def _place(turn: Turn, room: str) -> str:
    return turn.say("counseling center, room {number}", number=room) if room else turn.say("counseling center")


def is_held(appointment: Appointment) -> bool:
    """Say whether it waits for the student's yes."""
    return appointment.status == AppointmentState.HELD


def one_at_a_time(turn: Turn, appointment: Appointment) -> str:
    """Say that the student has an appointment already, or a time that is held."""
    if is_held(appointment):
        return _holding(turn, appointment)
    return turn.say("You have an appointment {when} with {name}; one at a time.", **facts(turn, appointment))


def held(turn: Turn, appointment: Appointment) -> Reply:
    """Say that a time is held and until when, and ask for the word that books it."""
    about = {"appointment": str(appointment.id)}
    words = f"{_holding(turn, appointment)} {turn.say('Shall I book it?')}"
    return Reply(
        words,
        (
            Button(turn.say("Yes, book it"), "keep_counseling", about),
            Button(turn.say("Another time"), "reschedule_counseling"),
            Button(turn.say("No, let it go"), "cancel_counseling", about),
        ),
    )


def _holding(turn: Turn, appointment: Appointment) -> str:
    assert appointment.held_until is not None
    until = f"{appointment.held_until.astimezone(turn.zone):%H:%M}"
    return turn.say(
        "I'm keeping {when} with {name} for you until {until}; it isn't booked yet.",
        until=until,
        **facts(turn, appointment),
    )
