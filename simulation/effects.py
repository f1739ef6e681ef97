"""What an answer or a message means for the one who gets it: what is booked, what is due, what is over."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from simulation.calendar import Gathering, Guests
from simulation.channel import Attempt
from simulation.ledger import Due, Ledger
from simulation.people import SUBJECTS, Appointment, Asked, Person
from simulation.seeing import Sight, says

LEADS = (timedelta(hours=24), timedelta(hours=2))
_STARTS = re.compile(r"DTSTART:(\d{8}T\d{6})Z")


@dataclass(frozen=True, slots=True)
class Broadcast:
    """Something told to many at once, as many `readers` as were there."""

    at: datetime
    until: datetime
    kind: str
    readers: int


class Effects:
    """Keeps the ledger as students learn what became of their wishes.

    Args:
        deadlines: of the tips that can be asked to remind of, by their ids.
        broadcasts: what was told to many, by its mark.
        deeds: how often what was answered.
    """

    def __init__(self, ledger: Ledger, guests: Guests) -> None:
        self.deadlines: dict[str, datetime] = {}
        self.marks_of_tips: dict[str, str] = {}
        self.broadcasts: dict[str, Broadcast] = {}
        self.deeds: Counter[str] = Counter()
        self._ledger, self._guests = ledger, guests
        self._taken: dict[tuple[str, datetime], int] = {}

    def pushed(self, person: Person, seen: Sight, attempt: Attempt) -> None:
        """Hold what came unasked against what is due."""
        kind, subject = seen.kind, seen.marks[0] if seen.marks else ""
        if kind.startswith("case_"):
            return
        if kind == "appointment_in_leave":
            self._cannot_be(person, attempt)
            return
        if kind == "appointment_reminder":
            subject = _appointment_of(attempt)
        elif kind == "counselor":
            subject = seen.marks[1]
        elif kind == "event_cancelled":
            kind = "event_changed"
        elif kind in ("notice", "lesson"):
            kind = self._broadcast(person, subject)
        elif kind == "event_seat":
            self._offered(person, self._guests.gatherings[subject], attempt)
        self._ledger.told(person, kind, subject, attempt)

    def _broadcast(self, person: Person, mark: str) -> str:
        """Return the kind of what is told to many; who came while it was being queued may get it too."""
        broadcast = self.broadcasts[mark]
        just_came = person.joined_at is not None and person.joined_at > broadcast.at - timedelta(minutes=1)
        if just_came and not self._ledger.of(person, broadcast.kind, mark):
            due = Due(broadcast.kind, person, mark, broadcast.at, until=broadcast.until, optional=True)
            self._ledger.expect(due)
        return broadcast.kind

    def _offered(self, person: Person, gathering: Gathering, attempt: Attempt) -> None:
        seats = self._ledger.of(person, "event_seat", gathering.mark)
        if not any(due.told == 0 and due.ended is None for due in seats) and not self._repeats(person, attempt):
            self._ledger.expect(Due("event_seat", person, gathering.mark, attempt.at, until=gathering.starts_at))
            self._guests.offered(person, gathering, attempt.at)

    def _repeats(self, person: Person, attempt: Attempt) -> bool:
        return self._ledger.may_repeat[(person.address, attempt.reply.text)] > 0

    def answered(self, person: Person, seen: Sight, attempt: Attempt, asked: Asked) -> None:
        """Note what an answer says has happened; the same answer once more changes nothing."""
        self.deeds[seen.kind] += attempt.may_have_arrived
        match seen.kind:
            case "booked" | "moved":
                self._booked(person, attempt, "".join(filter(str.isdecimal, seen.values["room"])))
            case "unbooked":
                self.unbooked(person, attempt.at)
            case "signed_up":
                self._guests.confirmed(person, self._guests.gatherings[seen.marks[0]], attempt.at)
            case "waitlisted" if gathering := self._gathering(asked):
                self._guests.waits(person, gathering)
            case "left" if gathering := self._gathering(asked):
                self._guests.left(person, gathering, attempt.at)
            case "off" | "on":
                for subject in _subjects(asked.about.get("subject", "")):
                    person.turn(subject, on=seen.kind == "on", at=attempt.at)
            case "tip_promised":
                self._promised(person, attempt, asked)
            case "answer" if asked.intent == "tip_done":
                self._ledger.call_off(person, "tip_deadline", self.marks_of_tips[asked.about["tip"]], attempt.at)

    def _gathering(self, asked: Asked) -> Gathering | None:
        number = asked.about.get("event", "")
        return next((one for one in self._guests.gatherings.values() if str(one.id) == number), None)

    def _booked(self, person: Person, attempt: Attempt, room: str) -> None:
        attachment = attempt.reply.attachment
        found = _STARTS.search(attachment.content if attachment else "")
        assert found is not None, "a booking comes with its calendar entry"
        starts_at = datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        name = _appointment_of(attempt)
        mine = person.appointment
        if mine is not None and (mine.id, mine.starts_at) == (name, starts_at):
            return
        if not any(words in attempt.reply.text for words in says(starts_at, person.zone, now=attempt.at)):
            self._ledger.broken("right wall time", attempt.at, f"booking {name} of student {person.number}")
        self.has_booked(person, name, starts_at, room, attempt.at)

    def has_booked(self, person: Person, name: str, starts_at: datetime, room: str, at: datetime) -> None:
        """Note that a student has that appointment now, and no other."""
        self.unbooked(person, at)
        if self._taken.setdefault((room, starts_at), person.number) != person.number:
            self._ledger.broken("no double booking", at, f"{room} at {starts_at:%Y-%m-%d %H:%M}Z")
        person.appointment = Appointment(name, starts_at, room)
        for lead in LEADS:
            if starts_at - lead > at:
                due = starts_at - lead
                self._ledger.expect(Due("appointment_reminder", person, name, due, until=starts_at, says=starts_at))

    def unbooked(self, person: Person, at: datetime) -> None:
        """Note that a student has no appointment any more, whoever cancelled it."""
        mine = person.appointment
        if mine is not None:
            self._ledger.call_off(person, "appointment_reminder", mine.id, at)
            self._taken.pop((mine.room, mine.starts_at), None)
            person.appointment = None

    def _cannot_be(self, person: Person, attempt: Attempt) -> None:
        """Of an appointment that a leave has met nobody is reminded any more."""
        if person.appointment is not None:
            self._ledger.call_off(person, "appointment_reminder", person.appointment.id, attempt.at)

    def _promised(self, person: Person, attempt: Attempt, asked: Asked) -> None:
        closes, mark = self.deadlines[asked.about["tip"]], self.marks_of_tips[asked.about["tip"]]
        self._ledger.call_off(person, "tip_deadline", mark, attempt.at)
        wall = closes.astimezone(person.zone)
        evening = (wall - timedelta(days=1)).replace(hour=19, minute=0)
        for moment in (evening, wall.replace(hour=12, minute=0)):
            if attempt.at < moment < closes:
                if not any(words in attempt.reply.text for words in says(moment, person.zone, now=attempt.at)):
                    self._ledger.broken("right wall time", attempt.at, f"promise of {mark} to student {person.number}")
                self._ledger.expect(Due("tip_deadline", person, mark, moment, until=closes))


def _appointment_of(attempt: Attempt) -> str:
    return next(button.entities["appointment"] for button in attempt.reply.buttons if "appointment" in button.entities)


def _subjects(chosen: str) -> tuple[str, ...]:
    if chosen == "all_but_safety":
        return tuple(subject for subject in SUBJECTS if subject != "safety")
    return SUBJECTS if chosen == "all" else (chosen,)
