"""What is told of appointments unasked: changes to counselors, reminders and leaves to students, a rush to staff."""

from actions.dialogue.cards import Teller
from actions.dialogue.registry import composes
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Occasion
from community.counseling import kinds, leaves, news, rules, rush
from community.counseling.news import Change
from community.counseling.offers import Window, offer
from community.counseling.rules import Wish
from community.counseling.states import AppointmentState
from community.counseling.tables import Appointment, AppointmentNews, AppointmentSlot

TIMES_OFFERED = 3


@composes(kinds.NEWS)
def tell_counselor(occasion: Occasion, row: AppointmentNews) -> Reply | None:
    """Tell a counselor what is new about an appointment: when, under which reference, and no word of the student's."""
    change = news.still_to_say(occasion.session, row, now=occasion.now)
    if change is None:
        return None
    ref = row.appointment.ref
    if change.what == "booked":
        return Reply(_booked(occasion, row.appointment, change))
    if change.what == "moved":
        return Reply(
            occasion.say(
                "Moved: {ref}, from {before} to {when}.",
                ref=ref,
                before=_at(occasion, change.before),
                when=_span(occasion, change.after),
            )
        )
    when = _at(occasion, change.before)
    if change.moved_away:
        return Reply(
            occasion.say("Not with you any more: {ref}, {when}, was moved to a colleague.", ref=ref, when=when)
        )
    return Reply(occasion.say("Cancelled: {ref}, {when}.", ref=ref, when=when))


def _booked(occasion: Occasion, appointment: Appointment, change: Change) -> str:
    visit = occasion.say("first visit")
    if not news.is_first_visit(occasion.session, appointment):
        visit = occasion.say("has been here before")
    when = _span(occasion, change.after)
    return occasion.say("New appointment: {ref}, {when}, {visit}.", ref=appointment.ref, when=when, visit=visit)


def _at(occasion: Occasion, slot: AppointmentSlot | None) -> str:
    assert slot is not None
    return occasion.when(slot.starts_at)


def _span(occasion: Occasion, slot: AppointmentSlot | None) -> str:
    assert slot is not None
    return f"{_at(occasion, slot)}–{slot.ends_at.astimezone(occasion.zone):%H:%M}"


@composes(kinds.REMINDER)
def remind_of_appointment(occasion: Occasion, appointment: Appointment) -> Reply | None:
    """Remind of an appointment that still stands at the time for which the reminder was made; say no more than that.

    Of one that cannot be, as the counselor is away, the student was told in a message of its own.
    """
    if appointment.status != AppointmentState.CONFIRMED or appointment.slot.starts_at != occasion.delivery.valid_until:
        return None
    if leaves.covers(occasion.session, appointment.slot):
        return None
    return Reply(_reminder(occasion, appointment), ways_on(occasion, appointment))


def _reminder(occasion: Occasion, appointment: Appointment) -> str:
    when, number = occasion.when(appointment.slot.starts_at), appointment.slot.counselor.room
    if not number:
        return occasion.say("A reminder: you have an appointment {when}.", when=when)
    room = occasion.say("room {number}", number=number)
    return occasion.say("A reminder: you have an appointment {when}, {room}.", when=when, room=room)


@composes(kinds.IN_LEAVE)
def tell_of_leave(occasion: Occasion, appointment: Appointment) -> Reply | None:
    """Tell a student that an appointment cannot be, with ways to move it; or that it can after all."""
    says = leaves.still_to_say(occasion.session, appointment)
    if says is None:
        return None
    if says == "can":
        when = occasion.when(appointment.slot.starts_at)
        words = occasion.say(
            "Your appointment {ref}, {when}, can take place after all.", ref=appointment.ref, when=when
        )
        return Reply(words, ways_on(occasion, appointment))
    return cannot_be(occasion, appointment)


def cannot_be(teller: Teller, appointment: Appointment) -> Reply:
    """Say that an appointment cannot be, and offer times in its place; of counseling it says no word."""
    when = teller.when(appointment.slot.starts_at)
    sorry = teller.say(
        "Your appointment {ref}, {when}, cannot take place: the person you were to see is away then. I'm sorry.",
        ref=appointment.ref,
        when=when,
    )
    near = Window(appointment.slot.starts_at, appointment.slot.ends_at)
    free = offer(teller.session, now=teller.now, window=near, wish=Wish(), moving=appointment).slots[:TIMES_OFFERED]
    if not free:
        return Reply(f"{sorry}\n{teller.say('No other time is free at the moment.')}", _last_ways(teller, appointment))
    times = tuple(
        Button(teller.when(slot.starts_at), "reschedule_counseling", {"appointment_slot": str(slot.id)})
        for slot in free
    )
    return Reply(f"{sorry}\n{teller.say('These times are free instead:')}", (*times, *ways_on(teller, appointment)))


def ways_on(teller: Teller, appointment: Appointment) -> tuple[Button, ...]:
    """Return the buttons that move or cancel an appointment."""
    return (
        Button(teller.say("Move it"), "reschedule_counseling"),
        Button(teller.say("Cancel it"), "cancel_counseling", {"appointment": str(appointment.id)}),
    )


def _last_ways(teller: Teller, appointment: Appointment) -> tuple[Button, ...]:
    person = Button(teller.say("A person"), "talk_to_human", {"topic": "feelings"})
    return person, *ways_on(teller, appointment)[1:]


@composes(kinds.RUSH)
def tell_of_rush(occasion: Occasion, _about: None) -> Reply | None:
    """Alarm staff of many bookings at once, as they stand; nothing where they have let them go already."""
    found = rush.since(occasion.session, occasion.delivery.created_at - rules.RUSH_WITHIN)
    if not found.booked:
        return None
    words = occasion.say(
        "Many appointments at once: {booked} within minutes, {new} of them from chats that had just begun. With: "
        "{names}. If nobody stands behind them, release them together in the console: Appointments, “Release many”.",
        booked=found.booked,
        new=found.by_newcomers,
        names=", ".join(one.called(occasion.language) for one in found.counselors),
    )
    return Reply(words)
