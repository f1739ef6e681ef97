"""The web chat: a page of ours, posts from it, and answers pushed to it over one stream."""

from bot.channels.web.channel import WebChannel
from bot.channels.web.talk import NAME

__all__ = ["NAME", "WebChannel"]
