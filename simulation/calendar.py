"""What is on: the events of the simulated campus as their guests know them, and who has a place."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulation.ledger import Due, Ledger
from simulation.people import Person

LEADS = (timedelta(days=1), timedelta(hours=2))


@dataclass(slots=True)
class Gathering:
    """One event; `guests` maps those who have a place, an offer of one or a place in the queue to which it is."""

    number: int
    id: int
    starts_at: datetime
    ends_at: datetime
    capacity: int
    cancelled: bool = False
    guests: dict[int, str] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """Its sign in every text about it."""
        return f"E{self.number}"

    def seated(self) -> int:
        """Return how many have a place."""
        return sum(status == "confirmed" for status in self.guests.values())


class Guests:
    """Keeps what sign-ups lead to."""

    def __init__(self, ledger: Ledger, people: dict[int, Person]) -> None:
        self.gatherings: dict[str, Gathering] = {}
        self._ledger, self._people = ledger, people

    def confirmed(self, person: Person, gathering: Gathering, at: datetime) -> None:
        """A student was told to have a place."""
        if gathering.guests.get(person.number) == "confirmed":
            return
        gathering.guests[person.number] = "confirmed"
        if gathering.seated() > gathering.capacity:
            self._ledger.broken("no double booking", at, f"{gathering.seated()} places of {gathering.capacity} given")
        self._remind(person, gathering, at)

    def waits(self, person: Person, gathering: Gathering) -> None:
        """A student was told to be on the waitlist."""
        gathering.guests.setdefault(person.number, "waitlisted")

    def offered(self, person: Person, gathering: Gathering, at: datetime) -> None:
        """A student was offered a place."""
        if gathering.guests.get(person.number) not in ("waitlisted", "offered"):
            self._ledger.broken("right reader", at, f"a place in {gathering.mark} for student {person.number}, unasked")
        gathering.guests[person.number] = "offered"

    def left(self, person: Person, gathering: Gathering, at: datetime) -> None:
        """A student gave the place up, or let it go."""
        gathering.guests.pop(person.number, None)
        for kind in ("event_reminder", "event_changed", "event_seat"):
            self._ledger.call_off(person, kind, gathering.mark, at)

    def changed(self, gathering: Gathering, at: datetime) -> None:
        """Staff gave the event another place or time, or cancelled it: all who are on the list are to be told."""
        for number in gathering.guests:
            person = self._people[number]
            self._ledger.call_off(person, "event_reminder", gathering.mark, at)
            self._ledger.call_off(person, "event_changed", gathering.mark, at)  # what is true now is told, once
            if gathering.cancelled:
                self._ledger.call_off(person, "event_seat", gathering.mark, at)
            self._tell_of_change(person, gathering, at)
            if gathering.guests[number] == "confirmed" and not gathering.cancelled:
                self._remind(person, gathering, at)

    def _tell_of_change(self, person: Person, gathering: Gathering, at: datetime) -> None:
        says = None if gathering.cancelled else gathering.starts_at
        due = Due("event_changed", person, gathering.mark, at, until=gathering.ends_at, says=says)
        # Whoever was offered a place may have let it go by now, which only the host sees.
        due.optional = gathering.guests[person.number] == "offered"
        self._ledger.expect(due)

    def _remind(self, person: Person, gathering: Gathering, at: datetime) -> None:
        starts_at = gathering.starts_at
        for lead in LEADS:
            if starts_at - lead > at:
                due = starts_at - lead
                self._ledger.expect(Due("event_reminder", person, gathering.mark, due, until=starts_at, says=starts_at))
