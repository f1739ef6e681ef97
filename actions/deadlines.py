"""Reminders of openings and deadlines, whatever shelf they are from."""

from datetime import datetime

from actions import academics, employment, growth
from actions.cards import card, with_menu
from actions.registry import action, composes
from actions.reply import Button, Reply
from actions.shelves import Shelf, dates, live_item
from actions.turn import Occasion, Turn
from community.reminders import asking, rules
from community.reminders.tables import Reminder
from community.students import preferences

SHELVES = {shelf.subject: shelf for shelf in (employment.SHELF, academics.SHELF, growth.SHELF)}
PREFERENCE = "employment"  # the one shelf whose reminders have a switch of their own


@action("remind_tip", changes=True)
def remind_tip(turn: Turn) -> Reply:
    """Queue reminders of the item that was tapped and name their times."""
    shelf, number = _tapped(turn)
    item = live_item(turn, shelf, number)
    if item is None:
        return Reply(turn.say("That is no longer current."), with_menu(turn, (_topics(turn, shelf),)))
    moments = rules.reminder_times(opens=item.opens, closes=item.closes, slow=shelf.slow, zone=turn.zone, now=turn.now)
    if not moments:
        return Reply(turn.say("Too close for a reminder: do it now."), with_menu(turn, (_topics(turn, shelf),)))
    asking.remind(
        turn.session,
        shelf.subject,
        item.id,
        student_id=turn.student.id,
        conversation=turn.conversation,
        moments=moments,
        valid_until=item.closes,
        now=turn.now,
    )
    return _promise(turn, shelf, number, moments)


def _promise(turn: Turn, shelf: Shelf, number: int, moments: list[datetime]) -> Reply:
    times = turn.say(" and ").join(turn.when(moment) for moment in moments)
    buttons = [_done(turn, shelf, number), _topics(turn, shelf)]
    if shelf.subject == PREFERENCE and not preferences.wants(turn.session, turn.student.id, PREFERENCE):
        turn_on = Button(turn.say("Turn them on"), "subscribe_reminders", {"subject": PREFERENCE})
        words = turn.say("Noted for {times}, but your job reminders are off: I'd stay silent.", times=times)
        return Reply(words, with_menu(turn, (turn_on, *buttons)))
    return Reply(turn.say("I'll remind you {times}.", times=times), with_menu(turn, buttons))


@action("tip_done", changes=True)
def tip_done(turn: Turn) -> Reply:
    """Take back the reminders of what the student has finished."""
    shelf, number = _tapped(turn)
    taken_back = asking.done(turn.session, shelf.subject, number, student_id=turn.student.id)
    words = turn.say("Well done. Reminder cancelled.") if taken_back else turn.say("Well done.")
    return Reply(words, with_menu(turn, (_topics(turn, shelf),)))


@composes(asking.KIND)
def compose_deadline(occasion: Occasion) -> Reply | None:
    """Remind of an item that is still live and not yet done; nothing else is left to say."""
    reminder = occasion.session.get(Reminder, occasion.delivery.about)
    if reminder is None or reminder.state != "waiting":
        return None
    shelf = SHELVES[reminder.subject]
    item = live_item(occasion, shelf, reminder.item_id)
    if item is None or (shelf.subject == PREFERENCE and _silenced(occasion, reminder.student_id)):
        return None
    text = card(occasion, item, *dates(occasion, item))
    buttons = (_done(occasion, shelf, item.id), _topics(occasion, shelf))
    return Reply(f"{occasion.say('You asked me to remind you:')}\n{text}", with_menu(occasion, buttons))


def _silenced(occasion: Occasion, student_id: int) -> bool:
    return not preferences.wants(occasion.session, student_id, PREFERENCE)


def _tapped(turn: Turn) -> tuple[Shelf, int]:
    """Return the shelf and the number that the button named; only buttons of ours lead here."""
    return SHELVES[turn.request.entity("subject") or PREFERENCE], int(turn.request.entity("tip") or 0)


def _done(teller: Turn | Occasion, shelf: Shelf, number: int) -> Button:
    return Button(teller.say("Done"), "tip_done", {"subject": shelf.subject, "tip": str(number)})


def _topics(teller: Turn | Occasion, shelf: Shelf) -> Button:
    return Button(teller.say("Topics"), shelf.intent)
