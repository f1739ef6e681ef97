"""Every channel there is: a `Channel` that stands in a module of this folder is read, served, linked and sent to."""

import importlib
import inspect
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import TypeGuard

import bot.channels
from bot.channels.channel import Channel, PushedChannel
from bot.engine import Common
from bot.settings import Settings


@cache
def every() -> tuple[type[Channel], ...]:
    """Import every module of this folder and return the channels in them.

    Raises:
        ValueError: two channels bear one name.
    """
    found = pkgutil.walk_packages(bot.channels.__path__, "bot.channels.")
    modules = [importlib.import_module(module.name) for module in found]
    classes = {one for module in modules for one in vars(module).values() if inspect.isclass(one)}
    made = sorted((one for one in classes if _is_channel(one)), key=lambda one: one.name)
    if len({one.name for one in made}) < len(made):
        raise ValueError(f"two channels bear one name: {[one.name for one in made]}")
    return tuple(made)


def _is_channel(one: type) -> TypeGuard[type[Channel]]:
    return issubclass(one, Channel) and not inspect.isabstract(one)


def set_up(settings: Settings, common: Common, *, serves: bool) -> dict[str, Channel]:
    """Return the channels that the settings want, by name.

    Args:
        serves: False for a talk in a terminal, which sends nothing elsewhere.
    """
    wanted = [one for one in every() if serves or not issubclass(one, PushedChannel)]
    made = [channel for one in wanted if (channel := one.set_up(settings, common)) is not None]
    return {channel.name: channel for channel in made}


def without_staff_group(channels: Mapping[str, Channel]) -> list[str]:
    """Return the channels on which staff have no group, because none is named or because the channel is off."""
    with_one = {name for name, channel in channels.items() if channel.staff_group is not None}
    return [one.name for one in every() if one.name not in with_one]


def told(channels: Mapping[str, Channel]) -> list[str]:
    """Return a line on each channel that whoever starts the assistant may turn on."""
    return [f"{one.title:15}{_state(one, channels.get(one.name))}" for one in every() if one.title]


def _state(one: type[Channel], channel: Channel | None) -> str:
    return channel.state if channel is not None else f"off: {one.turned_on_by}"
