"""Commands: the same on every channel, each standing for the intent at whose handler it is declared."""

import unicodedata

from actions.dialogue.registry import Declared, Registry
from actions.dialogue.traits import Command
from understanding.parse import Entity, Intent

LONGEST_ARGUMENT = 40
_EDGES = " .!。！"


def intent_of(words: str, registry: Registry) -> Intent | None:
    """Return what a typed command stands for, None where the words are no command of ours.

    In groups Telegram adds the bot's name: `/help@bot`. What stands behind a command is dropped, so nothing can be
    slipped in with it, unless the command is declared to take it, as the code that binds a chat.
    """
    words = unicodedata.normalize("NFKC", words).strip()
    if not words.startswith("/"):
        return _said_plainly(words.strip(_EDGES).lower(), registry)
    found = registry.commands.get(_name(words))
    return _intent(*found, argument="".join(words.split(maxsplit=1)[1:])) if found else None


def _said_plainly(words: str, registry: Registry) -> Intent | None:
    """Return what the words stand for that phone users everywhere take for commands, in the middle of any question."""
    commands = registry.commands.values()
    return next((_intent(*one) for one in commands if one[0].also and one[0].also.fullmatch(words)), None)


def _intent(command: Command, declared: Declared, *, argument: str = "") -> Intent:
    taken = (Entity(command.takes, argument[:LONGEST_ARGUMENT]),) if command.takes and argument else ()
    return Intent(declared.intent, 1.0, (*command.entities, *taken))


def _name(words: str) -> str:
    """Return the name of a slash command; clients of Rasa's REST channel may set empty braces behind it."""
    name = words[1:].split(maxsplit=1)[0] if words[1:].strip() else ""
    return name.partition("@")[0].removesuffix("{}").lower()
