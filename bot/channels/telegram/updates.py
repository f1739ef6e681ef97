"""What Telegram hands over: which of it we keep, where it belongs, and what it says."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from telegram import Bot, Update

from bot.message import Message, NotForUs, Unreadable
from community.channels import TELEGRAM
from community.display import harmless
from community.post.inbox import Arrival

NAME = TELEGRAM.name
ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
GONE = ("left", "kicked")
LARGEST_ID = 2**63  # Telegram's own ids have at most 52 bits (Bot API, Chat); no column holds more than 63


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody has blocked the bot, or a group has put it out."""

    chat: str


@dataclass(frozen=True, slots=True)
class Returned:
    """Somebody takes messages again, or a group has let the bot in."""

    chat: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A group has become a supergroup, which has another id."""

    old: str
    new: str


Change = Left | Returned | Moved


@dataclass(frozen=True, slots=True)
class Edit:
    """A message as it reads now; `chat` and `message_id` name the one that was changed."""

    chat: str
    message_id: int
    words: str


def is_update(update: object) -> TypeGuard[dict[str, Any]]:
    """Say whether it is an update at all: one without an id can be neither kept nor confirmed."""
    return isinstance(update, dict) and _is_id(update.get("update_id"))


def bot_of(token: str) -> str:
    """Return what tells a bot from any other: its id, with which a token of Telegram's begins, else a digest."""
    number = token.partition(":")[0]
    return number if re.fullmatch(r"[0-9]{1,20}", number) else hashlib.sha256(token.encode()).hexdigest()[:20]


def arrival(update: Mapping[str, Any], bot: str) -> Arrival:
    """Return the update as the inbox keeps it; numbers that JSON does not know are left out.

    Args:
        bot: whose update it is: each bot's updates are numbered by themselves.
    """
    body = json.loads(json.dumps(update), parse_constant=lambda _name: None)
    return Arrival(NAME, f"{bot}:{update['update_id']}", lane_of(update), body)


def lane_of(update: Mapping[str, Any]) -> str:
    """Return the lane of the update's chat."""
    return f"{NAME}:{_chat_of(update)}"


def _chat_of(update: Mapping[str, Any]) -> str:
    """Return the chat an update belongs to; one without a readable chat has a lane to itself."""
    for kind in ALLOWED_UPDATES:
        part = _part(update, kind)
        chat = _chat_id(_part(part, "message") if kind == "callback_query" else part)
        if chat is not None:
            return chat
    return f"update-{update['update_id']}"


def change_in(update: Mapping[str, Any]) -> Change | None:
    """Return what an update says of the chat itself, None where it says nothing of that."""
    membership, message = _part(update, "my_chat_member"), _part(update, "message")
    chat = _chat_id(membership)
    if chat is not None:
        status = _part(membership, "new_chat_member").get("status")
        return Left(chat) if status in GONE else Returned(chat)
    chat, new, old = _chat_id(message), message.get("migrate_to_chat_id"), message.get("migrate_from_chat_id")
    if chat is not None and _is_id(new):
        return Moved(chat, str(new))
    return Moved(str(old), chat) if chat is not None and _is_id(old) else None


def words_in(update: object, kind: str) -> Edit | None:
    """Return what the `message` or `edited_message` of an update reads, None where it has no words."""
    message = _part(update, kind)
    chat, number, words = _chat_id(message), message.get("message_id"), message.get("text") or message.get("caption")
    return Edit(chat, number, words) if chat and isinstance(number, int) and isinstance(words, str) else None


def message_of(body: object, bot: Bot, *, staff_group: str | None) -> Message:
    """Read a raw update.

    Raises:
        NotForUs: it asks for no answer.
        Unreadable: it has not the shape of an update.
    """
    try:
        update = Update.de_json(dict(body), bot)  # type: ignore[call-overload]
        return _message_of(update, staff_group)
    except (NotForUs, Unreadable):
        raise
    except Exception as error:  # the library meets an unexpected shape with whatever error that leads to
        raise Unreadable(type(error).__name__) from error


def _message_of(update: Update, staff_group: str | None) -> Message:
    if update.callback_query is not None:
        query = update.callback_query
        if query.message is None:
            raise NotForUs
        return _from_chat(query.message.chat, query.from_user, staff_group, tapped=query.data or "")
    message = update.message or update.edited_message
    if message is None or message.from_user is None or message.from_user.is_bot:
        raise NotForUs
    words = message.text or message.caption or ""
    attachment = _attachment(message.effective_attachment)
    # An edit without words is a live location on its way, or a poll that somebody voted in.
    if not words and (not attachment or update.edited_message):
        raise NotForUs
    replied_to = str(message.reply_to_message.message_id) if message.reply_to_message else None
    return _from_chat(
        message.chat, message.from_user, staff_group, words=words, attachment=attachment, replied_to=replied_to
    )


def _from_chat(chat: Any, user: Any, staff_group: str | None, **fields: Any) -> Message:
    if not _is_id(chat.id):
        raise Unreadable("no chat")
    if chat.type != "private" and str(chat.id) != staff_group:
        raise NotForUs
    if chat.type == "private":
        fields.pop("replied_to", None)
    code = user.language_code or ""
    return Message(
        channel=NAME,
        address=str(chat.id),
        language="zh" if code.startswith("zh") else "en" if code.startswith("en") else None,
        author=harmless(user.full_name),
        tongue=code,
        **fields,
    )


def _attachment(attached: Any) -> str:
    if attached is None:
        return ""
    if isinstance(attached, (list, tuple)):
        return "photo"
    return type(attached).__name__.lower()


def _part(holder: object, name: str) -> Mapping[str, Any]:
    part = holder.get(name) if isinstance(holder, Mapping) else None
    return part if isinstance(part, Mapping) else {}


def _chat_id(holder: Mapping[str, Any]) -> str | None:
    chat = _part(holder, "chat").get("id")
    return str(chat) if _is_id(chat) else None


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < LARGEST_ID
