"""What is decided of a candidate: promoted, or refused with reasons; pure.

A training moves a line or two of a set by chance. What falls by more than that is no chance.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Read = Mapping[str, Sequence[str]]

LINES_OF_A_SET, SHARE_OF_A_SET = 2, 0.01
LINES_OF_AN_INTENT, SHARE_OF_AN_INTENT = 3, 0.05
FEWEST_LINES = 10  # held-out lines of an intent from which its own figure tells anything
MOST_NOT_LEARNT = 0.2  # of the new lessons; a lesson that the model reads otherwise fits nothing else it knows


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a candidate is refused: `set_fell`, `intent_fell`, `danger_fell` or `not_learnt`.

    `of` names what fell. `live` and `candidate` count lines that were read rightly, of `lines`; of danger they are
    shares. `lessons` are the numbers of those that were not learnt.
    """

    why: str
    of: str = ""
    live: float = 0
    candidate: float = 0
    lines: int = 0
    lessons: tuple[int, ...] = ()


def right(meant: Sequence[str], read: Sequence[str]) -> int:
    """Return how many lines were read as they are meant."""
    return sum(wanted == found for wanted, found in zip(meant, read, strict=True))


def reasons(
    meant: Read,
    *,
    live: Read,
    candidate: Read,
    danger: tuple[Mapping[str, float], Mapping[str, float]],
    learnt: Mapping[int, bool],
) -> list[Reason]:
    """Return why a candidate may not take the place of the live model; nothing where it may.

    Args:
        meant: by set, what its lines mean; `live` and `candidate` are how the two read them.
        danger: shares of both, by name.
        learnt: by the number of each new lesson, whether the candidate reads it as taught.
    """
    return [
        *_sets_that_fell(meant, live, candidate),
        *_intents_that_fell(meant, live, candidate),
        *_danger_that_fell(*danger),
        *_not_learnt(learnt),
    ]


def _sets_that_fell(meant: Read, live: Read, candidate: Read) -> list[Reason]:
    found = []
    for name, wanted in meant.items():
        before, after = right(wanted, live[name]), right(wanted, candidate[name])
        if before - after > max(LINES_OF_A_SET, SHARE_OF_A_SET * len(wanted)):
            found.append(Reason("set_fell", name, before, after, len(wanted)))
    return found


def _intents_that_fell(meant: Read, live: Read, candidate: Read) -> list[Reason]:
    lines: Counter[str] = Counter(intent for wanted in meant.values() for intent in wanted)
    before, after = _right_by_intent(meant, live), _right_by_intent(meant, candidate)
    return [
        Reason("intent_fell", intent, before[intent], after[intent], count)
        for intent, count in sorted(lines.items())
        if count >= FEWEST_LINES
        and before[intent] - after[intent] > max(LINES_OF_AN_INTENT, SHARE_OF_AN_INTENT * count)
    ]


def _right_by_intent(meant: Read, read: Read) -> Counter[str]:
    return Counter(
        intent
        for name, wanted in meant.items()
        for intent, found in zip(wanted, read[name], strict=True)
        if intent == found
    )


def _danger_that_fell(live: Mapping[str, float], candidate: Mapping[str, float]) -> list[Reason]:
    return [
        Reason("danger_fell", name, was, candidate[name]) for name, was in sorted(live.items()) if candidate[name] < was
    ]


def _not_learnt(learnt: Mapping[int, bool]) -> list[Reason]:
    missed = tuple(number for number, is_learnt in learnt.items() if not is_learnt)
    if len(missed) <= MOST_NOT_LEARNT * len(learnt):
        return []
    return [Reason("not_learnt", live=0, candidate=len(learnt) - len(missed), lines=len(learnt), lessons=missed)]
