"""A post of the page becomes a Message."""

from collections.abc import Mapping
from typing import Any

from bot.message import Message, message_from

NAME = "web"


class WebChannel:
    """Reads what the page posted; the page collects its answers itself."""

    def read(self, body: Mapping[str, Any]) -> Message:
        """Read a kept post: words, or the key of a tapped button."""
        return message_from(NAME, body)
