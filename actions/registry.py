"""Which handler answers an intent, and which composer writes a delivery when its time has come."""

import importlib
import pkgutil
from collections.abc import Callable

import actions
from actions.reply import Reply
from actions.turn import Occasion, Turn

Handler = Callable[[Turn], Reply]
Composer = Callable[[Occasion], Reply | None]

_handlers: dict[str, Handler] = {}
_composers: dict[str, Composer] = {}


def action(*intents: str) -> Callable[[Handler], Handler]:
    """Register the decorated function as the answer to these intents."""

    def register(handler: Handler) -> Handler:
        for intent in intents:
            if intent in _handlers:
                raise ValueError(f"two handlers answer {intent}")
            _handlers[intent] = handler
        return handler

    return register


def composes(*kinds: str) -> Callable[[Composer], Composer]:
    """Register the decorated function as the writer of deliveries of these kinds.

    It sees things as they stand when the delivery is due, and returns None where nothing is left to say.
    """

    def register(composer: Composer) -> Composer:
        for kind in kinds:
            if kind in _composers:
                raise ValueError(f"two composers write {kind}")
            _composers[kind] = composer
        return composer

    return register


def handler_for(intent: str) -> Handler | None:
    """Return the handler of an intent, None where nobody answers it."""
    return _handlers.get(intent)


def composer_for(kind: str) -> Composer | None:
    """Return the composer of a kind of delivery, None where its reply is settled when it is queued."""
    return _composers.get(kind)


def known_intents() -> frozenset[str]:
    """Return every intent that has a handler."""
    return frozenset(_handlers)


def load() -> None:
    """Import every module of this room, so that all handlers and composers are registered."""
    for module in pkgutil.iter_modules(actions.__path__):
        importlib.import_module(f"actions.{module.name}")
