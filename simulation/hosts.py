"""Those who hold events: publish, move, cancel them, and find more chairs."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from community.events.tables import Event
from community.publishing import publishing
from community.staff.actors import MACHINE
from simulation.calendar import Gathering
from simulation.faults import DAY, HOUR, WEEK
from simulation.office import Office

LONG = timedelta(hours=2)


class Hosts:
    """Hold events."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def plan_week(self, begins: float, number: int) -> None:
        """Plan a week's new events."""
        for _ in range(number):
            self._office.plan(begins + self._office.chance.uniform(0, WEEK), self._publish)

    def _publish(self, session: Session, now: datetime) -> None:
        chance, guests = self._office.chance, self._office.guests
        number = len(guests.gatherings) + 1
        day = (now + timedelta(days=chance.randint(4, 12))).astimezone(self._office.zone)
        starts_at = day.replace(hour=chance.choice((8, 14, 19)), minute=0, second=0, microsecond=0)
        row = Event(
            code=f"E-{number}",
            title_zh=f"活动 #E{number}",
            title_en=f"Event #E{number}",
            kind="lecture",
            starts_at=starts_at,
            ends_at=starts_at + LONG,
            place_zh="图书馆",
            place_en="Library",
            capacity=chance.choice((5, 12, 30, 80)),
        )
        session.add(row)
        session.flush()
        publishing.publish(session, row, by=MACHINE, now=now)
        assert row.capacity is not None
        gathering = Gathering(number, row.id, row.starts_at, row.ends_at, row.capacity)
        guests.gatherings[gathering.mark] = gathering
        self._change_later(gathering)

    def _change_later(self, gathering: Gathering) -> None:
        chance, drawn = self._office.chance, self._office.chance.random()
        later = chance.uniform(HOUR, 4 * DAY)
        if drawn < 0.25:
            self._office.after(later, lambda session, now: self._move(session, now, gathering))
            if drawn < 0.1:
                self._office.after(later + 2 * HOUR, lambda session, now: self._cancel(session, now, gathering))
        elif drawn < 0.4:
            self._office.after(later, lambda session, now: self._cancel(session, now, gathering))
        elif drawn < 0.6:
            self._office.after(later, lambda session, now: self._enlarge(session, now, gathering))

    def _move(self, session: Session, now: datetime, gathering: Gathering) -> None:
        if gathering.cancelled or now >= gathering.starts_at:
            return
        row = session.get_one(Event, gathering.id)
        gathering.starts_at += timedelta(hours=self._office.chance.choice((0, 2, 26)))
        gathering.ends_at = gathering.starts_at + LONG
        row.starts_at, row.ends_at = gathering.starts_at, gathering.ends_at
        row.place_zh, row.place_en = "体育馆", "Gym"
        self._tell(gathering, now)

    def _cancel(self, session: Session, now: datetime, gathering: Gathering) -> None:
        if gathering.cancelled or now >= gathering.starts_at:
            return
        publishing.withdraw(session, session.get_one(Event, gathering.id), by=MACHINE, now=now)
        gathering.cancelled = True
        self._tell(gathering, now)

    def _tell(self, gathering: Gathering, now: datetime) -> None:
        self._office.guests.changed(gathering, now)
        self._office.tick_soon("announce_event_changes", 0)

    def _enlarge(self, session: Session, now: datetime, gathering: Gathering) -> None:
        if gathering.cancelled or now >= gathering.starts_at:
            return
        gathering.capacity += 10
        session.get_one(Event, gathering.id).capacity = gathering.capacity
        self._office.tick_soon("keep_waitlists", 0)
