"""Events: what is on, signing up, leaving, and what those signed up are told."""

from datetime import timedelta
from urllib.parse import quote

from icalendar import Calendar
from icalendar import Event as CalendarEntry

from actions import lookup
from actions.cards import Teller, joined, menu, short, source, with_menu
from actions.registry import action
from actions.reply import Attachment, Button, Reply
from actions.turn import Turn
from community.events import signup as signups
from community.events.signup import EventFull, SignupClosed
from community.events.tables import KINDS, Event, EventSignup
from community.students import preferences

LISTED = 5
MEANT = 0.5  # how near a question must come to one event to be about that one rather than about what is on
SURE = 0.63  # the same for signing up, where a wrong guess costs somebody a seat
GENERAL = lookup.General(
    (
        "what events are coming up?",
        "any activities this week?",
        "any lectures?",
        "are there workshops or contests?",
        "any sports events?",
        "最近有什么活动",
        "有什么好玩的活动",
        "有没有讲座",
        "有什么比赛",
        "近期活动安排",
    )
)
SIGN_UP = lookup.General(
    ("sign me up please", "join event", "how do I sign up?", "帮我报名", "怎么报名", "报名入口在哪", "我要报名活动")
)


@action("ask_events")
def ask_events(turn: Turn) -> Reply:
    """Show the event that was asked for, else what is on: of that kind, at that time."""
    events = signups.upcoming(turn.session, turn.now)
    if number := turn.request.entity("event"):
        chosen = next((event for event in events if event.id == int(number)), None)
        return _details(turn, chosen) if chosen else _list(turn, events, turn.say("That one is over or was withdrawn."))
    kind = turn.request.entity("event_kind") or turn.request.entity("kind")
    chosen_events = [event for event in events if event.kind == kind] if kind in KINDS else events
    timely = _within(turn, chosen_events)
    if turn.parse.times:
        nothing = turn.say("Nothing is on then that I know of. Coming up:")
        return _list(turn, timely, _heading(turn)) if timely else _list(turn, events, nothing)
    if not turn.tapped and (named := lookup.find(turn.words, chosen_events, at_least=MEANT)):
        return (
            _details(turn, named[0]) if len(chosen_events) == 1 or kind is None else _list(turn, named, _heading(turn))
        )
    return _list(turn, chosen_events, _heading(turn)) if chosen_events else _list(turn, events, _none_of_kind(turn))


def _heading(turn: Turn) -> str:
    return turn.say("Coming up:")


def _none_of_kind(turn: Turn) -> str:
    return turn.say("None of that kind is planned. Coming up:")


def _within(turn: Turn, events: list[Event]) -> list[Event]:
    spans = [(time.start, time.end or time.start + timedelta(days=1)) for time in turn.parse.times]
    return [event for event in events if any(event.starts_at < end and start < event.ends_at for start, end in spans)]


def _list(turn: Turn, events: list[Event], heading: str) -> Reply:
    if not events:
        return Reply(turn.say("No event is planned at the moment."), (menu(turn),))
    lines = [f"{n}. {_line(turn, event)}" for n, event in enumerate(events[:LISTED], 1)]
    buttons = [
        Button(short(event.title(turn.language)), "ask_events", {"event": str(event.id)}) for event in events[:LISTED]
    ]
    return Reply(joined(heading, *lines), with_menu(turn, (*buttons, mine(turn))))


def _line(teller: Teller, event: Event) -> str:
    title, place = event.title(teller.language), event.place(teller.language)
    return teller.say("{title}: {when}, {place}", title=title, when=teller.when(event.starts_at), place=place)


def mine(teller: Teller) -> Button:
    """Return the way to what the student has signed up for."""
    return Button(teller.say("My events"), "my_events")


def _details(turn: Turn, event: Event) -> Reply:
    own = signups.find(turn.session, event.id, turn.student.id)
    if own is not None and own.status != "cancelled":
        button = leave_button(turn, event)
    else:
        button = Button(turn.say("Sign up"), "sign_up_event", {"event": str(event.id)})
    open_now = signups.is_open(event, turn.now)
    buttons = [button] if open_now or own else []
    others = Button(turn.say("All events"), "ask_events")
    text = joined(*facts(turn, event), _room(turn, event) if open_now else turn.say("Sign-up is closed."))
    return Reply(joined(text, source(turn, event)), with_menu(turn, (*buttons, others, mine(turn))))


def facts(teller: Teller, event: Event) -> tuple[str, ...]:
    """Return the lines that say what, when and where."""
    when = teller.say("{start} to {end}", start=teller.when(event.starts_at), end=_end(teller, event))
    place = teller.say("Where: {office}", office=event.place(teller.language))
    return event.title(teller.language), event.body(teller.language), when, place


def _end(teller: Teller, event: Event) -> str:
    end, start = event.ends_at.astimezone(teller.zone), event.starts_at.astimezone(teller.zone)
    return f"{end:%H:%M}" if end.date() == start.date() else teller.when(end)


def _room(turn: Turn, event: Event) -> str:
    left = signups.seats_left(turn.session, event)
    closes = turn.say("Sign up until {when}.", when=turn.when(event.signup_closes or event.starts_at))
    if left is None:
        return closes
    return f"{turn.say('Seats left: {n}.', n=left) if left else turn.say('Full; there is a waitlist.')} {closes}"


@action("sign_up_event")
def sign_up_event(turn: Turn) -> Reply:
    """Sign up for the event that was tapped or named; where several could be meant, ask which."""
    events = [event for event in signups.upcoming(turn.session, turn.now) if signups.is_open(event, turn.now)]
    if number := turn.request.entity("event"):
        chosen = turn.session.get(Event, int(number))
        return _sign_up(turn, chosen) if chosen else _list(turn, events, _which(turn))
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
    lines = [f"{n}. {_line(turn, event)}" for n, event in enumerate(events[:LISTED], 1)]
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
        return Reply(turn.say("Sign-up for that one is closed."), with_menu(turn, (_all(turn),)))
    except EventFull as full:
        return _full(turn, event, full.position)
    if signup.status == "waitlisted":
        place = signups.position(turn.session, signup)
        words = turn.say("You're no. {n} on the waitlist. I'll write when a seat is yours.", n=place)
        return Reply(words, with_menu(turn, (leave_button(turn, event), mine(turn))))
    return _ticket(turn, signup)


def _all(teller: Teller) -> Button:
    return Button(teller.say("All events"), "ask_events")


def _full(turn: Turn, event: Event, position: int) -> Reply:
    join = Button(turn.say("Join the waitlist"), "sign_up_event", {"event": str(event.id), "join": "yes"})
    words = turn.say("{title} is full. You'd be no. {n} on the waitlist.", title=event.title(turn.language), n=position)
    return Reply(words, with_menu(turn, (join, _all(turn))))


def _ticket(turn: Turn, signup: EventSignup) -> Reply:
    event = signup.event
    seat = turn.say("Your place: no. {n}.", n=signup.seat) if signup.seat else ""
    if preferences.wants(turn.session, turn.student.id, "events"):
        promise = turn.say("I'll remind you a day and two hours before. The calendar file is attached.")
    else:
        promise = turn.say("The calendar file is attached. Your event reminders are off.")
    text = joined(turn.say("You're signed up:"), *facts(turn, event), seat, promise)
    return Reply(text, with_menu(turn, (leave_button(turn, event), mine(turn))), calendar(turn, event))


def leave_button(teller: Teller, event: Event) -> Button:
    """Return the way out of an event."""
    return Button(teller.say("I can't come"), "leave_event", {"event": str(event.id)})


def calendar(teller: Teller, event: Event) -> Attachment:
    """Return the event as an iCalendar entry; a later one with a higher SEQUENCE replaces it in the calendar."""
    entry = CalendarEntry()
    entry.add("uid", f"event-{quote(event.code)}@onestop")
    entry.add("sequence", event.seq)
    entry.add("dtstamp", teller.now)
    entry.add("dtstart", event.starts_at)
    entry.add("dtend", event.ends_at)
    entry.add("summary", event.title(teller.language))
    entry.add("location", event.place(teller.language))
    calendar = Calendar()
    calendar.add("prodid", "-//onestop//events//")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(entry)
    return Attachment("event.ics", "text/calendar", calendar.to_ical().decode())


@action("leave_event")
def leave_event(turn: Turn) -> Reply:
    """Give up the seat that was tapped; without a tap, ask which."""
    number = turn.request.entity("event")
    if number is None:
        return my_events(turn)
    left = signups.leave(turn.session, int(number), student_id=turn.student.id, now=turn.now)
    if left is None:
        return Reply(turn.say("You weren't signed up for that one."), with_menu(turn, (mine(turn), _all(turn))))
    words = turn.say("Done, your place in “{title}” is free for others.", title=left.event.title(turn.language))
    return Reply(words, with_menu(turn, (_all(turn), mine(turn))))


@action("my_events")
def my_events(turn: Turn) -> Reply:
    """List what the student has signed up for, each with the way out."""
    own = signups.of_student(turn.session, turn.student.id, turn.now)
    if not own:
        return Reply(turn.say("You haven't signed up for any event."), with_menu(turn, (_all(turn),)))
    status = _statuses(turn)
    lines = [f"{_line(turn, signup.event)} ({status[signup.status]})" for signup in own[:LISTED]]
    buttons = [
        Button(short(signup.event.title(turn.language)), "ask_events", {"event": str(signup.event_id)})
        for signup in own[:LISTED]
    ]
    return Reply(joined(turn.say("Your events:"), *lines), with_menu(turn, (*buttons, _all(turn))))


def _statuses(teller: Teller) -> dict[str, str]:
    return {
        "confirmed": teller.say("you have a place"),
        "offered": teller.say("a seat is kept for you"),
        "waitlisted": teller.say("on the waitlist"),
    }
