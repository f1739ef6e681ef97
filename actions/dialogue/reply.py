"""A reply is data: what to say and which buttons to show, on any channel."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Button:
    """The intent that a tap stands for, under a short title; `key` is given to it when it is offered.

    A `quiet` one stands back where a channel can show that: it is no step of what the student wants.
    """

    title: str
    intent: str
    entities: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A small text file that goes with a reply, such as a calendar entry."""

    filename: str
    media_type: str
    content: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. `urgent` puts it before all other replies; only the crisis card is.

    `edits` is the channel's own name of an earlier message of ours whose text this one takes the place of. `about` is
    the id of what it tells of: of a post to staff the case, to whose student an answer to the post goes.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    attachment: Attachment | None = None
    urgent: bool = False
    edits: str | None = None
    about: int | None = None


_REPLIES = TypeAdapter(Reply)


def packed(reply: Reply) -> dict[str, Any]:
    """Return the reply as plain JSON data, as the outbox keeps it."""
    data: dict[str, Any] = _REPLIES.dump_python(reply, mode="json")
    return data


def unpacked(data: Mapping[str, Any]) -> Reply:
    """Return the reply that `packed` made the data from."""
    return _REPLIES.validate_python(dict(data))
