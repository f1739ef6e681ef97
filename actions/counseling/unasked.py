"""What stands instead of booking, moving or cancelling an appointment that was spoken of and not ordered."""

from dataclasses import replace

from actions.counseling import house_words
from actions.counseling.booking import cancel_counseling, list_counseling
from actions.dialogue.cards import joined, menu
from actions.dialogue.registry import instead_of
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from community.counseling import booking
from understanding.wishes.matters import asks_for_times


@instead_of("book_counseling")
def not_booked(turn: Turn) -> Reply | None:
    """Answer what was said about booking; who names it or asks for times is offered times, which books nothing."""
    match turn.request.wish.kind:
        case "negated":
            return _as_it_is(turn, turn.say("All right, I won't book anything."))
        case "of_others":
            return _of_others(turn)
        case "asked" if not turn.times and not asks_for_times(turn.words):
            return Reply(house_words.booking(turn), _choose_or_ask(turn))
        case "hypothetical" if not turn.times:
            no_hurry = turn.say("No hurry: nothing is booked, and you can decide whenever you like.")
            return Reply(joined(no_hurry, house_words.booking(turn)), _choose_or_ask(turn))
    return None


@instead_of("reschedule_counseling", "cancel_counseling")
def not_changed(turn: Turn) -> Reply | None:
    """Show the appointment with the ways to move or cancel it; it stays as it is."""
    match turn.request.wish.kind:
        case "negated":
            return _as_it_is(turn, turn.say("All right, nothing is changed."))
        case "of_others":
            return _of_others(turn)
        case "unclear":
            return None
        case "asked" | "hypothetical" if turn.request.name == "reschedule_counseling" and turn.times:
            return None
    if booking.upcoming(turn.session, turn.student.id) is None:
        return _under(list_counseling(turn), house_words.nothing_changed(turn))
    shown = cancel_counseling(turn) if turn.request.name == "cancel_counseling" else list_counseling(turn)
    return _under(shown, house_words.nothing_changed(turn))


def _as_it_is(turn: Turn, lead: str) -> Reply:
    if booking.upcoming(turn.session, turn.student.id) is None:
        return Reply(joined(lead, turn.say("You have no appointment at the moment.")), (menu(turn), *_person(turn)))
    return _under(list_counseling(turn), lead)


def _under(shown: Reply, lead: str) -> Reply:
    return replace(shown, text=joined(lead, shown.text))


def _choose_or_ask(turn: Turn) -> tuple[Button, ...]:
    return (
        Button(turn.say("Choose a time"), "book_counseling"),
        Button(turn.say("What stays private"), "counseling_privacy"),
        *_person(turn),
        menu(turn),
    )


def _person(turn: Turn) -> tuple[Button, ...]:
    return (Button(turn.say("A person"), "talk_to_human", {"topic": "feelings"}),)


def _of_others(turn: Turn) -> Reply:
    words = turn.say(
        "I book, move and cancel only for whoever writes to me, so nothing is changed. Anybody else can do that here "
        "from their own account. If you are worried about somebody, I can tell you what helps."
    )
    return Reply(
        words,
        (
            Button(turn.say("Worried about somebody"), "worried_about_friend"),
            Button(turn.say("Book a counselor"), "book_counseling"),
            menu(turn),
        ),
    )
