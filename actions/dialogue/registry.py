"""Which handler answers an intent, what stands instead of it, and which composer writes a delivery when it is due."""

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any

import actions
from actions.dialogue.reply import Reply
from actions.dialogue.turn import Occasion, Turn
from community.post.kinds import Kind, Row

Handler = Callable[[Turn], Reply]
Instead = Callable[[Turn], Reply | None]
Composer = Callable[[Occasion, Row], Reply | None]

_handlers: dict[str, Handler] = {}
_changing: set[str] = set()
_instead: dict[str, Instead] = {}
_composers: dict[str, Composer[Any]] = {}


def action(*intents: str, changes: bool = False) -> Callable[[Handler], Handler]:
    """Register the decorated function as the answer to these intents.

    Args:
        changes: it does something for the student that was not so before: signs up, books, cancels, turns on or off,
            calls somebody, sends something. Then it is called only where the student ordered it, in words or by a tap.
    """

    def register(handler: Handler) -> Handler:
        for intent in intents:
            if intent in _handlers:
                raise ValueError(f"two handlers answer {intent}")
            _handlers[intent] = handler
            if changes:
                _changing.add(intent)
        return handler

    return register


def instead_of(*intents: str) -> Callable[[Instead], Instead]:
    """Register the decorated function as the answer where these intents are spoken of but not ordered.

    It changes nothing. It returns None where the handler does neither by these words, because it only shows and asks.
    """

    def register(shown: Instead) -> Instead:
        for intent in intents:
            if intent in _instead:
                raise ValueError(f"two answers stand instead of {intent}")
            _instead[intent] = shown
        return shown

    return register


def composes(*kinds: Kind[Row]) -> Callable[[Composer[Row]], Composer[Row]]:
    """Register the decorated function as the writer of deliveries of these kinds.

    It is given the row that the delivery is about, as it stands when that is due, and returns None where nothing is
    left to say. What has gone, is too late or not wanted any more does not get here: see `bot/sending/composing.py`.
    """

    def register(composer: Composer[Row]) -> Composer[Row]:
        for kind in kinds:
            if kind.name in _composers:
                raise ValueError(f"two composers write {kind.name}")
            _composers[kind.name] = composer
        return composer

    return register


def handler_for(intent: str) -> Handler | None:
    """Return the handler of an intent, None where nobody answers it."""
    return _handlers.get(intent)


def is_changing(intent: str) -> bool:
    """Say whether the handler of the intent changes something for the student."""
    return intent in _changing


def instead_for(intent: str) -> Instead | None:
    """Return what stands instead of the handler where nobody ordered it, None where nothing was written for that."""
    return _instead.get(intent)


def composer_for(kind: Kind[Row]) -> Composer[Row] | None:
    """Return the composer of a kind of delivery, None where its reply is settled when it is queued."""
    return _composers.get(kind.name)


def known_intents() -> frozenset[str]:
    """Return every intent that has a handler."""
    return frozenset(_handlers)


def load() -> None:
    """Import every module of this room, so that all handlers and composers are registered."""
    for module in pkgutil.walk_packages(actions.__path__, "actions."):
        importlib.import_module(module.name)
