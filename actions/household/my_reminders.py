"""A student's own reminders: listed, taken back, set again."""

import re
from dataclasses import dataclass
from datetime import datetime

from actions.dialogue.cards import joined, menu, with_menu
from actions.dialogue.registry import action
from actions.dialogue.reply import Button, Reply
from actions.dialogue.traits import Command
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from actions.guidance.shelves import live_item
from actions.household.own_reminders import mine
from community.post import outbox
from community.reminders import asking, own
from community.reminders.kinds import DEADLINE
from community.reminders.own import NotAhead, TooMany
from understanding.words.telling import telling_words

DELETE = "delete_reminder"
_THE_LAST = re.compile(r"刚才?|刚刚|\b(?:just|that|this|last)\b", re.IGNORECASE)
_ALL = re.compile(r"所有|全部|都[删取]|\ball\b", re.IGNORECASE)
_ORDINAL = re.compile(
    r"第([一二三四五六七八九]|\d{1,2})|\b(first|second|third|fourth|fifth)\b"
    r"|(?:\bno\.?|\bnumber|#|\bdelete|删除?) ?(\d{1,2})$",
    re.IGNORECASE,
)
_FIGURES, _WORDS = "一二三四五六七八九", ("first", "second", "third", "fourth", "fifth")
_PLACES = {word: place for words in (_FIGURES, _WORDS) for place, word in enumerate(words)}
_ORDERS = frozenset(
    telling_words(
        "delete remove cancel reminder alarm about erase drop undo scrap the"
        " 删掉 删除 取消 提醒 闹钟 那个 那条 不要 撤销"
    )
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reminder that is still to come: its words, its moments, and what a button names it by."""

    words: str
    moments: tuple[datetime, ...]
    named: dict[str, str]
    asked_at: datetime


def waiting(turn: Turn) -> list[Waiting]:
    """Return what the student will be reminded of by their own wish, the next first."""
    ours = [
        Waiting(one.words, (one.due_at,), {"reminder": str(one.id)}, one.asked_at)
        for one in own.waiting(turn.session, turn.student.id)
    ]
    return sorted((*ours, *_of_cards(turn)), key=lambda one: one.moments[0])


def _of_cards(turn: Turn) -> list[Waiting]:
    found = []
    for reminder in asking.waiting(turn.session, turn.student.id):
        item = live_item(turn, reminder.item_id)
        queued = outbox.planned(turn.session, DEADLINE, reminder, reminder.conversation_id)
        if item is not None and queued:
            named = {"subject": reminder.subject, "tip": str(reminder.item_id)}
            moments = tuple(one.due_at for one in queued)
            found.append(Waiting(item.title(turn.language), moments, named, reminder.asked_at))
    return found


@action("list_reminders", title=noted("My reminders"), commands=(Command("myreminders", 16),))
def list_reminders(turn: Turn) -> Reply:
    """List them with a button to delete each."""
    found = waiting(turn)
    if not found:
        return Reply(
            turn.say(
                "No reminder of yours is waiting. Write, for example: remind me tomorrow at 08:00 to hand in the form."
            ),
            (menu(turn),),
        )
    return _listed(turn, found, turn.say("I'll remind you of this:"))


def _listed(turn: Turn, found: list[Waiting], lead: str) -> Reply:
    lines = [f"{place}. {_moments(turn, one)} · {one.words}" for place, one in enumerate(found, 1)]
    buttons = [
        Button(turn.say("Delete {number}", number=place), DELETE, one.named) for place, one in enumerate(found, 1)
    ]
    return Reply(joined(lead, *lines), with_menu(turn, buttons))


def _moments(turn: Turn, one: Waiting) -> str:
    return turn.say(" and ").join(turn.when(moment) for moment in one.moments)


@action(DELETE, title=noted("Delete a reminder"), changes=True)
def delete_reminder(turn: Turn) -> Reply:
    """Take back the reminder that was tapped or named; ask which where the words fit several."""
    found = waiting(turn)
    if named := {entity.name: entity.value for entity in turn.request.entities if entity.name in ("reminder", "tip")}:
        one = next((each for each in found if named.items() <= each.named.items()), None)
        return _gone(turn) if one is None else _taken_back(turn, one)
    if not found:
        return _gone(turn)
    meant = _meant(turn, found)
    if len(meant) == 1:
        return _taken_back(turn, meant[0])
    which, none = turn.say("Which one shall I delete?"), turn.say("I find none of that name. These are waiting:")
    return _listed(turn, meant or found, which if meant or not _names_something(turn) else none)


def _names_something(turn: Turn) -> bool:
    return turn.names_a_time or bool(set(telling_words(turn.words)) - _ORDERS)


def _gone(turn: Turn) -> Reply:
    return Reply(turn.say("No such reminder of yours is waiting."), (mine(turn), menu(turn)))


def _meant(turn: Turn, found: list[Waiting]) -> list[Waiting]:
    """Return those that the words fit: by place in the list, by words and time, or as the one just set."""
    words = turn.request.wish.words or turn.words
    if _ALL.search(words):
        return found if len(found) > 1 else found[:1]
    ordinal = _ORDINAL.search(words)
    if ordinal and 0 <= (place := _place(ordinal)) < len(found):
        return [found[place]]
    scores = [_score(turn, one, words) for one in found]
    best = max(scores)
    if best > 0:
        return [one for one, score in zip(found, scores, strict=True) if score == best]
    if len(found) == 1 and not _names_something(turn):
        return found
    return [max(found, key=lambda one: one.asked_at)] if _THE_LAST.search(words) else []


def _place(ordinal: re.Match[str]) -> int:
    said = next(filter(None, ordinal.groups())).lower()
    return int(said) - 1 if said.isdecimal() else _PLACES[said]


def _score(turn: Turn, one: Waiting, words: str) -> int:
    """Count what words and waiting reminder have in common; its day or its time of day count as a word each."""
    shared = set(telling_words(words)) & set(telling_words(one.words)) - _ORDERS
    moments = [moment.astimezone(turn.zone) for moment in one.moments]
    times = (*turn.times, *turn.ambiguous_times)
    at = any(span.start == moment for span in times for moment in moments)
    clock = any(
        not span.whole_day and f"{span.start:%H:%M}" == f"{moment:%H:%M}" for span in times for moment in moments
    )
    day = any(
        span.whole_day and span.start <= moment < (span.end or span.start) for span in times for moment in moments
    )
    return len(shared) + at + clock + day


def _taken_back(turn: Turn, one: Waiting) -> Reply:
    if "tip" in one.named:
        asking.done(turn.session, one.named["subject"], int(one.named["tip"]), student_id=turn.student.id)
        again = Button(turn.say("Set it again"), "remind_tip", one.named)
    else:
        reminder = own.find(turn.session, int(one.named["reminder"]), student_id=turn.student.id)
        assert reminder is not None, "what waits was just read"
        own.take_back(turn.session, reminder, now=turn.now)
        again = Button(turn.say("Set it again"), "restore_reminder", one.named)
    words = turn.say("Deleted: “{what}”, {when}.", what=one.words, when=_moments(turn, one))
    return Reply(words, (again, mine(turn), menu(turn)))


@action("restore_reminder", said="never", changes=True)
def restore_reminder(turn: Turn) -> Reply:
    """Set a reminder again that was just taken back."""
    reminder = own.find(turn.session, int(turn.request.entity("reminder") or 0), student_id=turn.student.id)
    if reminder is None:
        return _gone(turn)
    try:
        own.set_again(turn.session, reminder, turn.conversation, now=turn.now)
    except NotAhead:
        return Reply(turn.say("Its time is over, so it stays deleted."), (mine(turn), menu(turn)))
    except TooMany:
        return Reply(turn.say("Too many reminders wait already, so it stays deleted."), (mine(turn), menu(turn)))
    return list_reminders(turn)
