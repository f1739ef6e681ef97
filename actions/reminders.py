"""Choosing what one is told without asking."""

from actions import time_doubts
from actions.cards import menu
from actions.registry import action
from actions.reply import Button, Reply
from actions.turn import Turn
from actions.wording import noted
from community.students import preferences

TITLES = {
    "safety": noted("Safety notices"),
    "appointments": noted("Appointments"),
    "events": noted("Event reminders"),
    "employment": noted("Job deadlines"),
    "safety_education": noted("Weekly safety tips"),
}


@action("subscribe_reminders")
def subscribe(turn: Turn) -> Reply:
    """Turn reminders of a subject on, or ask of which."""
    return time_doubts.before(turn, _choose(turn, wanted=True))


@action("unsubscribe_reminders")
def unsubscribe(turn: Turn) -> Reply:
    """Turn reminders of a subject off, or ask of which; one word is enough to get here from anywhere."""
    return _choose(turn, wanted=False)


def _choose(turn: Turn, *, wanted: bool) -> Reply:
    subjects = _subjects(turn.slots.get("subject"))
    if not subjects:
        return _ask(turn, wanted=wanted)
    preferences.choose(turn.session, turn.student.id, subjects, wanted=wanted, now=turn.now)
    names = turn.say(", ").join(turn.say(TITLES[subject]) for subject in subjects)
    if wanted:
        text = turn.say("On: {subjects}. Nothing but severe warnings comes at night, 22:30 to 07:00.", subjects=names)
        undo = Button(turn.say("Stop reminders"), "unsubscribe_reminders")
    else:
        text = turn.say("Off: {subjects}. I will not write to you about that any more.", subjects=names)
        undo = Button(turn.say("Choose your reminders"), "subscribe_reminders")
    return Reply(text, (undo, menu(turn)))


def _subjects(chosen: object) -> tuple[str, ...]:
    if chosen == "all":
        return preferences.SUBJECTS
    if chosen == "all_but_safety":
        return tuple(subject for subject in preferences.SUBJECTS if subject != "safety")
    return (str(chosen),) if chosen in preferences.SUBJECTS else ()


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
        words = turn.say("All reminders are on already.") if wanted else turn.say("All reminders are off already.")
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
