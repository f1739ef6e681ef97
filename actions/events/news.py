"""What those signed up for an event are told without asking."""

from actions.dialogue.cards import joined, with_menu
from actions.dialogue.registry import composes
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Occasion
from actions.events.listing import calendar, facts, leave_button, mine
from community.content import PUBLISHED
from community.events import kinds
from community.events.states import SignupState
from community.events.tables import EventSignup


@composes(kinds.REMINDER)
def compose_reminder(occasion: Occasion, signup: EventSignup) -> Reply | None:
    """Remind of an event as it stands now; nothing once it began, was cancelled or left, or reminders are off."""
    if signup.status != SignupState.CONFIRMED or signup.event.status != PUBLISHED:
        return None
    text = joined(occasion.say("Coming up, you're signed up:"), *facts(occasion, signup.event))
    return Reply(text, with_menu(occasion, (leave_button(occasion, signup.event), mine(occasion))))


@composes(kinds.CHANGED)
def compose_change(occasion: Occasion, signup: EventSignup) -> Reply | None:
    """Tell of the place and time as they are now, or that the event is cancelled; nothing to who has left."""
    if signup.status == SignupState.CANCELLED:
        return None
    event = signup.event
    if event.status != PUBLISHED:
        words = occasion.say("Cancelled: {title}.", title=event.title(occasion.language))
        return Reply(words, with_menu(occasion, (mine(occasion),)))
    text = joined(occasion.say("Place or time changed. Now:"), *facts(occasion, event))
    buttons = with_menu(occasion, (leave_button(occasion, event), mine(occasion)))
    return Reply(text, buttons, calendar(occasion, event))


@composes(kinds.SEAT)
def compose_seat(occasion: Occasion, signup: EventSignup) -> Reply | None:
    """Offer the freed seat as long as it is kept."""
    if signup.status != SignupState.OFFERED or signup.held_until is None or signup.event.status != PUBLISHED:
        return None
    until = occasion.say("A seat is yours until {when}:", when=occasion.when(signup.held_until))
    take = Button(occasion.say("Take it"), "sign_up_event", {"event": str(signup.event_id)})
    buttons = with_menu(occasion, (take, leave_button(occasion, signup.event)))
    return Reply(joined(until, *facts(occasion, signup.event)), buttons)
