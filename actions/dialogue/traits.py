"""What an intent's declaration is made of: its commands, its place on the menu, how it is said, its forms."""

import re
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Literal

from actions.dialogue.reply import Reply
from actions.dialogue.turn import Turn
from understanding.parse import Entity

Said = Literal["by_examples", "by_rule", "never"]
"""How students come to it: in words as `nlu_data/` shows them, as a rule or the search finds it, or never in words."""

BesideDanger = Literal["", "other_matter", "like_danger", "near_danger"]
"""What a message read as this intent is while danger is talked of.

`other_matter`: surely about something else. `like_danger`: what words of danger are often read as; it asks for nothing.
`near_danger`: it may be another way to tell of the danger. Empty: nothing follows from it.
"""


@dataclass(frozen=True, slots=True)
class Command:
    """What a student may type after a slash.

    Args:
        place: where it stands in the list that a channel's menu shows, from the top; 0 keeps it off the list.
        entities: what the command says beside the intent.
        takes: the entity that the word behind the command fills; other commands drop what stands behind them.
        also: whole messages without a slash that count as this command, in lower case; they need no model.
    """

    name: str
    place: int = 0
    _: KW_ONLY
    entities: tuple[Entity, ...] = ()
    takes: str = ""
    also: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class OnMenu:
    """A button of the menu.

    Args:
        place: where it stands, from the top.
        title: a short title; empty for the intent's own.
        behind_more: it stands on the second page, which [More] opens.
    """

    place: int
    title: str = ""
    _: KW_ONLY
    behind_more: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A question of an intent whose answer goes to people.

    Args:
        slot: what the answer fills.
        ask: composes the question.
        back: the title of the button that leads to it again.
        keeps: entities of that button, so that what was told before is not asked again.
        takes_unknown: "I don't know" is an answer, as to where something is.
        after_no: the answer is taken even after a refusal where it names a place; else it is asked about first.
    """

    intent: str
    slot: str
    ask: Callable[[Turn], Reply]
    _: KW_ONLY
    back: str
    keeps: Mapping[str, str] = field(default_factory=dict)
    takes_unknown: bool = False
    after_no: bool = True
