"""What came in, whatever the channel."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    """One message of one person.

    Args:
        address: where the answer goes: a chat id, a sender, a browser session.
        words: what was written, "" for a tap.
        tapped: the key or payload of a button, None for words.
        language: what the channel says of the person's language (`zh` or `en`), None where it says nothing.
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

    @property
    def lane(self) -> str:
        """The conversation's name: its messages are answered in order, one at a time."""
        return f"{self.channel}:{self.address}"


class NotForUs(Exception):
    """An update that asks for no answer, such as someone else's joining a group."""


def message_from(channel: str, body: Mapping[str, Any]) -> Message:
    """Read a message of a channel that hands over plain fields (web, REST, terminal)."""
    return Message(
        channel=channel,
        address=str(body["sender"]),
        words=str(body.get("words", "")),
        tapped=body.get("tapped"),
        language=body.get("language"),
    )
