"""What those signed up for an event are told without asking."""

from actions.dialogue.cards import joined, with_menu
from actions.dialogue.registry import composes
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Occasion
from actions.events.listing import calendar, facts, leave_button, mine
from community.content import PUBLISHED
from community.events.tables import EventSignup
from community.students import preferences


@composes("event_reminder")
def compose_reminder(occasion: Occasion) -> Reply | None:
    """Remind of an event as it stands now; nothing once it began, was cancelled or left, or reminders are off."""
    signup = _signup(occasion)
    if signup is None or signup.status != "confirmed" or not _takes_place(signup, occasion):
        return None
    text = joined(occasion.say("Coming up, you're signed up:"), *facts(occasion, signup.event))
    return Reply(text, with_menu(occasion, (leave_button(occasion, signup.event), mine(occasion))))


@composes("event_changed")
def compose_change(occasion: Occasion) -> Reply | None:
    """Tell of the place and time as they are now, or that the event is cancelled; nothing to who has left."""
    signup = _signup(occasion)
    if signup is None or signup.status == "cancelled":
        return None
    event = signup.event
    if event.status != PUBLISHED:
        words = occasion.say("Cancelled: {title}.", title=event.title(occasion.language))
        return Reply(words, with_menu(occasion, (mine(occasion),)))
    text = joined(occasion.say("Place or time changed. Now:"), *facts(occasion, event))
    buttons = with_menu(occasion, (leave_button(occasion, event), mine(occasion)))
    return Reply(text, buttons, calendar(occasion, event))


@composes("event_seat")
def compose_seat(occasion: Occasion) -> Reply | None:
    """Offer the freed seat as long as it is kept."""
    signup = _signup(occasion)
    if signup is None or signup.status != "offered" or signup.held_until is None:
        return None
    if not _takes_place(signup, occasion) or signup.held_until <= occasion.now:
        return None
    until = occasion.say("A seat is yours until {when}:", when=occasion.when(signup.held_until))
    take = Button(occasion.say("Take it"), "sign_up_event", {"event": str(signup.event_id)})
    buttons = with_menu(occasion, (take, leave_button(occasion, signup.event)))
    return Reply(joined(until, *facts(occasion, signup.event)), buttons)


def _signup(occasion: Occasion) -> EventSignup | None:
    """Return the sign-up that the delivery is about, None where its student wants to hear nothing of events."""
    signup = occasion.session.get(EventSignup, occasion.delivery.about)
    if signup is None or not preferences.wants(occasion.session, signup.student_id, "events"):
        return None
    return signup


def _takes_place(signup: EventSignup, occasion: Occasion) -> bool:
    return signup.event.status == PUBLISHED and occasion.now < signup.event.starts_at
