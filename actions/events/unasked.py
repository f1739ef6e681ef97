"""What stands instead of a sign-up, or of leaving, that was spoken of and not ordered."""

import re
from dataclasses import replace

from actions.dialogue.cards import joined, short, with_menu
from actions.dialogue.registry import instead_of
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from actions.events.listing import all_events, details, listed, mine
from actions.events.naming import NamedEvent, by_nearness, named_event
from actions.events.signup import my_events, statuses
from community.events import signup as signups
from community.events.states import SignupState
from community.events.tables import Event

_FEE = re.compile(r"\b(?:cost|costs|fee|fees|free|pay|price|charge|money)\b|钱|收费|免费|费用|付费|花钱", re.I)


@instead_of("sign_up_event")
def not_signed_up(turn: Turn) -> Reply:
    """Show the event that was spoken of with its button, or what is on; nobody is signed up."""
    events = signups.upcoming(turn.session, turn.now)
    found = named_event(turn, events)
    match turn.request.wish.kind:
        case "negated":
            return _left_alone(turn, found)
        case "of_others":
            return _of_others(turn, found)
    if found.sure:
        return _shown(turn, found.sure)
    if found.is_another:
        return listed(turn, by_nearness(turn, events), turn.say("I know no event of that name. Coming up:"))
    how = turn.say("Choose an event: its card says until when one can sign up, and has the button for it.")
    return listed(turn, found.likely or events, how)


def _shown(turn: Turn, event: Event) -> Reply:
    """Show the event and how things stand between it and the student; "yes" to what is asked then signs up."""
    card, fee = details(turn, event), _fee(turn, event)
    own = signups.find(turn.session, event.id, turn.student.id)
    if own is not None and own.status != SignupState.CANCELLED:
        status = statuses(turn)[own.status]
        lead = turn.say("You are on the list for this one ({status}); nothing is changed.", status=status)
        return replace(card, text=joined(lead, card.text, fee))
    lead = turn.say("You are not signed up for this one.")
    if not signups.is_open(event, turn.now):
        return replace(card, text=joined(lead, card.text, fee))
    asked, yes = _offer(turn, event)
    return Reply(joined(lead, card.text, fee, asked), with_menu(turn, (yes, all_events(turn), mine(turn))))


def _offer(turn: Turn, event: Event) -> tuple[str, Button]:
    about = {"event": str(event.id)}
    if signups.seats_left(turn.session, event) == 0:
        wait = Button(turn.say("Yes, put me on it"), "sign_up_event", {**about, "join": "yes"})
        return turn.say("Shall I put you on the waitlist?"), wait
    return turn.say("Shall I sign you up?"), Button(turn.say("Yes, sign me up"), "sign_up_event", about)


def _fee(turn: Turn, event: Event) -> str:
    if not _FEE.search(turn.words) or _FEE.search(event.body_en) or _FEE.search(event.body_zh):
        return ""
    return turn.say("Nothing is written here about a fee; the organisers know for sure.")


def _left_alone(turn: Turn, found: NamedEvent) -> Reply:
    if found.sure is None:
        words = turn.say("All right, I won't sign you up for anything. Nothing is changed.")
        return Reply(words, with_menu(turn, (all_events(turn), mine(turn))))
    title = found.sure.title(turn.language)
    own = signups.find(turn.session, found.sure.id, turn.student.id)
    if own is not None and own.status != SignupState.CANCELLED:
        words = turn.say("All right. You still have your place in “{title}”; nothing is changed.", title=title)
    else:
        words = turn.say("All right, I won't sign you up for “{title}”. Nothing is changed.", title=title)
    return Reply(words, with_menu(turn, (_card(turn, found.sure), all_events(turn), mine(turn))))


def _of_others(turn: Turn, found: NamedEvent) -> Reply:
    words = turn.say(
        "I only sign up whoever writes to me, so nothing is changed. Anybody else can do it here the same way, "
        "from their own account."
    )
    cards = (_card(turn, found.sure),) if found.sure else ()
    return Reply(words, with_menu(turn, (*cards, all_events(turn), mine(turn))))


def _card(turn: Turn, event: Event) -> Button:
    return Button(short(event.title(turn.language)), "ask_events", {"event": str(event.id)})


@instead_of("leave_event")
def not_left(turn: Turn) -> Reply:
    """Show the places that the student has, each with the way out; none is given up."""
    own = [signup.event for signup in signups.of_student(turn.session, turn.student.id, turn.now)]
    found = named_event(turn, own)
    match turn.request.wish.kind:
        case "negated":
            lead = turn.say("All right, you keep your place. Nothing is changed.")
        case "of_others":
            lead = turn.say("I can't see or change the places of others: they can do that here themselves.")
        case _:
            lead = turn.say(
                "You can give your place back before the event begins; whoever waits is offered it. "
                "Nothing is changed yet."
            )
    shown = details(turn, found.sure) if found.sure and turn.request.wish.kind != "of_others" else my_events(turn)
    return replace(shown, text=joined(lead, shown.text))
