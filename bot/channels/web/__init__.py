"""The web chat: a page of ours, posts from it, and answers pushed to it over one stream."""

from bot.channels.web.channel import NAME, WebChannel
from bot.channels.web.routes import web_router

__all__ = ["NAME", "WebChannel", "web_router"]
