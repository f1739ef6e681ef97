"""Terms and their teaching weeks: pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from community import checks
from community.checks import Fault, Row, Wrong

LONGEST_TERM = 30  # weeks
MONDAY = 0


@dataclass(frozen=True, slots=True)
class Term:
    """One term: `begins` is the Monday of its first week, `weeks` counts those of teaching and exams."""

    begins: date
    weeks: int

    @property
    def ends(self) -> date:
        """The first day after it."""
        return self.begins + timedelta(weeks=self.weeks)

    def __contains__(self, day: date) -> bool:
        return self.begins <= day < self.ends

    def week_of(self, day: date) -> int:
        """Return the number of the week a day lies in: 1 for the first, less before the term, more than all after."""
        return (day - self.begins).days // 7 + 1

    def meets(self, other: "Term") -> bool:
        """Say whether they have a day in common."""
        return self.begins < other.ends and other.begins < self.ends


def term_of(day: date, terms: Sequence[Term]) -> Term | None:
    """Return the term that a day is counted in: the one it lies in, else the next to come, else the last; or None."""
    in_order = sorted(terms, key=lambda term: term.begins)
    return next((term for term in in_order if day < term.ends), in_order[-1] if in_order else None)


def check(row: Row) -> Iterator[Fault]:
    """Find a term that does not begin on a Monday, and one that lasts no weeks or too many."""
    begins = row.get("begins")
    if begins is not None and begins.weekday() != MONDAY:
        yield Fault("begins", Wrong.NO_MONDAY)
    yield from checks.between(row, "weeks", 1, LONGEST_TERM)
