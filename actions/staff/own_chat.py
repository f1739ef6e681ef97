"""The chat that a member of staff has bound to their account: binding it, giving it back, a look at the next days."""

from datetime import timedelta

from actions.dialogue.cards import joined, menu
from actions.dialogue.registry import action
from actions.dialogue.reply import Reply
from actions.dialogue.traits import Command
from actions.dialogue.turn import Turn
from community import channels
from community.counseling import diary
from community.counseling.diary import Entry
from community.counseling.states import EntryState
from community.staff import chats
from community.staff.chats import COLLEAGUE, Locked, WrongCode

LOOKED_AHEAD = timedelta(days=7)
MOST_SHOWN = 10


@action(
    "bind_chat",
    said="never",
    commands=(Command("bind", takes="code"),),
    changes=True,
)
def bind_chat(turn: Turn) -> Reply:
    """Bind this chat to the account whose code was sent."""
    if not channels.way(turn.conversation.channel_address.channel).for_staff:
        return Reply(turn.say("Codes are taken in a private chat with me on Telegram only."), (menu(turn),))
    code = turn.request.entity("code")
    if not code:
        return Reply(turn.say("Send /bind and the code that the staff console shows, as in: /bind ABCD2345"))
    try:
        account = chats.bind(turn.session, turn.conversation, code, now=turn.now)
    except Locked as locked:
        return Reply(turn.say("Too many wrong codes. I take none here until {when}.", when=turn.when(locked.until)))
    except WrongCode:
        return Reply(turn.say("That code is wrong, used or older than 15 minutes. Get a new one in the staff console."))
    words = turn.say("This chat is now {name}'s: only what is for you as staff comes here.", name=account.name)
    return Reply(joined(words, _whose_news(turn, account.id), turn.say("/unbind gives the chat back.")))


def _whose_news(turn: Turn, staff_id: int) -> str:
    counselor = diary.of_account(turn.session, staff_id)
    if counselor is None:
        return turn.say("No counselor is linked to your account yet, so no appointments are told here.")
    name = counselor.called(turn.language)
    return turn.say("I tell you here of every appointment of {name}: booked, moved, cancelled.", name=name)


@action(
    "unbind_chat",
    said="never",
    commands=(Command("unbind"),),
    changes=True,
)
def unbind_chat(turn: Turn) -> Reply:
    """Give the chat back."""
    chat = chats.at(turn.session, turn.conversation)
    if chat is None:
        return Reply(turn.say("This chat is bound to no staff account."), (menu(turn),))
    chats.unbind(turn.session, chat, now=turn.now)
    return Reply(turn.say("Unbound: I tell you nothing as staff here any more."), (menu(turn),))


def own_words(turn: Turn) -> Reply | None:
    """Answer what a member of staff writes in a chat of their own with the next days; None in any other chat."""
    chat = chats.at(turn.session, turn.conversation) if turn.conversation.audience == COLLEAGUE else None
    if chat is None:
        return None
    counselor = diary.of_account(turn.session, chat.staff_id)
    hint = turn.say("This chat is for what concerns you as staff; what you write here reaches nobody. /unbind ends it.")
    if counselor is None:
        return Reply(joined(_whose_news(turn, chat.staff_id), hint))
    coming = diary.entries(
        turn.session, since=turn.now, until=turn.now + LOOKED_AHEAD, now=turn.now, counselor_id=counselor.id
    )
    return Reply(joined(*_lines(turn, coming), hint))


def _lines(turn: Turn, coming: list[Entry]) -> list[str]:
    standing = [entry for entry in coming if entry.state in (EntryState.STANDS, EntryState.IN_LEAVE)]
    if not standing:
        return [turn.say("No appointment in the next seven days.")]
    return [turn.say("Your next seven days:"), *(_line(turn, entry) for entry in standing[:MOST_SHOWN])]


def _line(turn: Turn, entry: Entry) -> str:
    notes = [turn.say("first visit")] if entry.first_visit else []
    if entry.state == EntryState.IN_LEAVE:
        notes.append(turn.say("in your leave"))
    return " · ".join([turn.when(entry.slot.starts_at), entry.appointment.ref, *notes])
