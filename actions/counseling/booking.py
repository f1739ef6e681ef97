"""Appointments with a counselor: booking, moving, cancelling, looking up; and an ear for feelings."""

from dataclasses import replace

from actions.counseling.facts import facts, held, is_held, one_at_a_time
from actions.counseling.news import cannot_be, ways_on
from actions.counseling.times import KEPT, offer_times
from actions.dialogue import promises
from actions.dialogue.cards import joined, menu
from actions.dialogue.registry import action
from actions.dialogue.reply import Attachment, Button, Reply
from actions.dialogue.traits import Command, OnMenu
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from community import samples
from community.counseling import booking, consents, leaves
from community.counseling.booking import AlreadyBooked, KeptBack, NoAppointment, SlotTaken, TooLate
from community.counseling.calendar import MEDIA_TYPE, calendar_file
from community.counseling.kinds import REMINDER
from community.counseling.tables import Appointment, AppointmentSlot


@action(
    "book_counseling",
    title=noted("Book a counselor"),
    commands=(Command("book", 4),),
    menu=OnMenu(3, noted("Counseling")),
    changes=True,
    about="counseling",
    takes_time=True,
    takes_counselor=True,
)
def book_counseling(turn: Turn) -> Reply:
    """Book the chosen appointment slot, or offer those that are free."""
    chosen = _chosen(turn)
    if chosen is None:
        return _one_at_a_time(turn) or offer_times(turn)
    try:
        appointment = booking.book(
            turn.session, chosen.id, student_id=turn.student.id, conversation=turn.conversation, now=turn.now
        )
    except SlotTaken:
        return offer_times(turn, lead=turn.say("That time has just been taken. Nearest are:"), near=chosen)
    except KeptBack:
        return offer_times(turn, lead=_not_now(turn), near=chosen)
    except TooLate:
        return offer_times(turn, lead=_too_near(turn), near=chosen)
    except AlreadyBooked as other:
        return _offer_to_move(turn, other.appointment, chosen)
    consents.consent(turn.session, turn.student.id, now=turn.now)
    turn.forget(KEPT)
    if is_held(appointment):
        return held(turn, appointment)
    return settled(turn, appointment, turn.say("Booked: {when} with {name}, {room}.", **facts(turn, appointment)))


@action(
    "reschedule_counseling",
    title=noted("Move my appointment"),
    changes=True,
    about="counseling",
    takes_time=True,
    takes_counselor=True,
    beside_danger="other_matter",
)
def reschedule_counseling(turn: Turn) -> Reply:
    """Move the student's appointment to the chosen time, or offer times for it."""
    appointment = booking.upcoming(turn.session, turn.student.id)
    chosen = _chosen(turn)
    if appointment is None:
        return _none(turn) if chosen or not turn.names_a_time else _book_instead(turn)
    if chosen is None:
        lead = turn.say("Your appointment is {when} with {name}.", **facts(turn, appointment))
        if is_held(appointment):
            lead = one_at_a_time(turn, appointment)
        return offer_times(turn, lead=lead, moving=appointment)
    try:
        booking.move(turn.session, appointment, chosen.id, conversation=turn.conversation, now=turn.now)
    except SlotTaken:
        lead = turn.say("That time has just been taken. Nearest are:")
        return offer_times(turn, lead=lead, near=chosen, moving=appointment)
    except KeptBack:
        return offer_times(turn, lead=_not_now(turn), near=chosen, moving=appointment)
    except TooLate:
        return offer_times(turn, lead=_too_near(turn), near=chosen, moving=appointment)
    except NoAppointment:
        return _none(turn)
    turn.forget(KEPT)
    if is_held(appointment):
        return held(turn, appointment)
    words = turn.say("Moved to {when} with {name}, {room}. The old time is free again.", **facts(turn, appointment))
    return settled(turn, appointment, words)


@action(
    "cancel_counseling",
    title=noted("Cancel my appointment"),
    changes=True,
    about="counseling",
    beside_danger="other_matter",
)
def cancel_counseling(turn: Turn) -> Reply:
    """Cancel the appointment a button names; asked in words, first make sure."""
    named = turn.request.entity("appointment")
    if named is None:
        return _make_sure(turn)
    appointment = booking.of_student(turn.session, int(named), student_id=turn.student.id)
    if appointment is None:
        return _none(turn)
    was_held = is_held(appointment)
    try:
        booking.cancel(turn.session, appointment, now=turn.now)
    except NoAppointment:
        return Reply(turn.say("That appointment is cancelled or over already."), _book_or_menu(turn))
    except TooLate:
        return Reply(
            turn.say("It has begun already, so I can't cancel it. If you can't come, tell a person."), _person(turn)
        )
    if was_held:
        words = turn.say("All right: {when} is free for others, and nothing is booked.", **facts(turn, appointment))
        return Reply(words, _book_or_menu(turn))
    words = turn.say("Cancelled: {when}. The time is free for somebody else.", **facts(turn, appointment))
    return Reply(words, _book_or_menu(turn), attachment=_calendar(turn, appointment))


@action(
    "list_counseling",
    title=noted("My appointments"),
    commands=(Command("appointments", 5),),
    menu=OnMenu(2, behind_more=True),
    about="counseling",
    beside_danger="other_matter",
)
def list_counseling(turn: Turn) -> Reply:
    """Show the student's appointment."""
    appointment = booking.upcoming(turn.session, turn.student.id)
    if appointment is None or appointment.slot.ends_at <= turn.now:
        return _none(turn)
    if is_held(appointment):
        return held(turn, appointment)
    if leaves.covers(turn.session, appointment.slot):
        return cannot_be(turn, appointment)
    words = turn.say(
        "Your appointment {ref}: {when}–{until} with {name}, {room}.",
        ref=appointment.ref,
        until=f"{appointment.slot.ends_at.astimezone(turn.zone):%H:%M}",
        **facts(turn, appointment),
    )
    return Reply(words, ways_on(turn, appointment))


@action("counseling_privacy", said="never", about="counseling")
def counseling_privacy(turn: Turn) -> Reply:
    """Say in five lines what stays private, and where that ends."""
    return Reply(
        turn.say(
            "1. What you tell the counselor stays with the counseling center.\n"
            "2. It ends where somebody's life is in danger, or the law demands it; you are told first if possible.\n"
            "3. From me no teacher, parent or college learns that you come.\n"
            "4. My reminders say “appointment”, when and in which room, and no more.\n"
            "5. Coming is your choice: until it begins you can move or cancel it."
        ),
        (Button(turn.say("Choose a time"), "book_counseling"), menu(turn)),
    )


@action("share_feelings", title=noted("Talk about how I feel"), beside_danger="like_danger")
def share_feelings(turn: Turn) -> Reply:
    """Listen first, then say who would listen better."""
    return Reply(
        turn.say(
            "That sounds hard, and I'm glad you told me. I'm only a bot, but you don't have to carry this alone. "
            "You can write on here, see a counselor, or talk to a person."
        ),
        (
            Button(turn.say("Book a counselor"), "book_counseling"),
            Button(turn.say("A person now"), "talk_to_human", {"topic": "feelings"}),
            Button(turn.say("Steady myself"), "steady_myself"),
            Button(turn.say("Help now"), "help_card"),
        ),
    )


def _chosen(turn: Turn) -> AppointmentSlot | None:
    slot_id = turn.request.entity("appointment_slot")
    return turn.session.get(AppointmentSlot, int(slot_id)) if slot_id and slot_id.isdecimal() else None


def settled(turn: Turn, appointment: Appointment, words: str) -> Reply:
    """Say what was done, under which reference, and when reminders come; the calendar file goes with it."""
    slot = appointment.slot
    explained = joined(
        turn.say(
            "Your reference is {ref}; it takes {minutes} minutes. A calendar file is attached.",
            ref=appointment.ref,
            minutes=int((slot.ends_at - slot.starts_at).total_seconds() // 60),
        ),
        promises.reminders(turn, REMINDER, appointment),
        turn.say("My reminders of it say “appointment”, when and where, and no more."),
    )
    if samples.is_sample(turn.session, appointment.slot.counselor):
        words = joined(words, turn.say("Sample: this counselor is invented, so nobody will be there."))
    return Reply(f"{words}\n{explained}", ways_on(turn, appointment), attachment=_calendar(turn, appointment))


def _calendar(turn: Turn, appointment: Appointment) -> Attachment:
    content = calendar_file(appointment, summary=turn.say("Appointment"), now=turn.now)
    return Attachment("appointment.ics", MEDIA_TYPE, content)


def _make_sure(turn: Turn) -> Reply:
    appointment = booking.upcoming(turn.session, turn.student.id)
    if appointment is None:
        return _none(turn)
    if is_held(appointment):
        return held(turn, appointment)
    about = {"appointment": str(appointment.id)}
    return Reply(
        turn.say("Cancel your appointment {when} with {name}?", **facts(turn, appointment)),
        (
            Button(turn.say("Yes, cancel it"), "cancel_counseling", about),
            Button(turn.say("Move it"), "reschedule_counseling"),
            Button(turn.say("Keep it"), "list_counseling"),
        ),
    )


def _book_instead(turn: Turn) -> Reply:
    """Offer to book at the time to which there is nothing to move: who names a time wants an appointment then."""
    turn.request = replace(turn.request, name="book_counseling")
    return offer_times(turn, lead=turn.say("You have no appointment at the moment. I can book you one."))


def _one_at_a_time(turn: Turn) -> Reply | None:
    booking.close_past(turn.session, now=turn.now, student_id=turn.student.id)
    appointment = booking.upcoming(turn.session, turn.student.id)
    if appointment is None:
        return None
    words = one_at_a_time(turn, appointment)
    if not turn.names_a_time or turn.tapped:
        return held(turn, appointment) if is_held(appointment) else Reply(words, ways_on(turn, appointment))
    turn.request = replace(turn.request, name="reschedule_counseling")
    offered = offer_times(turn, lead=joined(words, turn.say("I can move it:")), moving=appointment)
    return replace(offered, buttons=(*offered.buttons, Button(turn.say("Keep it"), "list_counseling")))


def _offer_to_move(turn: Turn, appointment: Appointment, chosen: AppointmentSlot) -> Reply:
    words = one_at_a_time(turn, appointment)
    there = Button(
        turn.say("Move it to {when}", when=turn.when(chosen.starts_at)),
        "reschedule_counseling",
        {"appointment_slot": str(chosen.id)},
    )
    return Reply(words, (there, Button(turn.say("Keep it"), "list_counseling")))


def _not_now(turn: Turn) -> str:
    return turn.say("So I can't book that one for you just now. Nearest are:")


def _too_near(turn: Turn) -> str:
    return turn.say("That is too soon now: counselors need four hours' notice. Nearest are:")


def _none(turn: Turn) -> Reply:
    return Reply(turn.say("You have no appointment at the moment."), _book_or_menu(turn))


def _book_or_menu(turn: Turn) -> tuple[Button, ...]:
    return Button(turn.say("Book a counselor"), "book_counseling"), menu(turn)


def _person(turn: Turn) -> tuple[Button, ...]:
    return (Button(turn.say("A person"), "talk_to_human", {"topic": "feelings"}), menu(turn))
