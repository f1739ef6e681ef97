"""What students see of what staff have written: nothing yet, now, later, no more; pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from community.content import IN_REVIEW, PUBLISHED, WITHDRAWN


class Seen(StrEnum):
    """Whether students see a row."""

    AS_DRAFT = "as_draft"
    IN_REVIEW = "in_review"
    WITHDRAWN = "withdrawn"
    LATER = "later"
    NOW = "now"
    NO_MORE = "no_more"
    AS_TEST = "as_test"
    REPLACED = "replaced"
    ENDS_ANOTHER = "ends_another"
    ENDS_ANOTHER_LATER = "ends_another_later"


UNSEEN: dict[str, Seen] = {IN_REVIEW: Seen.IN_REVIEW, WITHDRAWN: Seen.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether students see a row, and when that changes: the beginning of what is LATER, the end of NOW and NO_MORE."""

    seen: Seen
    at: datetime | None = None


def standing(state: str, begins: datetime | None, ends: datetime | None, *, now: datetime) -> Standing:
    """Return how a row of that state stands; None where it has no beginning or no end."""
    if state != PUBLISHED:
        return Standing(UNSEEN.get(state, Seen.AS_DRAFT))
    if ends is not None and ends <= now:
        return Standing(Seen.NO_MORE, ends)
    if begins is not None and begins > now:
        return Standing(Seen.LATER, begins)
    return Standing(Seen.NOW, ends)
