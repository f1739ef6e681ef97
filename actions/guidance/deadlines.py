"""Reminders of openings and deadlines, whatever shelf they are from."""

from actions.dialogue import promises
from actions.dialogue.cards import card, menu, with_menu
from actions.dialogue.registry import action, composes
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Occasion, Turn
from actions.guidance.shelves import Shelf, dates, live_item, opening, shelf_with
from community.campus import house
from community.reminders import asking, rules
from community.reminders.kinds import DEADLINE
from community.reminders.states import ReminderState
from community.reminders.tables import Reminder
from community.students import preferences


@action(
    "remind_tip",
    said="never",
    changes=True,
    keeps_card=True,
)
def remind_tip(turn: Turn) -> Reply:
    """Queue reminders of the item that was tapped and name their times."""
    item = live_item(turn, _tapped(turn))
    if item is None:
        return Reply(turn.say("That is no longer current."), (menu(turn),))
    shelf = shelf_with(turn, item)
    moments = rules.reminder_times(
        opens=item.opens,
        closes=item.closes,
        slow=shelf.slow,
        zone=turn.zone,
        now=turn.now,
        house=house.rules(turn.session),
    )
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
    return _promise(turn, shelf, item.id, reminder)


def _promise(turn: Turn, shelf: Shelf, number: int, reminder: Reminder) -> Reply:
    words = promises.reminders(turn, DEADLINE, reminder)
    buttons = [_done(turn, shelf.subject, number), _topics(turn, shelf)]
    if not preferences.wants(turn.session, turn.student.id, shelf.reminded_as):
        buttons.insert(0, Button(turn.say("Turn them on"), "subscribe_reminders", {"subject": shelf.reminded_as}))
    return Reply(words, with_menu(turn, buttons))


@action("tip_done", said="never", changes=True)
def tip_done(turn: Turn) -> Reply:
    """Take back the reminders of what the student has finished."""
    number = _tapped(turn)
    taken_back = asking.done(turn.session, turn.request.entity("subject") or "", number, student_id=turn.student.id)
    words = turn.say("Well done. Reminder cancelled.") if taken_back else turn.say("Well done.")
    item = live_item(turn, number)
    return Reply(words, with_menu(turn, (_topics(turn, shelf_with(turn, item)),) if item else ()))


@composes(DEADLINE)
def compose_deadline(occasion: Occasion, reminder: Reminder) -> Reply | None:
    """Remind of an item that is still live and not yet done; nothing else is left to say."""
    if reminder.state != ReminderState.WAITING:
        return None
    item = live_item(occasion, reminder.item_id)
    if item is None:
        return None
    text = card(occasion, item, *dates(occasion, item))
    buttons = (_done(occasion, reminder.subject, item.id), _topics(occasion, shelf_with(occasion, item)))
    return Reply(f"{occasion.say('You asked me to remind you:')}\n{text}", with_menu(occasion, buttons))


def _tapped(turn: Turn) -> int:
    """Return the number of the item that the button named; only buttons of ours lead here."""
    return int(turn.request.entity("tip") or 0)


def _done(teller: Turn | Occasion, subject: str, number: int) -> Button:
    return Button(teller.say("Done"), "tip_done", {"subject": subject, "tip": str(number)})


def _topics(teller: Turn | Occasion, shelf: Shelf) -> Button:
    return opening(shelf, teller.say("Topics"))
