"""Signing up for events, waiting for a seat, leaving."""

from datetime import datetime

from actions.dialogue import promises
from actions.dialogue.cards import Teller, joined, short, with_menu
from actions.dialogue.registry import action
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from actions.events.listing import LISTED, all_events, calendar, facts, leave_button, line, mine
from actions.events.naming import by_nearness, named_event
from community.events import signup as signups
from community.events.kinds import REMINDER
from community.events.signup import EventFull, KeptBack, SignupClosed
from community.events.states import SignupState
from community.events.tables import Event, EventSignup
from community.students import preferences


@action(
    "sign_up_event",
    title=noted("Sign up for an event"),
    changes=True,
    of_what_is_shown=True,
    keeps_card=True,
    beside_danger="other_matter",
)
def sign_up_event(turn: Turn) -> Reply:
    """Sign up for the event that was tapped or surely named; where another could be meant, ask which."""
    if number := turn.request.entity("event"):
        chosen = turn.session.get(Event, int(number))
        return _sign_up(turn, chosen) if chosen else _offer(turn, _open(turn), _which(turn))
    found = named_event(turn, signups.upcoming(turn.session, turn.now))
    if found.sure:
        return _sign_up(turn, found.sure)
    events = _open(turn)
    if likely := [event for event in found.likely if event in events]:
        return _offer(turn, likely, _which(turn))
    if found.is_another:
        return _offer(turn, by_nearness(turn, events), turn.say("I know no event of that name. These are open:"))
    of_kind = [event for event in events if event.kind == turn.request.entity("event_kind")]
    return _offer(turn, of_kind or events, _which(turn))


def _open(turn: Turn) -> list[Event]:
    return [event for event in signups.upcoming(turn.session, turn.now) if signups.is_open(event, turn.now)]


def _which(turn: Turn) -> str:
    return turn.say("Which one shall I sign you up for?")


def _offer(turn: Turn, events: list[Event], heading: str) -> Reply:
    if not events:
        return Reply(turn.say("Nothing is open for sign-up at the moment."), with_menu(turn, (mine(turn),)))
    lines = [f"{n}. {line(turn, event)}" for n, event in enumerate(events[:LISTED], 1)]
    buttons = [
        Button(short(event.title(turn.language)), "sign_up_event", {"event": str(event.id)})
        for event in events[:LISTED]
    ]
    return Reply(joined(heading, *lines), with_menu(turn, buttons))


def _sign_up(turn: Turn, event: Event) -> Reply:
    try:
        signup = signups.sign_up(
            turn.session,
            event,
            student_id=turn.student.id,
            conversation=turn.conversation,
            join_waitlist=turn.request.entity("join") == "yes",
            now=turn.now,
        )
    except SignupClosed:
        return Reply(turn.say("Sign-up for that one is closed."), with_menu(turn, (all_events(turn),)))
    except KeptBack as kept:
        return _kept_back(turn, event, kept.until)
    except EventFull as full:
        return _full(turn, event, full.position)
    if signup.status == SignupState.WAITLISTED:
        place = signups.position(turn.session, signup)
        return Reply(_waits(turn, place), with_menu(turn, (leave_button(turn, event), mine(turn))))
    return _ticket(turn, signup)


def _kept_back(turn: Turn, event: Event, until: datetime) -> Reply:
    words = turn.say(
        "{title}: many new visitors have just signed up, so the other places are kept back until {until}. You aren't "
        "signed up yet; please try again then.",
        title=event.title(turn.language),
        until=turn.when(until),
    )
    again = Button(turn.say("Try again"), "sign_up_event", {"event": str(event.id)})
    return Reply(words, with_menu(turn, (again, all_events(turn))))


def _waits(turn: Turn, place: int) -> str:
    if preferences.wants(turn.session, turn.student.id, "events") and not promises.is_pulled(turn):
        return turn.say("You're no. {n} on the waitlist. I'll write when a seat is yours.", n=place)
    return turn.say(
        "You're no. {n} on the waitlist. Look into “My events”: a seat that comes free shows there.", n=place
    )


def _full(turn: Turn, event: Event, position: int) -> Reply:
    join = Button(turn.say("Join the waitlist"), "sign_up_event", {"event": str(event.id), "join": "yes"})
    words = turn.say("{title} is full. You'd be no. {n} on the waitlist.", title=event.title(turn.language), n=position)
    return Reply(words, with_menu(turn, (join, all_events(turn))))


def _ticket(turn: Turn, signup: EventSignup) -> Reply:
    event = signup.event
    seat = turn.say("Your place: no. {n}.", n=signup.seat) if signup.seat else ""
    promise = promises.reminders(turn, REMINDER, signup)
    file = turn.say("The calendar file is attached.")
    text = joined(turn.say("You're signed up:"), *facts(turn, event), seat, promise, file)
    return Reply(text, with_menu(turn, (leave_button(turn, event), mine(turn))), calendar(turn, event))


@action(
    "leave_event",
    title=noted("Give up my place at an event"),
    said="by_rule",
    changes=True,
    of_what_is_shown=True,
    keeps_card=True,
    beside_danger="other_matter",
)
def leave_event(turn: Turn) -> Reply:
    """Give up the seat that was tapped or surely named; where another could be meant, ask which."""
    if number := turn.request.entity("event"):
        return _leave(turn, int(number))
    own = [signup.event for signup in signups.of_student(turn.session, turn.student.id, turn.now)]
    if turn.tapped or not own:
        return my_events(turn)
    found = named_event(turn, own)
    if found.sure:
        return _leave(turn, found.sure.id)
    events = list(found.likely or own)[:LISTED]
    buttons = [Button(short(event.title(turn.language)), "leave_event", {"event": str(event.id)}) for event in events]
    lines = [f"{n}. {line(turn, event)}" for n, event in enumerate(events, 1)]
    return Reply(
        joined(turn.say("Which place shall I give up for you?"), *lines), with_menu(turn, (*buttons, mine(turn)))
    )


def _leave(turn: Turn, number: int) -> Reply:
    left = signups.leave(turn.session, number, student_id=turn.student.id, now=turn.now)
    if left is None:
        return Reply(turn.say("You weren't signed up for that one."), with_menu(turn, (mine(turn), all_events(turn))))
    words = turn.say("Done, your place in “{title}” is free for others.", title=left.event.title(turn.language))
    return Reply(words, with_menu(turn, (all_events(turn), mine(turn))))


@action("my_events", said="never")
def my_events(turn: Turn) -> Reply:
    """List what the student has signed up for, each with the way out."""
    own = signups.of_student(turn.session, turn.student.id, turn.now)
    if not own:
        return Reply(turn.say("You haven't signed up for any event."), with_menu(turn, (all_events(turn),)))
    status = statuses(turn)
    lines = [f"{line(turn, signup.event)} ({status[signup.status]})" for signup in own[:LISTED]]
    buttons = [
        Button(short(signup.event.title(turn.language)), "ask_events", {"event": str(signup.event_id)})
        for signup in own[:LISTED]
    ]
    return Reply(joined(turn.say("Your events:"), *lines), with_menu(turn, (*buttons, all_events(turn))))


def statuses(teller: Teller) -> dict[str, str]:
    """Return how a student may stand on an event's list, in words."""
    return {
        SignupState.CONFIRMED: teller.say("you have a place"),
        SignupState.OFFERED: teller.say("a seat is kept for you"),
        SignupState.WAITLISTED: teller.say("on the waitlist"),
    }
