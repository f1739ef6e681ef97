"""How long each stage of the party's path takes at least.

The months are those of the rules for admitting members (发展党员工作细则, 2014): an activist is educated and observed
for a year or more, and probation lasts a year.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

STAGES = ("applicant", "activist", "candidate", "probationary", "member")
LEAST_MONTHS = {"activist": 12, "probationary": 12}


@dataclass(frozen=True, slots=True)
class Outlook:
    """The stage that comes next, and the day before which it can't; `earliest` None where no rule names a time."""

    following: str
    earliest: date | None


def outlook(stage: str, since: date) -> Outlook | None:
    """Return what may come after a stage reached on `since`, None for a member or an unknown stage.

    A date says when the rules allow it, never that it will happen: the branch decides.
    """
    if stage not in STAGES[:-1]:
        return None
    months = LEAST_MONTHS.get(stage)
    earliest = months_later(since, months) if months else None
    return Outlook(STAGES[STAGES.index(stage) + 1], earliest)


def months_later(day: date, months: int) -> date:
    """Return the same day of the month `months` later, or that month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
