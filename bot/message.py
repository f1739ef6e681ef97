"""What came in, whatever the channel."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from community.database import storable

LONGEST_WORDS = 4096
"""UTF-16 code units: what Telegram lets a person send at once; other channels are held to the same."""

LONGEST_ADDRESS = 100


class NotForUs(Exception):
    """An update that asks for no answer, such as someone else's joining a group."""


class Unreadable(Exception):
    """What was kept is no message of its channel; it is parked for staff to look at."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of one person; text that no database can store is cleaned here.

    Args:
        address: where the answer goes: a chat id, a sender, a browser session.
        words: what was written, "" for a tap.
        tapped: the key or payload of a button, None for words.
        language: which of our languages the channel asks for (`zh` or `en`), None where it says nothing.
        tongue: the person's own language as the channel names it (`ru`, `zh-hans`), "" where it says nothing.
        replied_to: the channel's name for the message of ours that this one answers.
        attachment: the kind of what came instead of words, or with them (`photo`, `voice`, `sticker` ...).
        author: the name of the person, where several write at one address (a staff group).
    """

    channel: str
    address: str
    words: str = ""
    tapped: str | None = None
    language: str | None = None
    replied_to: str | None = None
    attachment: str = ""
    author: str = ""
    tongue: str = ""

    def __post_init__(self) -> None:
        """Clean the text, or refuse an address that no row can hold."""
        if not 0 < len(self.address) <= LONGEST_ADDRESS or storable(self.address) != self.address:
            raise Unreadable("no address")
        for name in ("words", "tapped", "author"):
            text = getattr(self, name)
            if text is not None:
                object.__setattr__(self, name, storable(text))

    @property
    def lane(self) -> str:
        """The conversation's name: its messages are answered in order, one at a time."""
        return f"{self.channel}:{self.address}"


def units(text: str) -> int:
    """Return the length as Telegram counts it: UTF-16 code units (Bot API, MessageEntity)."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def message_from(channel: str, body: object, *, words: str = "words") -> Message:
    """Read a message of a channel that hands over plain fields (web, REST, terminal).

    Args:
        words: the name of the field that holds what was written.

    Raises:
        Unreadable: it has not the shape of one.
    """
    if not isinstance(body, Mapping):
        raise Unreadable("no fields")
    return Message(
        channel,
        _text(body, "sender") or "",
        words=_text(body, words) or "",
        tapped=_text(body, "tapped"),
        language=_text(body, "language"),
        tongue=_text(body, "tongue") or "",
    )


def _text(body: Mapping[str, Any], name: str) -> str | None:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise Unreadable(f"{name} is no text")
    return value
