"""Choosing what one is told without asking."""

from actions.cards import menu
from actions.registry import action
from actions.reply import Button, Reply
from actions.turn import Turn
from actions.wording import noted
from community.students import preferences
from understanding.wishes.matters import is_own_matter, reminder_subjects

TITLES = {
    "safety": noted("Safety notices"),
    "appointments": noted("Appointments"),
    "events": noted("Event reminders"),
    "employment": noted("Job deadlines"),
    "safety_education": noted("Weekly safety tips"),
}


@action("subscribe_reminders", changes=True)
def subscribe(turn: Turn) -> Reply:
    """Turn reminders of a subject on, or ask of which; what we cannot remind of is said."""
    if not turn.tapped and is_own_matter(_said(turn)):
        return _own_matter(turn)
    return _choose(turn, wanted=True)


@action("unsubscribe_reminders", changes=True)
def unsubscribe(turn: Turn) -> Reply:
    """Turn reminders of a subject off, or ask of which; one word is enough to get here from anywhere."""
    return _choose(turn, wanted=False)


def _choose(turn: Turn, *, wanted: bool) -> Reply:
    subjects = _subjects(named_subjects(turn))
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


def _own_matter(turn: Turn) -> Reply:
    words = turn.say(
        "I can't keep reminders of your own matters yet, so please set one elsewhere. I do remind you of appointments "
        "and of events you signed up for, a day and two hours before, and of deadlines whose card has the button "
        "“Remind me”. A person can help you with the rest."
    )
    choose = Button(turn.say("Choose your reminders"), "subscribe_reminders")
    return Reply(words, (Button(turn.say("A person"), "talk_to_human"), choose, menu(turn)))


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
