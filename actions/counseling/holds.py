"""A time that was held: the yes that books it, and what is told when none came or staff have let it go."""

from dataclasses import replace

from actions.counseling.booking import settled
from actions.counseling.facts import facts, is_held
from actions.counseling.times import offer_times
from actions.dialogue.registry import action, composes
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Occasion, Turn
from community.counseling import booking, holds, kinds
from community.counseling.booking import NoAppointment, SlotTaken, TooLate
from community.counseling.states import AppointmentState
from community.counseling.tables import Appointment, AppointmentSlot


@action(
    "keep_counseling",
    said="never",
    changes=True,
    about="counseling",
)
def keep_counseling(turn: Turn) -> Reply:
    """Book the time that is held for the student."""
    appointment = _held(turn)
    if appointment is None:
        return _offer(turn, turn.say("No time is kept for you any more. Choose one again:"))
    try:
        holds.confirm(turn.session, appointment, conversation=turn.conversation, now=turn.now)
    except (NoAppointment, TooLate):
        return _offer(turn, turn.say("That time isn't kept for you any more. Choose one again:"))
    except SlotTaken:
        lead = turn.say("That can't be any more: {name} is away then. Nearest are:", **facts(turn, appointment))
        return _offer(turn, lead, near=appointment.slot)
    words = turn.say("Booked: {when} with {name}, {room}.", **facts(turn, appointment))
    return settled(turn, appointment, words)


def _offer(turn: Turn, lead: str, *, near: AppointmentSlot | None = None) -> Reply:
    """Offer times, each of which books: what was held is gone."""
    turn.request = replace(turn.request, name="book_counseling")
    return offer_times(turn, lead=lead, near=near)


def _held(turn: Turn) -> Appointment | None:
    """Return the appointment that a button names, or what the student has."""
    number = turn.request.entity("appointment")
    if number is not None:
        return booking.of_student(turn.session, int(number), student_id=turn.student.id)
    mine = booking.upcoming(turn.session, turn.student.id)
    return mine if mine is not None and is_held(mine) else None


@composes(kinds.LAPSED)
def tell_lapsed(occasion: Occasion, appointment: Appointment) -> Reply | None:
    """Tell a student that a time is kept for them no more; nothing where they have another by now."""
    if booking.upcoming(occasion.session, appointment.student_id) is not None:
        return None
    words = occasion.say(
        "You didn't say yes to {when}, so it isn't kept for you any more, and nothing is booked.",
        when=occasion.when(appointment.slot.starts_at),
    )
    return Reply(words, (_again(occasion),))


@composes(kinds.RELEASED)
def tell_released(occasion: Occasion, appointment: Appointment) -> Reply | None:
    """Tell a student that staff have let their appointment go, among many that were booked at once."""
    facts = {"ref": appointment.ref, "when": occasion.when(appointment.slot.starts_at)}
    if appointment.status == AppointmentState.LAPSED:
        gone = occasion.say("Staff have let {when} go, which I was keeping for you.", **facts)
    else:
        gone = occasion.say("Staff have cancelled your appointment {ref}, {when}.", **facts)
    why = occasion.say(
        "Many were booked at once, it seems by nobody in particular. If you meant yours, I'm sorry: please choose a "
        "time again, or ask a person."
    )
    words = f"{gone} {why}"
    return Reply(words, (_again(occasion), Button(occasion.say("A person"), "talk_to_human", {"topic": "feelings"})))


def _again(occasion: Occasion) -> Button:
    return Button(occasion.say("Choose a time"), "book_counseling")
