"""The steps of a talk about danger, and what follows an answer."""

from enum import StrEnum
from typing import NamedTuple


class Step(StrEnum):
    """What was asked last, and so what a plain yes or no means."""

    ASKED = "asked"  # are you thinking of hurting yourself? is your friend in danger? might you do it?
    COMPANY = "company"  # is anyone with you?
    TOGETHER = "together"  # somebody is: can you tell them?
    MEANS = "means"  # is anything near that you could hurt yourself with?
    DISTANCE = "distance"  # can you get away from it?
    STEADYING = "steadying"  # did that ease it a little?
    WAITING = "waiting"  # nothing: the student talks, a person may come
    SAFE_CHECK = "safe_check"  # are you safe right now?
    HURT = "hurt"  # something was taken or done: has 120 been called?
    EDGE = "edge"  # on a roof, a bridge, the tracks: have you come away from there?
    ENDED = "ended"


ACTED = frozenset((Step.HURT, Step.EDGE))
"""Steps at which an act is under way: every answer names 120, and only good news leads on."""


class Move(NamedTuple):
    """The step that follows, None for the same, and the line to say."""

    step: Step | None
    line: str
