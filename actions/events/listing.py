"""Events: what is on, where and when."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import quote

from icalendar import Calendar
from icalendar import Event as CalendarEntry

from actions.dialogue import asking_when, lookup, time_doubts
from actions.dialogue.cards import Teller, invented, joined, menu, short, source, with_menu
from actions.dialogue.registry import action
from actions.dialogue.reply import Attachment, Button, Reply
from actions.dialogue.traits import Command, OnMenu
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from actions.events.naming import named_event
from actions.guidance import on_the_card, who_knows, written
from community import samples
from community.events import signup as signups
from community.events.states import SignupState
from community.events.tables import KINDS, Event
from understanding.search.facets import Facet
from understanding.wishes.clauses import split

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


def _says(turn: Turn, event: Event, facet: Facet) -> list[str]:
    _, _, times, place, _ = facts(turn, event)
    return {
        "start": [times],
        "end": [times],
        "hours": [times],
        "duration": [times],
        "where": [place],
        "deadline": [room(turn, event)],
        "seats": [room(turn, event)],
    }.get(facet, [])


written.source("ask_events", "event", lambda turn: signups.upcoming(turn.session, turn.now), says=_says)


@action(
    "ask_events",
    title=noted("Upcoming events"),
    commands=(Command("events", 10),),
    menu=OnMenu(6, noted("Events")),
    takes_time=True,
    beside_danger="other_matter",
)
def ask_events(turn: Turn) -> Reply:
    """Show the event that was asked for, else what is on: of that kind, at that time."""
    events = signups.upcoming(turn.session, turn.now)
    if number := turn.request.entity("event"):
        chosen = next((event for event in events if event.id == int(number)), None)
        return details(turn, chosen) if chosen else listed(turn, events, turn.say("That one is over or was withdrawn."))
    kind = turn.request.entity("event_kind") or turn.request.entity("kind")
    chosen_events = [event for event in events if event.kind == kind] if kind in KINDS else events
    about = {"event_kind": kind} if kind else {}
    if question := asking_when.ask_which(turn, **about) or asking_when.ask_instead(turn, **about):
        return question
    if spans := _spans(turn):
        timely = _within(spans, chosen_events)
        nothing = turn.say("Nothing is on then that I know of. Coming up:")
        found = listed(turn, timely, _heading(turn)) if timely else listed(turn, events, nothing)
        return time_doubts.before(turn, found)
    if asking_when.impossible(turn):
        return time_doubts.before(turn, listed(turn, chosen_events or events, _heading(turn)))
    if not turn.tapped and (sure := named_event(turn, events).sure) and _is_near(turn, sure):
        return details(turn, sure)
    if not turn.tapped and (named := _named(turn, chosen_events) or _named(turn, events)):
        return named
    return listed(turn, chosen_events, _heading(turn)) if chosen_events else listed(turn, events, _none_of_kind(turn))


def _is_near(turn: Turn, event: Event) -> bool:
    """Say whether nothing that is written answers the words better than the event that they seem to name."""
    found = written.find(turn, turn.words)
    return not found or not found[0].match.answers or found[0].item is event


def _named(turn: Turn, events: list[Event]) -> Reply | None:
    """Return the answer to a question about one thing: that event, or what else is written; None for a general one."""
    candidates: list[lookup.Searchable] = [*events, GENERAL]
    nearest = [lookup.find(clause, candidates, at_least=MEANT) for clause in split(turn.words)]
    found = written.find_beside(turn, events)
    event = next((one for one in found if one.item in events), None)
    if (
        event is not None
        and found[0] is event
        and event.match.answers
        and any(event.item in one[:1] for one in nearest)
    ):
        return details(turn, event.item)
    if any(GENERAL in near[:1] for near in nearest) and not (event is not None and event.match.strange_name):
        return None
    if elsewhere := who_knows.clearly(turn, turn.words, found):
        return elsewhere
    if who_knows.is_known_somewhere(found):
        return who_knows.without_answer(turn, turn.words, found)
    return listed(turn, events, turn.say("I know of no event just like that. Coming up:")) if any(nearest) else None


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


def listed(turn: Turn, events: Sequence[Event], heading: str) -> Reply:
    """Return the next few of the events under the heading."""
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


def details(turn: Turn, event: Event) -> Reply:
    """Return the card of the event, with the way in or out."""
    on_the_card.remember(turn, "ask_events", "event", event.id)
    own = signups.find(turn.session, event.id, turn.student.id)
    if own is not None and own.status != SignupState.CANCELLED:
        button = leave_button(turn, event)
    else:
        button = Button(turn.say("Sign up"), "sign_up_event", {"event": str(event.id)})
    open_now = signups.is_open(event, turn.now)
    buttons = [button] if open_now or own else []
    text = joined(*facts(turn, event), room(turn, event) if open_now else turn.say("Sign-up is closed."))
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


def room(turn: Turn, event: Event) -> str:
    """Return how many seats are left and until when to sign up."""
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
