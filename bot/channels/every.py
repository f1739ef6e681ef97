"""Every channel there is: one that is named here is read, served, linked and sent to."""

from bot.channels.channel import Channel, PushedChannel
from bot.channels.rest import RestChannel
from bot.channels.telegram import TelegramChannel
from bot.channels.terminal import TerminalChannel
from bot.channels.web import WebChannel
from bot.engine import Common
from bot.settings import Settings

EVERY: tuple[type[Channel], ...] = (
    WebChannel,
    TelegramChannel,
    RestChannel,
    TerminalChannel,
)


def set_up(settings: Settings, common: Common, *, serves: bool) -> dict[str, Channel]:
    """Return the channels that the settings want, by name.

    Args:
        serves: False for a talk in a terminal, which sends nothing elsewhere.
    """
    wanted = [one for one in EVERY if serves or not issubclass(one, PushedChannel)]
    made = [channel for one in wanted if (channel := one.set_up(settings, common)) is not None]
    return {channel.name: channel for channel in made}


def told(channels: dict[str, Channel]) -> list[str]:
    """Return a line on each channel that whoever starts the assistant may turn on."""
    titled = [one for one in EVERY if one.title]
    return [f"{one.title:15}{_state(one, channels.get(one.name))}" for one in titled]


def _state(one: type[Channel], channel: Channel | None) -> str:
    return channel.state if channel is not None else f"off: {one.turned_on_by}"
