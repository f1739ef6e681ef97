"""The web page as a channel: a post becomes a Message, and the page collects its answers itself."""

from collections.abc import Mapping
from typing import Any, Self

from fastapi import APIRouter

from bot.channels.channel import Channel, Pages
from bot.channels.web.routes import web_router
from bot.channels.web.talk import NAME
from bot.engine import Common, Engine
from bot.message import Message, message_from
from bot.settings import Settings


class WebChannel(Channel):
    """A page of ours, posts from it, and answers pushed to it over one stream."""

    name = NAME

    @classmethod
    def set_up(cls, settings: Settings, common: Common) -> Self:  # noqa: ARG003
        """Return the channel; it is always there."""
        return cls()

    def read(self, body: Mapping[str, Any]) -> Message:
        """Read a kept post: words, or the key of a tapped button."""
        return message_from(NAME, body)

    def routes(self, engine: Engine, pages: Pages) -> APIRouter:
        """Return the page, its files, and the routes that it talks to."""
        return web_router(engine, pages)
