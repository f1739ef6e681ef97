"""What is true of an intent and who answers it, declared at its handler; which composer writes a delivery when due."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import KW_ONLY, dataclass
from types import ModuleType
from typing import Any, TypeVar

import actions
from actions.dialogue.reply import Reply
from actions.dialogue.traits import BesideDanger, Command, Form, OnMenu, Said
from actions.dialogue.turn import Occasion, Turn
from community.post.kinds import Kind, Row

Handler = Callable[[Turn], Reply]
Instead = Callable[[Turn], Reply | None]
Composer = Callable[[Occasion, Row], Reply | None]
Asking = TypeVar("Asking", bound=Callable[..., Reply])

_MARK = "declared_here"
_composers: dict[str, Composer[Any]] = {}


@dataclass(frozen=True, slots=True)
class Declared:
    """An intent with all that is true of it; as a decorator it makes the function below it the answer.

    Args:
        title: names it on a button and in lists, in a few words marked by `noted`.
        said: how students come to it in words.
        guessed: may be offered as a meaning where words were not understood; small talk and crises are not.
        commands: what stands for it after a slash.
        menu: its button on the menu.
        tapped_as: the name that its buttons carry, where that is another than its own.
        changes: it does something for the student that was not so before: signs up, books, cancels, turns on or off,
            calls somebody, sends something. Then it is called only where the student ordered it, in words or by a tap.
        about: the thing that it is about, where several intents are about one.
        takes_time: a mere time goes on with it: "and on Friday?".
        takes_counselor: another wish about the counselor goes on with it: "make it a man".
        of_what_is_shown: an order that may leave out what it is about where one such thing has just been shown.
        says_little: a yes, a no, or words that were not understood: what they mean, the message before tells.
        interrupts: heard even in the middle of a question, where it is surely said; STOP inside a form means stop.
        keeps_card: "where is it?" still means the card that was shown before it.
        gives_way: what is written and clearly answers the words goes before it.
        urgent: goes before all others, and is never held off.
        of_danger: a step in a talk about danger: never refused, and shown in the case that looks after the student.
        by_title: in a talk about danger, whoever types the title of its button taps it.
        beside_danger: what a message read as it is while danger is talked of.
        stands_last: its button comes after those of several answers, once.
    """

    intent: str
    _: KW_ONLY
    title: str = ""
    said: Said = "by_examples"
    guessed: bool = True
    commands: tuple[Command, ...] = ()
    menu: OnMenu | None = None
    tapped_as: str = ""
    changes: bool = False
    about: str = ""
    takes_time: bool = False
    takes_counselor: bool = False
    of_what_is_shown: bool = False
    says_little: bool = False
    interrupts: bool = False
    keeps_card: bool = False
    gives_way: bool = False
    urgent: bool = False
    of_danger: bool = False
    by_title: bool = False
    beside_danger: BesideDanger = ""
    stands_last: bool = False

    @property
    def button(self) -> str:
        """The intent that a button for it stands for."""
        return self.tapped_as or self.intent

    def __call__(self, handler: Handler) -> Handler:
        """Declare the function as the answer."""
        return _marked(handler, self)


action = Declared


@dataclass(frozen=True, slots=True)
class _Instead:
    intents: tuple[str, ...]


def instead_of(*intents: str) -> Callable[[Instead], Instead]:
    """Declare the decorated function as the answer where these intents are spoken of but not ordered.

    It changes nothing. It returns None where the handler does neither by these words, because it only shows and asks.
    """
    return lambda shown: _marked(shown, _Instead(intents))


def form(
    intent: str,
    slot: str,
    *,
    back: str,
    keeps: Mapping[str, str] | None = None,
    takes_unknown: bool = False,
    after_no: bool = True,
) -> Callable[[Asking], Asking]:
    """Declare the decorated function as a question whose answer goes to people; for the arguments see `Form`."""

    def mark(ask: Asking) -> Asking:
        more = {"takes_unknown": takes_unknown, "after_no": after_no}
        return _marked(ask, Form(intent, slot, ask, back=back, keeps=keeps or {}, **more))

    return mark


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


def composer_for(kind: Kind[Row]) -> Composer[Row] | None:
    """Return the composer of a kind of delivery, None where its reply is settled when it is queued."""
    return _composers.get(kind.name)


class Registry:
    """What the assistant can do, as the functions given declare it; built once by `load` and handed on.

    Raises:
        ValueError: two functions declare the same thing.
    """

    def __init__(self, functions: Iterable[Callable[..., Any]]) -> None:
        self.handlers: dict[str, Handler] = {}
        self.forms: dict[str, Form] = {}
        self._declared: dict[str, Declared] = {}
        self._instead: dict[str, Instead] = {}
        for function in functions:
            for what in getattr(function, _MARK):
                self._enter(what, function)
        self.menu = self._menu(behind_more=False)
        self.more = self._menu(behind_more=True)
        self.commands: dict[str, tuple[Command, Declared]] = {}
        for one in self.all():
            for command in one.commands:
                _once(self.commands, command.name, (command, one), "intents are meant by the command")

    def _enter(self, what: object, function: Callable[..., Any]) -> None:
        match what:
            case Declared():
                for name in filter(None, (what.intent, what.tapped_as)):
                    _once(self._declared, name, what, "handlers answer")
                    self.handlers[name] = function
            case _Instead():
                for name in what.intents:
                    _once(self._instead, name, function, "answers stand instead of")
            case Form():
                _once(self.forms, what.slot, what, "questions ask for")

    def of(self, intent: str | None) -> Declared:
        """Return what is declared of an intent; of one that nobody answers nothing is true."""
        return self._declared.get(intent or "", _NOBODYS)

    def all(self) -> list[Declared]:
        """Return every intent, those of one subject beside each other."""
        return list(dict.fromkeys(self._declared.values()))

    def handler_for(self, intent: str) -> Handler | None:
        """Return the handler of an intent, None where nobody answers it."""
        return self.handlers.get(intent)

    def instead_for(self, intent: str) -> Instead | None:
        """Return what stands instead of the handler where nobody ordered it, None where nothing does."""
        return self._instead.get(intent)

    def known_intents(self) -> frozenset[str]:
        """Return every name that has a handler."""
        return frozenset(self.handlers)

    def listed_commands(self) -> list[tuple[Command, Declared]]:
        """Return the commands that a channel's menu lists, in their order."""
        return sorted((pair for pair in self.commands.values() if pair[0].place), key=lambda pair: pair[0].place)

    def _menu(self, *, behind_more: bool) -> list[Declared]:
        placed = [(one.menu.place, one) for one in self.all() if one.menu and one.menu.behind_more == behind_more]
        return [one for _, one in sorted(placed, key=lambda pair: pair[0])]


_NOBODYS = Declared("")
V = TypeVar("V")


def _once(table: dict[str, V], name: str, value: V, what: str) -> None:
    if name in table:
        raise ValueError(f"two {what} {name}")
    table[name] = value


F = TypeVar("F", bound=Callable[..., Any])


def _marked(function: F, what: object) -> F:
    function.__dict__.setdefault(_MARK, []).append(what)
    return function


def load() -> Registry:
    """Import every module of this room and return what they declare."""
    modules = [importlib.import_module(module.name) for module in pkgutil.walk_packages(actions.__path__, "actions.")]
    return Registry(function for module in modules for function in _declaring(module))


def _declaring(module: ModuleType) -> list[Callable[..., Any]]:
    functions = (one for one in vars(module).values() if inspect.isfunction(one) and one.__module__ == module.__name__)
    return [function for function in functions if hasattr(function, _MARK)]
