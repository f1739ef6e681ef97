"""Signing up for events, waiting for a seat, leaving."""

from actions import lookup, promises
from actions.cards import Teller, joined, short, with_menu
from actions.events import LISTED, all_events, calendar, facts, leave_button, line, mine
from actions.registry import action
from actions.reply import Button, Reply
from actions.turn import Turn
from community.events import signup as signups
from community.events.signup import EventFull, SignupClosed
from community.events.tables import Event, EventSignup
from community.students import preferences

SURE = 0.63  # how near words must come to one event to sign up for it unasked: a wrong guess costs somebody a seat
SIGN_UP = lookup.General(
    ("sign me up please", "join event", "how do I sign up?", "帮我报名", "怎么报名", "报名入口在哪", "我要报名活动")
)


@action("sign_up_event")
def sign_up_event(turn: Turn) -> Reply:
    """Sign up for the event that was tapped or named; where several could be meant, ask which."""
    events = [event for event in signups.upcoming(turn.session, turn.now) if signups.is_open(event, turn.now)]
    if number := turn.request.entity("event"):
        chosen = turn.session.get(Event, int(number))
        return _sign_up(turn, chosen) if chosen else _offer(turn, events)
    named = lookup.specific(turn.words, events, SIGN_UP, at_least=SURE) if turn.words else []
    if named:
        return _sign_up(turn, named[0])
    kind = turn.request.entity("event_kind")
    of_kind = [event for event in events if event.kind == kind]
    if len(of_kind) == 1:
        return _sign_up(turn, of_kind[0])
    return _offer(turn, of_kind or events)


def _which(turn: Turn) -> str:
    return turn.say("Which one shall I sign you up for?")


def _offer(turn: Turn, events: list[Event]) -> Reply:
    if not events:
        return Reply(turn.say("Nothing is open for sign-up at the moment."), with_menu(turn, (mine(turn),)))
    lines = [f"{n}. {line(turn, event)}" for n, event in enumerate(events[:LISTED], 1)]
    buttons = [
        Button(short(event.title(turn.language)), "sign_up_event", {"event": str(event.id)})
        for event in events[:LISTED]
    ]
    return Reply(joined(_which(turn), *lines), with_menu(turn, buttons))


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
    except EventFull as full:
        return _full(turn, event, full.position)
    if signup.status == "waitlisted":
        place = signups.position(turn.session, signup)
        return Reply(_waits(turn, place), with_menu(turn, (leave_button(turn, event), mine(turn))))
    return _ticket(turn, signup)


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
    promise = promises.reminders(turn, "event_reminder", signup.id, "events")
    file = turn.say("The calendar file is attached.")
    text = joined(turn.say("You're signed up:"), *facts(turn, event), seat, promise, file)
    return Reply(text, with_menu(turn, (leave_button(turn, event), mine(turn))), calendar(turn, event))


@action("leave_event")
def leave_event(turn: Turn) -> Reply:
    """Give up the seat that was tapped; without a tap, ask which."""
    number = turn.request.entity("event")
    if number is None:
        return my_events(turn)
    left = signups.leave(turn.session, int(number), student_id=turn.student.id, now=turn.now)
    if left is None:
        return Reply(turn.say("You weren't signed up for that one."), with_menu(turn, (mine(turn), all_events(turn))))
    words = turn.say("Done, your place in “{title}” is free for others.", title=left.event.title(turn.language))
    return Reply(words, with_menu(turn, (all_events(turn), mine(turn))))


@action("my_events")
def my_events(turn: Turn) -> Reply:
    """List what the student has signed up for, each with the way out."""
    own = signups.of_student(turn.session, turn.student.id, turn.now)
    if not own:
        return Reply(turn.say("You haven't signed up for any event."), with_menu(turn, (all_events(turn),)))
    status = _statuses(turn)
    lines = [f"{line(turn, signup.event)} ({status[signup.status]})" for signup in own[:LISTED]]
    buttons = [
        Button(short(signup.event.title(turn.language)), "ask_events", {"event": str(signup.event_id)})
        for signup in own[:LISTED]
    ]
    return Reply(joined(turn.say("Your events:"), *lines), with_menu(turn, (*buttons, all_events(turn))))


def _statuses(teller: Teller) -> dict[str, str]:
    return {
        "confirmed": teller.say("you have a place"),
        "offered": teller.say("a seat is kept for you"),
        "waitlisted": teller.say("on the waitlist"),
    }
