"""Events: what is on, where and when."""

from datetime import datetime, timedelta
from urllib.parse import quote

from icalendar import Calendar
from icalendar import Event as CalendarEntry

from actions import asking_when, lookup
from actions.cards import Teller, invented, joined, menu, short, source, with_menu
from actions.registry import action
from actions.reply import Attachment, Button, Reply
from actions.turn import Turn
from community.events import signup as signups
from community.events.tables import KINDS, Event
from community.seed import samples

LISTED = 5
MEANT = 0.5  # how near a question must come to one event to be about that one rather than about what is on
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


@action("ask_events")
def ask_events(turn: Turn) -> Reply:
    """Show the event that was asked for, else what is on: of that kind, at that time."""
    events = signups.upcoming(turn.session, turn.now)
    if number := turn.request.entity("event"):
        chosen = next((event for event in events if event.id == int(number)), None)
        return _details(turn, chosen) if chosen else _list(turn, events, turn.say("That one is over or was withdrawn."))
    kind = turn.request.entity("event_kind") or turn.request.entity("kind")
    chosen_events = [event for event in events if event.kind == kind] if kind in KINDS else events
    if question := asking_when.ask_which(turn, **({"event_kind": kind} if kind else {})):
        return question
    if spans := _spans(turn):
        timely = _within(spans, chosen_events)
        nothing = turn.say("Nothing is on then that I know of. Coming up:")
        return _list(turn, timely, _heading(turn)) if timely else _list(turn, events, nothing)
    if not turn.tapped and (named := lookup.specific(turn.words, chosen_events, GENERAL, at_least=MEANT)):
        return _details(turn, named[0])
    return _list(turn, chosen_events, _heading(turn)) if chosen_events else _list(turn, events, _none_of_kind(turn))


def _heading(turn: Turn) -> str:
    return turn.say("Coming up:")


def _none_of_kind(turn: Turn) -> str:
    return turn.say("None of that kind is planned. Coming up:")


def _spans(turn: Turn) -> list[tuple[datetime, datetime]]:
    if tapped := asking_when.chosen(turn):
        return [tapped]
    return [(time.start, time.end or time.start + timedelta(days=1)) for time in turn.times]


def _within(spans: list[tuple[datetime, datetime]], events: list[Event]) -> list[Event]:
    return [event for event in events if any(event.starts_at < end and start < event.ends_at for start, end in spans)]


def _list(turn: Turn, events: list[Event], heading: str) -> Reply:
    if not events:
        return Reply(turn.say("No event is planned at the moment."), (menu(turn),))
    lines = [f"{n}. {line(turn, event)}" for n, event in enumerate(events[:LISTED], 1)]
    buttons = [
        Button(short(event.title(turn.language)), "ask_events", {"event": str(event.id)}) for event in events[:LISTED]
    ]
    return Reply(joined(heading, *lines), with_menu(turn, (*buttons, mine(turn))))


def line(teller: Teller, event: Event) -> str:
    """Return an event in one line."""
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
    text = joined(*facts(turn, event), _room(turn, event) if open_now else turn.say("Sign-up is closed."))
    checked = "" if samples.is_sample(turn.session, event) else source(turn, event)
    return Reply(joined(text, checked), with_menu(turn, (*buttons, all_events(turn), mine(turn))))


def facts(teller: Teller, event: Event) -> tuple[str, ...]:
    """Return the lines that say what, when and where, and whether all of it is invented."""
    when = teller.say("{start} to {end}", start=teller.when(event.starts_at), end=_end(teller, event))
    place = teller.say("Where: {office}", office=event.place(teller.language))
    mark = invented(teller) if samples.is_sample(teller.session, event) else ""
    return event.title(teller.language), event.body(teller.language), when, place, mark


def _end(teller: Teller, event: Event) -> str:
    end, start = event.ends_at.astimezone(teller.zone), event.starts_at.astimezone(teller.zone)
    return f"{end:%H:%M}" if end.date() == start.date() else teller.when(end)


def _room(turn: Turn, event: Event) -> str:
    left = signups.seats_left(turn.session, event)
    closes = turn.say("Sign up until {when}.", when=turn.when(event.signup_closes or event.starts_at))
    if left is None:
        return closes
    return f"{turn.say('Seats left: {n}.', n=left) if left else turn.say('Full; there is a waitlist.')} {closes}"


def all_events(teller: Teller) -> Button:
    """Return the way to what is on."""
    return Button(teller.say("All events"), "ask_events")


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
