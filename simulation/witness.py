"""Sees every send, tells what it is, and holds it against what must be."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from simulation.channel import Attempt
from simulation.effects import Effects
from simulation.faults import Faults
from simulation.ledger import Ledger
from simulation.people import Asked, Person
from simulation.seeing import PUSHED, Sight, sight
from simulation.timing import Pace, Waits

REPEATED_WITHIN = timedelta(hours=1)
BROADCAST_LASTS_SECONDS = 3.0  # after each of its sends
BROADCASTS = ("notice", "lesson")


class Witness:
    """What is seen of the assistant from outside.

    Args:
        people: by address.
        shown: called with what has arrived at a student.
        told_staff: called with what has arrived in the staff's group.
    """

    def __init__(
        self,
        people: dict[str, Person],
        ledger: Ledger,
        effects: Effects,
        faults: Faults,
        *,
        shown: Callable[[Person, Attempt, Sight], None],
        told_staff: Callable[[Attempt], None],
    ) -> None:
        self.pace, self.waits = Pace(), Waits()
        self.sends: Counter[tuple[str, str]] = Counter()
        self._last_broadcast = -BROADCAST_LASTS_SECONDS
        self._people, self._ledger, self._effects, self._faults = people, ledger, effects, faults
        self._shown, self._told_staff = shown, told_staff
        self._unrecorded: list[Attempt] = []
        self._reader_of: dict[str, str] = {}
        self._maybe_read: set[tuple[str, tuple[str, ...]]] = set()
        self._last_pushed: dict[str, tuple[str, datetime]] = {}

    def watch(self, attempt: Attempt) -> None:
        """See one send."""
        self._unrecorded.append(attempt)
        if limit := self.pace.sent(attempt):
            self._ledger.broken("rate", attempt.at, f"too fast for {limit}")
        person = self._people.get(attempt.address)
        seen = sight(attempt.reply)
        if attempt.reply.edits is not None or seen.kind == "notice_marked":
            self._marked(person, attempt, seen)
            return
        if seen.kind in BROADCASTS:
            self._reader_of[attempt.id] = attempt.address
            self._last_broadcast = attempt.elapsed
            if attempt.fate == "uncertain":
                self._maybe_read.add((attempt.address, seen.marks))
        self.sends["to staff" if person is None else seen.kind if seen.kind in PUSHED else "answer", attempt.fate] += 1
        if person is None:
            if attempt.seen:
                self._told_staff(attempt)
            return
        self._hold(person, seen, attempt)
        if attempt.seen:
            self._shown(person, attempt, seen)

    def _marked(self, person: Person | None, attempt: Attempt, seen: Sight) -> None:
        """See a notice marked: written over for this very reader, or sent anew where nobody knows the earlier copy."""
        self.sends["notice marked", attempt.fate] += 1
        anew = attempt.reply.edits is None
        is_theirs = (
            (attempt.address, seen.marks) in self._maybe_read
            if anew
            else self._reader_of.get(attempt.reply.edits or "") == attempt.address
        )
        if not is_theirs or person is None:
            self._ledger.broken("right reader", attempt.at, f"a mark on another's message to {attempt.address}")

    def round_ends(self) -> None:
        """Everything sent until now is written down."""
        self._unrecorded.clear()

    def killed(self) -> None:
        """What was just sent was not written down: it may come once more."""
        for attempt in self._unrecorded:
            if attempt.fate == "gone":
                self._people[attempt.address].leave(gone=False, at=attempt.at)
            self._ledger.may_repeat[(attempt.address, attempt.reply.text)] += 1
        self._unrecorded.clear()

    def _hold(self, person: Person, seen: Sight, attempt: Attempt) -> None:
        if person.is_gone(attempt.at):
            self._ledger.broken("blocked gets nothing", attempt.at, f"{seen.kind} to student {person.number}")
        if attempt.fate == "gone":
            person.leave(gone=True, at=attempt.at)
        if any(mark[0] in "SC" and mark[1:] != str(person.number) for mark in seen.marks):
            self._ledger.broken("right reader", attempt.at, f"another's words to student {person.number}")
        if seen.kind in PUSHED:
            self._twice(person, seen, attempt)
            self._effects.pushed(person, seen, attempt)
        else:
            self._answered(person, seen, attempt)

    def _twice(self, person: Person, seen: Sight, attempt: Attempt) -> None:
        """The same words again within an hour are of use to nobody, whatever row each copy comes from."""
        words, at = self._last_pushed.get(person.address, ("", attempt.at))
        if words == attempt.reply.text and attempt.at - at < REPEATED_WITHIN:
            if not self._ledger.may_repeat[(person.address, words)]:
                self._ledger.broken("nothing said twice", attempt.at, f"{seen.kind} to student {person.number}")
        elif attempt.may_have_arrived:
            self._last_pushed[person.address] = (attempt.reply.text, attempt.at)

    def _answered(self, person: Person, seen: Sight, attempt: Attempt) -> None:
        if not person.waiting:
            key = (person.address, attempt.reply.text)
            if self._ledger.may_repeat[key]:
                self._ledger.may_repeat[key] -= 1
            else:
                self._ledger.broken("every answer has a question", attempt.at, f"to student {person.number}")
            return
        asked = person.waiting[0]
        self._effects.answered(person, seen, attempt, asked)
        if attempt.may_have_arrived or attempt.fate == "gone":
            person.waiting.popleft()
            self._waited(asked, attempt)

    def _waited(self, asked: Asked, attempt: Attempt) -> None:
        waited = attempt.elapsed - asked.elapsed
        if self._faults.were_there(asked.elapsed, attempt.elapsed):
            self.waits.hindered.append(waited)
        elif asked.elapsed - self._last_broadcast <= BROADCAST_LASTS_SECONDS:
            self.waits.in_broadcast.append(waited)
        else:
            self.waits.free.append(waited)
