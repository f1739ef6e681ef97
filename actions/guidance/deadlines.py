"""Reminders of openings and deadlines, whatever shelf they are from."""

from actions.dialogue import promises
from actions.dialogue.cards import card, with_menu
from actions.dialogue.registry import action, composes
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Occasion, Turn
from actions.guidance import academics, employment, growth
from actions.guidance.shelves import Shelf, dates, live_item
from community.reminders import asking, rules
from community.reminders.kinds import DEADLINE
from community.reminders.states import ReminderState
from community.reminders.tables import Reminder
from community.students import preferences

SHELVES = {shelf.subject: shelf for shelf in (employment.SHELF, academics.SHELF, growth.SHELF)}


@action(
    "remind_tip",
    said="never",
    changes=True,
    keeps_card=True,
)
def remind_tip(turn: Turn) -> Reply:
    """Queue reminders of the item that was tapped and name their times."""
    shelf, number = _tapped(turn)
    item = live_item(turn, shelf, number)
    if item is None:
        return Reply(turn.say("That is no longer current."), with_menu(turn, (_topics(turn, shelf),)))
    moments = rules.reminder_times(opens=item.opens, closes=item.closes, slow=shelf.slow, zone=turn.zone, now=turn.now)
    if not moments:
        return Reply(turn.say("Too close for a reminder: do it now."), with_menu(turn, (_topics(turn, shelf),)))
    reminder = asking.remind(
        turn.session,
        shelf.subject,
        item.id,
        student_id=turn.student.id,
        conversation=turn.conversation,
        moments=moments,
        valid_until=item.closes,
        now=turn.now,
    )
    return _promise(turn, shelf, number, reminder)


def _promise(turn: Turn, shelf: Shelf, number: int, reminder: Reminder) -> Reply:
    words = promises.reminders(turn, DEADLINE, reminder)
    buttons = [_done(turn, shelf, number), _topics(turn, shelf)]
    if not preferences.wants(turn.session, turn.student.id, shelf.subject):
        buttons.insert(0, Button(turn.say("Turn them on"), "subscribe_reminders", {"subject": shelf.subject}))
    return Reply(words, with_menu(turn, buttons))


@action("tip_done", said="never", changes=True)
def tip_done(turn: Turn) -> Reply:
    """Take back the reminders of what the student has finished."""
    shelf, number = _tapped(turn)
    taken_back = asking.done(turn.session, shelf.subject, number, student_id=turn.student.id)
    words = turn.say("Well done. Reminder cancelled.") if taken_back else turn.say("Well done.")
    return Reply(words, with_menu(turn, (_topics(turn, shelf),)))


@composes(DEADLINE)
def compose_deadline(occasion: Occasion, reminder: Reminder) -> Reply | None:
    """Remind of an item that is still live and not yet done; nothing else is left to say."""
    if reminder.state != ReminderState.WAITING:
        return None
    shelf = SHELVES[reminder.subject]
    item = live_item(occasion, shelf, reminder.item_id)
    if item is None:
        return None
    text = card(occasion, item, *dates(occasion, item))
    buttons = (_done(occasion, shelf, item.id), _topics(occasion, shelf))
    return Reply(f"{occasion.say('You asked me to remind you:')}\n{text}", with_menu(occasion, buttons))


def _tapped(turn: Turn) -> tuple[Shelf, int]:
    """Return the shelf and the number that the button named; only buttons of ours lead here."""
    return SHELVES[turn.request.entity("subject") or employment.SHELF.subject], int(turn.request.entity("tip") or 0)


def _done(teller: Turn | Occasion, shelf: Shelf, number: int) -> Button:
    return Button(teller.say("Done"), "tip_done", {"subject": shelf.subject, "tip": str(number)})


def _topics(teller: Turn | Occasion, shelf: Shelf) -> Button:
    return Button(teller.say("Topics"), shelf.intent)
