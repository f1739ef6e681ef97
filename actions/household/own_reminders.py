"""A reminder in the student's own words: what of, when, and said back as it stands in the outbox."""

from dataclasses import replace
from datetime import datetime

from actions.dialogue import asking_when, lookup, promises, time_doubts
from actions.dialogue.cards import joined, menu, short, with_menu
from actions.dialogue.registry import action, composes
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Occasion, Turn
from actions.dialogue.wording import noted
from actions.guidance import library
from actions.guidance.shelves import dates, has_date_ahead, shelf_with
from actions.household import reminder_times
from actions.household.reminder_times import INTENT, SLOT
from community.guidance.columns import Guidance
from community.post import outbox
from community.reminders import own, rules
from community.reminders.kinds import OWN
from community.reminders.own import NotAhead, TooMany
from community.reminders.states import OwnReminderState
from community.reminders.tables import OwnReminder
from community.students import quiet
from understanding.parse import Entity, Intent
from understanding.wishes.matters import reminder_subjects
from understanding.wishes.own_matter import is_again_and_again, is_alarm, is_for_somebody_else, is_waking, matter
from understanding.wishes.own_reminder import asks_own_reminder

SURELY = 0.75
"""How near a card with a date must come to be what was meant; others are only offered."""
NEAR_CARDS = 2


@action(INTENT, title=noted("Set a reminder in your own words"), changes=True)
def set_reminder(turn: Turn) -> Reply:
    """Set the reminder that was ordered, or ask for what is still missing of it."""
    words = _said(turn)
    if turn.answers and asks_own_reminder(words) and matter(words, turn.parse.time_words):
        turn.answers = {}  # another order, and no answer to what was asked about the one before
    reply = _answer(turn, words)
    once = turn.say("I remind you once, not again and again.") if is_again_and_again(words) else ""
    return replace(reply, text=joined(reply.text, once))


def _answer(turn: Turn, words: str) -> Reply:
    if _is_of_ours(turn, words):
        return _chosen_instead(turn)
    if words and not turn.answers and is_for_somebody_else(words):
        return _only_you(turn)
    carried = {"what": _what(turn, words), **_instead(turn)}
    return _wrong_time(turn, carried) or _at_that_time(turn, carried)


def _said(turn: Turn) -> str:
    return "" if turn.tapped else turn.request.wish.words or turn.words


def _is_of_ours(turn: Turn, words: str) -> bool:
    """Say whether something is named that the assistant reminds of by itself, with no time: that is chosen, not set."""
    return bool(words and not turn.answers and not turn.names_a_time and reminder_subjects(words)) and not (
        asks_own_reminder(words)
    )


def _chosen_instead(turn: Turn) -> Reply:
    choose = turn.registry.handler_for("subscribe_reminders")
    assert choose is not None
    turn.request = replace(turn.request, name="subscribe_reminders")
    return choose(turn)


def _only_you(turn: Turn) -> Reply:
    """Refuse to write to somebody who has not asked for it, and offer to remind the student of telling them."""
    words = turn.say(
        "I write only to those who ask me to themselves, so nothing is set for anybody else. They can ask me here; or "
        "shall I remind you to tell them?"
    )
    what = matter(_said(turn), turn.parse.time_words)[: rules.LONGEST_WORDS]
    when = reminder_times.said(turn).moment
    yes = Button(turn.say("Yes, remind me"), INTENT, {"what": what, **({"at": when.isoformat()} if when else {})})
    return Reply(words, (yes, menu(turn)))


def _what(turn: Turn, words: str) -> str:
    if (told := turn.answers.get("what")) is not None:
        return matter(told, ())[: rules.LONGEST_WORDS] or told[: rules.LONGEST_WORDS]
    draft = turn.conversation.slots.get(SLOT, {})
    if (named := turn.request.entity("what")) is not None or "when" in turn.answers:
        return named or str(draft.get("what", ""))
    found = matter(words, turn.parse.time_words)[: rules.LONGEST_WORDS]
    if not found and is_waking(words):
        return turn.say("Time to get up")
    return found or (turn.say("Your alarm") if is_alarm(words) else "")


def _instead(turn: Turn) -> dict[str, str]:
    """Return which reminder the new one takes the place of, where it is to."""
    draft = turn.conversation.slots.get(SLOT, {}) if turn.answers else {}
    number = turn.request.entity("instead") or draft.get("instead")
    return {"instead": number} if number else {}


def _wrong_time(turn: Turn, carried: dict[str, str]) -> Reply | None:
    """Ask about a day that no calendar has, or a date on another weekday."""
    if turn.tapped or turn.request.entity("at") or not turn.time_doubts:
        return None
    turn.request = replace(turn.request, name=INTENT)
    asked = asking_when.ask_which(turn, **carried) or asking_when.ask_instead(turn, **carried)
    if asked is None and turn.times:
        return None
    return asked or reminder_times.ask(turn, carried, joined(time_doubts.told(turn, turn.time_doubts), _ask_when(turn)))


def _at_that_time(turn: Turn, carried: dict[str, str]) -> Reply:
    turn.request = replace(turn.request, name=INTENT)
    said = reminder_times.said(turn)
    if said.readings:
        asked = reminder_times.which(turn, carried, said.readings)
        return asked or reminder_times.ask(turn, carried, joined(turn.say("That time is over."), _ask_when(turn)))
    if said.within is not None:
        if asking_when.end_of(said.within) <= turn.now:
            return reminder_times.ask(turn, carried, joined(turn.say("That time is over."), _ask_when(turn)))
        lead = turn.say("At what time on {day}? Tap one, or write it, as 09:30.", day=turn.day(said.within.start))
        return reminder_times.ask(turn, carried, lead, said.within)
    if said.moment is None:
        return _of_a_card(turn, carried) or reminder_times.ask(turn, carried, _ask_when(turn))
    if not carried["what"]:
        turn.remember(**{SLOT: {**carried, "at": said.moment.isoformat()}})
        turn.await_answer("what")
        return Reply(turn.say("What shall I remind you of {when}?", when=turn.when(said.moment)), (menu(turn),))
    return _set(turn, carried, said.moment)


def _ask_when(turn: Turn) -> str:
    return turn.say("When shall I remind you? Tap one, or write a day and a time.")


def _set(turn: Turn, carried: dict[str, str], moment: datetime) -> Reply:
    try:
        reminder = own.remind(
            turn.session,
            carried["what"],
            student_id=turn.student.id,
            conversation=turn.conversation,
            due_at=moment,
            now=turn.now,
        )
    except NotAhead:
        over = (
            turn.say("That time is over.") if moment <= turn.now else turn.say("I remember a year ahead, no further.")
        )
        return reminder_times.ask(turn, carried, joined(over, _ask_when(turn)))
    except TooMany:
        words = turn.say(
            "{count} of your reminders wait already, so this one is not set. Delete one first.", count=rules.MOST_OWN
        )
        return Reply(words, (mine(turn), menu(turn)))
    turn.forget(SLOT)
    _take_the_place(turn, carried)
    return _told(turn, reminder)


def _take_the_place(turn: Turn, carried: dict[str, str]) -> None:
    earlier = (
        own.find(turn.session, int(carried["instead"]), student_id=turn.student.id) if "instead" in carried else None
    )
    if earlier is not None:
        own.take_back(turn.session, earlier, now=turn.now)


def _told(turn: Turn, reminder: OwnReminder) -> Reply:
    """Say the reminder back: its words, and when its delivery leaves."""
    promise = promises.reminders(turn, OWN, reminder)
    lines = (turn.say("“{what}”: {promise}", what=reminder.words, promise=promise), _quiet(turn, reminder))
    about = {"reminder": str(reminder.id)}
    buttons = (
        Button(turn.say("Undo"), "delete_reminder", about),
        Button(turn.say("Another time"), INTENT, {"what": reminder.words, "instead": str(reminder.id)}),
        mine(turn),
    )
    return Reply(joined(*lines), with_menu(turn, buttons))


def _quiet(turn: Turn, reminder: OwnReminder) -> str:
    planned = outbox.planned(turn.session, OWN, reminder, turn.conversation.id)
    leaves = [promises.leaves(turn, OWN, one) for one in planned]
    if all(one == reminder.due_at for one in leaves):
        return ""
    begins, ends = quiet.hours(turn.session, turn.student)
    return turn.say(
        "{when} is in your quiet hours, from {since} to {until}: it comes when they end.",
        when=turn.when(reminder.due_at),
        since=f"{begins:%H:%M}",
        until=f"{ends:%H:%M}",
    )


def mine(turn: Turn) -> Button:
    """Return the way to all reminders."""
    return Button(turn.say("My reminders"), "list_reminders")


def _of_a_card(turn: Turn, carried: dict[str, str]) -> Reply | None:
    """Remind of the card that has the date of the matter; offer those that come near it."""
    words = carried["what"]
    if not words or turn.tapped:
        return None
    dated = library.shown(turn).only([item for item in library.shown(turn) if has_date_ahead(turn, item)])
    near = dated.nearest(words, at_least=lookup.CLEARLY, most=NEAR_CARDS)
    sure = dated.nearest(words, at_least=SURELY, most=NEAR_CARDS)
    if len(sure) == 1:
        return _tied(turn, sure[0])
    if not near:
        return None
    asked = reminder_times.ask(
        turn, carried, joined(turn.say("I know dates that come near. Shall I remind you of one?"), _ask_when(turn))
    )
    buttons = [Button(short(item.title(turn.language)), "remind_tip", _named(turn, item)) for item in near]
    return Reply(asked.text, with_menu(turn, (*buttons, *asked.buttons[:-1])))


def _tied(turn: Turn, item: Guidance) -> Reply:
    remind = turn.registry.handler_for("remind_tip")
    assert remind is not None
    named = _named(turn, item)
    turn.request = Intent("remind_tip", 1.0, tuple(Entity(name, value) for name, value in named.items()))
    reply = remind(turn)
    undo = Button(turn.say("Undo"), "delete_reminder", named)
    card = Button(short(item.title(turn.language)), shelf_with(turn, item).intent, {"item": str(item.id)})
    return Reply(
        joined(item.title(turn.language), *dates(turn, item), reply.text), with_menu(turn, (undo, card, mine(turn)))
    )


def _named(turn: Turn, item: Guidance) -> dict[str, str]:
    return {"subject": shelf_with(turn, item).subject, "tip": str(item.id)}


@composes(OWN)
def compose_own(occasion: Occasion, reminder: OwnReminder) -> Reply | None:
    """Say what the student wanted to be reminded of, as they said it."""
    if reminder.state != OwnReminderState.WAITING:
        return None
    again = Button(occasion.say("Again in an hour"), INTENT, {"what": reminder.words, "in": "60"})
    return Reply(f"{occasion.say('You asked me to remind you:')}\n{reminder.words}", (again, menu(occasion)))
