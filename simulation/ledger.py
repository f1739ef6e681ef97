"""What is due to whom, and what must not come: kept from what people did, held against every send.

It knows neither tables nor rules of the assistant; what it demands is written here a second time, on purpose.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain

from simulation.channel import Attempt
from simulation.people import Person
from simulation.seeing import says

SUBJECT_OF = {
    "appointment_reminder": "appointments",
    "event_reminder": "events",
    "event_changed": "events",
    "event_seat": "events",
    "notice": "safety",
    "severe_notice": "safety",
    "lesson": "safety_education",
    "tip_deadline": "employment",
}
"""Which switch silences what; nothing silences a counselor."""

AT_ANY_HOUR = frozenset(("severe_notice", "counselor"))
TICK = timedelta(seconds=60)  # within which a change by staff must have reached the outbox
IN_TIME = timedelta(minutes=15)
ENOUGH = timedelta(minutes=20)  # of an unhindered channel, to have sent whatever was due


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that must never happen, and did."""

    rule: str
    at: datetime
    what: str


@dataclass(slots=True)
class Due:
    """One thing that one student is to be told once.

    `until` is when it is of no use any more; `ended` when it was called off; `says` the moment it must name;
    `overtaken_at` when a later one of the same was due too, and told in its place.
    """

    kind: str
    person: Person
    subject: str
    at: datetime
    until: datetime | None = None
    says: datetime | None = None
    optional: bool = False
    ended: datetime | None = None
    overtaken_at: datetime | None = None
    told: int = 0
    told_at: datetime | None = None
    last_tried: datetime | None = None

    @property
    def name(self) -> str:
        """What it is, for the report: numbers only."""
        due = f"{self.at.astimezone(UTC):%Y-%m-%d %H:%M}Z"
        return f"{self.kind} {self.subject} for student {self.person.number}, due {due}"

    @property
    def expected_at(self) -> datetime:
        """When it is to be told, by the student's own wall."""
        return self.at if self.kind in AT_ANY_HOUR else self.person.awake_from(self.at)


class Ledger:
    """All that is due.

    Args:
        was_hindered: says whether anywhere between two moments sending was hindered for everybody.
        was_clear: says whether it was unhindered for `ENOUGH` in one piece somewhere between them.
    """

    def __init__(
        self,
        *,
        was_hindered: Callable[[datetime, datetime], bool],
        was_clear: Callable[[datetime, datetime], bool],
    ) -> None:
        self.violations: list[Violation] = []
        self.ends: Counter[str] = Counter()
        self.may_repeat: Counter[tuple[str, str]] = Counter()
        self._was_hindered, self._was_clear = was_hindered, was_clear
        self._dues: dict[tuple[int, str, str], list[Due]] = {}

    def broken(self, rule: str, at: datetime, what: str) -> None:
        """Note a violation."""
        self.violations.append(Violation(rule, at, what))

    def expect(self, due: Due) -> None:
        """Note that something is due."""
        self._dues.setdefault((due.person.number, due.kind, due.subject), []).append(due)

    def of(self, person: Person, kind: str, subject: str) -> list[Due]:
        """Return what was ever due to the student of that kind about that."""
        return self._dues.get((person.number, kind, subject), [])

    def all(self) -> Iterator[Due]:
        """Return all that was ever due."""
        return chain.from_iterable(self._dues.values())

    def call_off(self, person: Person, kind: str, subject: str, at: datetime) -> None:
        """Note that it must not come any more from then on."""
        for due in self.of(person, kind, subject):
            if due.ended is None and due.told == 0:
                due.ended = at

    def told(self, person: Person, kind: str, subject: str, attempt: Attempt) -> None:
        """Hold one unasked message against what is due."""
        due = self._match(person, kind, subject, attempt)
        if due is None:
            return
        due.last_tried = attempt.at
        self._check(due, attempt)
        if attempt.may_have_arrived:
            due.told += 1
            due.told_at = due.told_at or attempt.at

    def _match(self, person: Person, kind: str, subject: str, attempt: Attempt) -> Due | None:
        dues = self.of(person, kind, subject)
        where = f"{kind} {subject} to student {person.number}"
        if not dues:
            self.broken("right reader", attempt.at, f"{where}, who has nothing to do with it")
            return None
        open_ones = [due for due in dues if due.told == 0]
        ready = [due for due in open_ones if due.at <= attempt.at]
        if standing := [due for due in ready if due.ended is None and _names(due, attempt)]:
            return _latest(standing, attempt)
        if self.may_repeat[(person.address, attempt.reply.text)] > 0:
            self.may_repeat[(person.address, attempt.reply.text)] -= 1
            self.ends["said twice after a kill"] += attempt.may_have_arrived
        elif ready:
            return ready[0]
        elif open_ones:
            self.broken("not before its time", attempt.at, f"{open_ones[0].name}")
        else:
            self.broken("once", attempt.at, f"{where} once more")
        return None

    def _check(self, due: Due, attempt: Attempt) -> None:
        at, person = attempt.at, due.person
        if due.ended is not None and at > due.ended + TICK:
            self.broken("nothing cancelled", at, f"{due.name}, called off {due.ended.astimezone(UTC):%m-%d %H:%M:%S}Z")
        if due.until is not None and at >= due.until:
            self.broken("nothing expired", at, due.name)
        if due.kind not in AT_ANY_HOUR and person.is_quiet(at):
            self.broken("quiet hours", at, due.name)
        if person.is_off(SUBJECT_OF.get(due.kind, ""), at):
            self.broken("stop means stop", at, due.name)
        if not _names(due, attempt) and due.ended is None:
            self.broken("right wall time", at, due.name)

    def settle(self, now: datetime, reported: Callable[[Due], bool]) -> None:
        """At the end: what should have been told, and was not.

        Args:
            reported: says whether staff are shown that a thing was given up or may not have arrived.
        """
        for due in self.all():
            end = self._end_of(due, now, reported)
            self.ends[end] += 1
            if end == "missing":
                self.broken("each due thing", due.expected_at, f"{due.name}, never told")

    def _end_of(self, due: Due, now: datetime, reported: Callable[[Due], bool]) -> str:
        expected = due.expected_at
        if due.told:
            self._in_time(due, expected)
            return "told"
        if due.ended is not None:
            return "called off"
        if due.until is not None and expected >= due.until:
            return "expired by rule: quiet hours"
        if due.overtaken_at is not None and not self._was_clear(expected, due.overtaken_at):
            return "told by a later one"
        end = min(now, due.until or now)
        if expected + ENOUGH > now:
            return "still to come"
        if due.optional or due.person.was_hard_to_tell(SUBJECT_OF.get(due.kind, ""), due.at, end):
            return "unwanted, or the student was away"
        if due.until is not None and not self._was_clear(expected, end):
            return "expired by rule: nobody could send"
        return "uncertain, shown to staff" if reported(due) else "missing"

    def _in_time(self, due: Due, expected: datetime) -> None:
        if due.told_at is None or due.optional or due.told_at <= expected + IN_TIME:
            return
        hard = due.person.was_hard_to_tell(SUBJECT_OF.get(due.kind, ""), due.at, due.told_at)
        if not hard and not self._was_hindered(expected, due.told_at):
            self.broken("in time", due.told_at, f"{due.name}, told {due.told_at - expected} late")


def _latest(ready: list[Due], attempt: Attempt) -> Due:
    """Return the latest of those that are due together, which speaks for all."""
    *earlier, latest = sorted(ready, key=lambda due: due.at)
    for due in earlier if attempt.may_have_arrived else ():
        due.overtaken_at = latest.at
    return latest


def _names(due: Due, attempt: Attempt) -> bool:
    if due.says is None:
        return True
    return any(words in attempt.reply.text for words in says(due.says, due.person.zone, now=attempt.at))
