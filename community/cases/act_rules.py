"""How a talk goes on once an act is under way: 120 in every answer, and nothing but good news leads on."""

from collections.abc import Mapping

from community.cases.crisis_steps import Move, Step

_STAYS: Mapping[str, Move] = {  # at both steps of an act: what was asked is answered, and the step stays
    **{name: Move(None, name) for name in ("person", "when", "bot", "private", "dont_call", "why", "angry")},
    **{name: Move(None, name) for name in ("in_english", "in_chinese", "help_coming")},
    "called_by": Move(None, "take_call"),
    "cannot": Move(None, "cannot_move"),
    "stop": Move(Step.ENDED, "stop"),
    "help_came": Move(Step.WAITING, "help_came"),
    "not_hurt": Move(Step.COMPANY, "not_hurt"),
    "harmed": Move(Step.HURT, "hurt"),
    "edge": Move(Step.EDGE, "edge"),
}
_ACTED: Mapping[Step, Mapping[str, Move]] = {
    Step.HURT: {
        **_STAYS,
        "accompanied": Move(None, "hurt_together"),
        **{name: Move(None, "hurt_still") for name in ("safe", "better", "misunderstood", "never_mind", "goodbye")},
        **{name: Move(None, "hurt_still") for name in ("thanks", "done", "came_down", "sorry")},
        **{name: Move(None, "noted") for name in ("", "?", "place")},
        "else": Move(None, "hurt_again"),
    },
    Step.EDGE: {
        **_STAYS,
        **{name: Move(Step.COMPANY, "came_down") for name in ("came_down", "safe", "done")},
        "accompanied": Move(Step.TOGETHER, "together"),
        "misunderstood": Move(Step.ENDED, "believed"),
        **{name: Move(None, "noted") for name in ("", "?", "place")},
        "else": Move(None, "edge_again"),
    },
}


def move(step: Step, answer: str) -> Move:
    """Return what follows an answer, other than a plain yes or no, at one of the two steps of an act."""
    moves = _ACTED[step]
    return moves.get(answer) or moves["else"]
