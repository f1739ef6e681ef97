"""Telegram: updates in, messages out."""

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.updates import NAME

__all__ = ["NAME", "TelegramChannel"]
