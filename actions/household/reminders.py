"""Choosing what one is told without asking."""

import re

from actions.dialogue import promises, time_doubts
from actions.dialogue.cards import joined, menu
from actions.dialogue.registry import action
from actions.dialogue.reply import Button, Reply
from actions.dialogue.traits import Command, OnMenu
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from actions.household.my_reminders import delete_reminder
from actions.household.own_reminders import mine, set_reminder
from actions.household.upcoming import coming
from community.counseling import booking
from community.events import signup as signups
from community.reminders import own
from community.students import preferences, quiet
from understanding.wishes.matters import reminder_subjects
from understanding.wishes.own_reminder import asks_own_reminder, names_one_reminder

STOP = re.compile("stop|td|unsubscribe|退订|取消订阅")
"""Words that phone users everywhere send to be told nothing more."""

TITLES = {
    "safety": noted("Safety notices"),
    "appointments": noted("Appointments"),
    "events": noted("Events"),
    "employment": noted("Jobs"),
    "academics": noted("Study"),
    "growth": noted("Growth & Party"),
    "safety_education": noted("Weekly safety tips"),
}


@action(
    "subscribe_reminders",
    title=noted("Choose your reminders"),
    commands=(Command("reminders", 12),),
    menu=OnMenu(3, behind_more=True),
    changes=True,
    about="reminders",
    gives_way=True,
    beside_danger="other_matter",
)
def subscribe(turn: Turn) -> Reply:
    """Turn reminders of a subject on, or ask of which; a reminder in the student's own words is none of these."""
    if not turn.tapped and asks_own_reminder(turn.words):
        return set_reminder(turn)
    return time_doubts.before(turn, _choose(turn, wanted=True))


@action(
    "unsubscribe_reminders",
    title=noted("Stop reminders"),
    commands=(Command("stop", 15, also=STOP),),
    menu=OnMenu(4, behind_more=True),
    changes=True,
    about="reminders",
    gives_way=True,
    interrupts=True,
    beside_danger="other_matter",
)
def unsubscribe(turn: Turn) -> Reply:
    """Turn reminders of a subject off, or ask of which; one word is enough to get here from anywhere."""
    if not turn.tapped and _names_one_of_theirs(turn):
        return delete_reminder(turn)
    return _choose(turn, wanted=False)


def _names_one_of_theirs(turn: Turn) -> bool:
    """Say whether one reminder is named, and no subject of ours, by a student who has reminders of their own."""
    if named_subjects(turn) or not names_one_reminder(_said(turn)):
        return False
    return bool(own.waiting(turn.session, turn.student.id))


def _choose(turn: Turn, *, wanted: bool) -> Reply:
    subjects = _subjects(named_subjects(turn))
    if not subjects:
        return _ask(turn, wanted=wanted)
    preferences.choose(turn.session, turn.student.id, subjects, wanted=wanted, now=turn.now)
    text = _on(turn, subjects) if wanted else _off(turn, subjects)
    own_ones = () if wanted or not own.waiting(turn.session, turn.student.id) else (mine(turn),)
    return Reply(text, (*own_ones, _other_way(turn, wanted=wanted), menu(turn)))


def _on(turn: Turn, subjects: tuple[str, ...]) -> str:
    on = joined(turn.say("On: {subjects}.", subjects=_named(turn, subjects)), *coming(turn, subjects))
    if promises.is_pulled(turn):
        here = turn.say("You see that here, when this page is open.")
        return on if here in on else joined(on, here)
    begins, ends = quiet.hours(turn.session, turn.student)
    if begins == ends:
        return on
    only_severe = turn.say(
        "From {since} to {until} only severe warnings come, and what people answer you.",
        since=f"{begins:%H:%M}",
        until=f"{ends:%H:%M}",
    )
    return joined(on, only_severe)


def _off(turn: Turn, subjects: tuple[str, ...]) -> str:
    """Say what comes no more, what stays as it is, and what comes all the same."""
    lines = [turn.say("Off: {subjects}. None of that comes any more.", subjects=_named(turn, subjects))]
    appointment = booking.upcoming(turn.session, turn.student.id) if "appointments" in subjects else None
    if appointment is not None:
        when = turn.when(appointment.slot.starts_at)
        lines.append(turn.say("Your appointment {when} stands; come without a reminder.", when=when))
    if "events" in subjects and signups.of_student(turn.session, turn.student.id, turn.now):
        lines.append(turn.say("You keep your places at events: look into “My events” for what changes."))
    if own.waiting(turn.session, turn.student.id):
        lines.append(turn.say("What you asked me yourself to remind you of still comes: delete it in “My reminders”."))
    still_on = tuple(one for one in preferences.SUBJECTS if preferences.wants(turn.session, turn.student.id, one))
    if still_on:
        lines.append(turn.say("Still on: {subjects}.", subjects=_named(turn, still_on)))
    lines.append(
        turn.say(
            "What comes all the same: my answers, what people of the staff write to you, what becomes of your own "
            "appointment and reports, and a mark on notices that I told you of once they are withdrawn or replaced."
        )
    )
    return joined(*lines)


def _named(turn: Turn, subjects: tuple[str, ...]) -> str:
    return turn.say(", ").join(turn.say(promises.REMINDERS_OF[subject]) for subject in subjects)


def named_subjects(turn: Turn) -> tuple[str, ...]:
    """Return what a button carries or the words name: subjects, or `all`, or `all_but_safety`."""
    chosen = turn.request.entity("subject")
    return (chosen,) if chosen else reminder_subjects(_said(turn))


def _said(turn: Turn) -> str:
    return turn.request.wish.words or turn.words


def _subjects(named: tuple[str, ...]) -> tuple[str, ...]:
    if "all" in named:
        return preferences.SUBJECTS
    if "all_but_safety" in named:
        return tuple(subject for subject in preferences.SUBJECTS if subject != "safety")
    return tuple(subject for subject in preferences.SUBJECTS if subject in named)


def _ask(turn: Turn, *, wanted: bool) -> Reply:
    """Offer the subjects that are not yet as wanted."""
    intent = turn.request.name
    now_on = {s for s in preferences.SUBJECTS if preferences.wants(turn.session, turn.student.id, s)}
    buttons = [
        Button(turn.say(title), intent, {"subject": subject})
        for subject, title in TITLES.items()
        if (subject in now_on) != wanted
    ]
    if not buttons:
        all_named = _named(turn, preferences.SUBJECTS)
        words = (
            turn.say("All that I can send by myself is on: {subjects}.", subjects=all_named)
            if wanted
            else turn.say("All that I can send by myself is off: {subjects}.", subjects=all_named)
        )
        return Reply(words, (_other_way(turn, wanted=wanted), menu(turn)))
    if wanted:
        buttons.append(Button(turn.say("All of them"), intent, {"subject": "all"}))
        return Reply(turn.say("What shall I remind you of?"), tuple(buttons))
    buttons.append(Button(turn.say("All but safety"), intent, {"subject": "all_but_safety"}))
    buttons.append(Button(turn.say("Everything"), intent, {"subject": "all"}))
    return Reply(turn.say("Stop what?"), tuple(buttons))


def _other_way(turn: Turn, *, wanted: bool) -> Button:
    if wanted:
        return Button(turn.say("Stop reminders"), "unsubscribe_reminders")
    return Button(turn.say("Choose your reminders"), "subscribe_reminders")
