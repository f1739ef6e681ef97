"""What stands instead of turning reminders on or off where that was spoken of and not ordered."""

from actions.dialogue.cards import joined, menu
from actions.dialogue.registry import instead_of
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from actions.household.reminders import TITLES, named_subjects
from community.students import preferences

ON, OFF = "subscribe_reminders", "unsubscribe_reminders"
MOST_BUTTONS = 3


@instead_of(ON, OFF)
def not_turned(turn: Turn) -> Reply:
    """Say what is on and what is off, with the button for what was spoken of."""
    match turn.request.wish.kind:
        case "negated":
            lead = turn.say("All right, nothing is changed.")
        case "of_others":
            lead = turn.say(
                "Everybody chooses their own reminders, here, with /reminders and /stop. Yours are as they were."
            )
        case "unclear":
            lead = turn.say("Shall I change your reminders? Tap what you want. So far they are:")
        case _:
            lead = turn.say("You can turn reminders on and off here whenever you like. Now they are:")
    return Reply(joined(lead, *_state(turn)), _buttons(turn))


def _state(turn: Turn) -> tuple[str, ...]:
    on = [turn.say(title) for subject, title in TITLES.items() if _wants(turn, subject)]
    off = [turn.say(title) for subject, title in TITLES.items() if not _wants(turn, subject)]
    comma = turn.say(", ")
    return (
        turn.say("On: {subjects}.", subjects=comma.join(on)) if on else "",
        turn.say("Off: {subjects}.", subjects=comma.join(off)) if off else "",
    )


def _buttons(turn: Turn) -> tuple[Button, ...]:
    general = (Button(turn.say("Stop reminders"), OFF), Button(turn.say("Choose your reminders"), ON), menu(turn))
    if turn.request.wish.kind in ("negated", "of_others"):
        return general
    if "all" in (named := named_subjects(turn)):
        return (_switch_all(turn), *general)
    return (*(_switch(turn, subject) for subject in named[:MOST_BUTTONS] if subject in TITLES), *general)


def _switch(turn: Turn, subject: str) -> Button:
    title = turn.say(TITLES[subject])
    if _wants(turn, subject):
        return Button(turn.say("Turn off: {subject}", subject=title), OFF, {"subject": subject})
    return Button(turn.say("Turn on: {subject}", subject=title), ON, {"subject": subject})


def _switch_all(turn: Turn) -> Button:
    if turn.request.name == OFF:
        return Button(turn.say("Turn off: everything"), OFF, {"subject": "all"})
    return Button(turn.say("Turn on: everything"), ON, {"subject": "all"})


def _wants(turn: Turn, subject: str) -> bool:
    return preferences.wants(turn.session, turn.student.id, subject)
