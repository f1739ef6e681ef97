"""What is decided about publishing: which step leads where, and who may take it; pure."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from community.checks import Fault
from community.content import DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN, ContentState
from community.staff.rules import may_publish

MayWrite = Callable[[Collection[str]], bool]
"""Says whether somebody with these roles writes drafts of that kind."""


class Step(StrEnum):
    """What is done to an item."""

    SUBMIT = "submit"
    APPROVE = "approve"
    PUBLISH = "publish"
    TAKE_BACK = "take_back"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Move:
    """Where a step leads from where, and what the audit calls it."""

    begins: tuple[ContentState, ...]
    ends: ContentState
    audited: str


MOVES: Mapping[Step, Move] = {
    Step.SUBMIT: Move((DRAFT,), IN_REVIEW, "submitted"),
    Step.APPROVE: Move((IN_REVIEW,), PUBLISHED, "approved"),
    Step.PUBLISH: Move((DRAFT, WITHDRAWN), PUBLISHED, "published"),
    Step.TAKE_BACK: Move((IN_REVIEW, PUBLISHED, WITHDRAWN), DRAFT, "taken_back"),
    Step.WITHDRAW: Move((PUBLISHED,), WITHDRAWN, "withdrawn"),
}


class Refused(Exception):
    """It is not done, and nothing was changed."""


class NotTheirs(Refused):
    """Whoever asks has no role that may do it."""


class NotNow(Refused):
    """The step does not begin at `state`, how the item stands; `done` where it led there before."""

    def __init__(self, step: Step, state: ContentState) -> None:
        super().__init__(step, state)
        self.state = state
        self.done = state == MOVES[step].ends


class Gone(Refused):
    """Somebody has removed it meanwhile."""


class Over(Refused):
    """It ended at `at`, so no student would ever see it."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at


class Faulty(Refused):
    """It holds what may not be kept."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(faults)
        self.faults = faults


class Why(StrEnum):
    """Why one item can't take the place of another."""

    OTHER_KIND = "other_kind"
    ITSELF = "itself"
    NEVER = "never"
    """Students have a place in such items: they are changed, and not replaced."""

    NOT_PUBLISHED = "not_published"


class NotReplaced(Refused):
    """The one can't take the place of the other."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


def may_take(step: Step, state: ContentState, roles: Collection[str], may_write: MayWrite) -> bool:
    """Say whether somebody with these roles may take a step from that state: who writes it may hand it in and back."""
    among_drafts = step == Step.SUBMIT or (step == Step.TAKE_BACK and state == IN_REVIEW)
    return may_publish(roles) or (among_drafts and may_write(roles))


def check(step: Step, state: ContentState, roles: Collection[str], may_write: MayWrite) -> Move:
    """Return where the step leads.

    Raises:
        NotTheirs, NotNow: it may not be taken.
    """
    if not may_take(step, state, roles, may_write):
        raise NotTheirs
    if state not in MOVES[step].begins:
        raise NotNow(step, state)
    return MOVES[step]


def check_still_ahead(ends: datetime | None, *, now: datetime) -> None:
    """Refuse what nobody would ever see.

    Raises:
        Over: it has ended.
    """
    if ends is not None and ends <= now:
        raise Over(ends)


def way_out(state: ContentState) -> Step:
    """Return the step that publishes an item: what was submitted is approved."""
    return Step.APPROVE if state == IN_REVIEW else Step.PUBLISH


def may_change(state: ContentState, roles: Collection[str], may_write: MayWrite) -> bool:
    """Say whether they may change an item: what students see, approvers alone."""
    return may_publish(roles) or (state != PUBLISHED and may_write(roles))


def may_remove(state: ContentState, roles: Collection[str]) -> bool:
    """Say whether they may remove an item: approvers alone, and nothing that students see."""
    return state != PUBLISHED and may_publish(roles)


def after_change(state: ContentState) -> ContentState:
    """Return how an item stands once it was changed: whoever approves it has read what they approve."""
    return DRAFT if state == IN_REVIEW else state
