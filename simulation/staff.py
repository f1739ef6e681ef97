"""Those who publish: safety notices of every tier, updated and cancelled; the weekly lesson; who lives where."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.publishing import publishing
from community.safety.states import MessageType
from community.safety.tables import SafetyNotice
from community.staff.actors import MACHINE
from community.students.tables import ChannelAddress, Student
from simulation.campus import LESSON_AT, LESSON_WEEKDAY
from simulation.effects import Broadcast
from simulation.faults import DAY, HOUR, MINUTE
from simulation.ledger import Due
from simulation.office import Office
from simulation.people import Person

LATEST_LESSON = timedelta(hours=6)
AREAS: tuple[list[str], ...] = ([], ["SHU/E"], ["SHU/W"], ["SHU/E/D1"], ["SHU/W/D3"], ["SHU/E/D2", "SHU/W/D3"])
HOMES = ("", "SHU/E", "SHU/E/D1", "SHU/E/D2", "SHU/W/D3", "SHU/W/D4")
TIERS = (("Minor", "Future"), ("Moderate", "Expected"), ("Severe", "Expected"), ("Severe", "Immediate"))
ELSEWHERE = ("America/New_York", "Europe/Berlin")
QUIET_HOURS = ((time(23, 0), time(8, 0)), (time(21, 0), time(6, 30)), (time(0, 30), time(9, 0)))


@dataclass(slots=True)
class Notice:
    """What the safety office remembers of a notice."""

    id: int
    mark: str
    kind: str
    areas: list[str]
    told: list[Person]


class SafetyOffice:
    """Publishes notices."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.published = 0

    def plan_term(self, seconds: float, number: int) -> None:
        """Plan the term's notices, at any hour of any day but the first."""
        for _ in range(number):
            self._office.plan(self._office.chance.uniform(DAY, seconds), self._publish)

    def _publish(self, session: Session, now: datetime) -> None:
        chance = self._office.chance
        severity, urgency = chance.choice(TIERS)
        notice = self._write(session, now, severity, urgency, chance.choice(AREAS), None)
        drawn = chance.random()
        if drawn < 0.25:
            later = chance.choice((MINUTE, 6 * HOUR, DAY))
            self._office.after(chance.uniform(5, later), lambda s, t: self._replace(s, t, notice, MessageType.UPDATE))
        elif drawn < 0.45:
            self._office.after(
                chance.uniform(20, 8 * HOUR), lambda s, t: self._replace(s, t, notice, MessageType.CANCEL)
            )
        elif drawn < 0.55:
            self._office.after(chance.uniform(5, 3 * MINUTE), lambda s, t: self._withdraw(s, t, notice))

    def _write(
        self, session: Session, now: datetime, severity: str, urgency: str, areas: list[str], old: Notice | None
    ) -> Notice:
        self.published += 1
        mark = f"N{self.published}"
        expires = now + timedelta(hours=self._office.chance.choice((3, 12, 48, 120)))
        row = SafetyNotice(
            sender="safety@shu.example",
            sent=now,
            msg_type=MessageType.UPDATE if old else MessageType.ALERT,
            references_id=old.id if old else None,
            event_zh="天气",
            event_en="Weather",
            urgency=urgency,
            severity=severity,
            effective=now,
            expires=expires,
            headline_zh=f"安全通知 #{mark}",
            headline_en=f"Safety notice #{mark}",
            areas=areas,
        )
        _publish(session, row, now)
        wakes = severity == "Severe" and urgency == "Immediate"
        notice = Notice(row.id, mark, "severe_notice" if wakes else "notice", areas, [])
        self._expect(notice, now, expires, grave=severity == "Severe")
        self._office.tick_soon("announce_notices", 0)
        return notice

    def _expect(self, notice: Notice, now: datetime, expires: datetime, *, grave: bool) -> None:
        for person in self._office.people.values():
            lives_there = person.area and any(_meet(area, person.area) for area in notice.areas)
            concerned = not notice.areas or lives_there or (grave and not person.area)
            if concerned and _reachable(person, "safety", now):
                notice.told.append(person)
                self._office.ledger.expect(Due(notice.kind, person, notice.mark, now, until=expires))
        self._office.effects.broadcasts[notice.mark] = Broadcast(now, expires, notice.kind, len(notice.told))

    def _replace(self, session: Session, now: datetime, notice: Notice, how: str) -> None:
        self._end(notice, now)
        if how == MessageType.UPDATE:
            self._write(session, now, "Moderate", "Expected", notice.areas, notice)
            return
        row = session.get_one(SafetyNotice, notice.id)
        fields = {name: getattr(row, name) for name in ("sender", "event_zh", "event_en", "areas")}
        words = {"headline_zh": "解除", "headline_en": "All clear"}
        until = max(row.expires, now + timedelta(hours=1))  # an all-clear may come after the notice has ended by itself
        cancel = SafetyNotice(
            **fields, **words, sent=now, msg_type=MessageType.CANCEL, references_id=row.id, effective=now, expires=until
        )
        _publish(session, cancel, now)

    def _withdraw(self, session: Session, now: datetime, notice: Notice) -> None:
        publishing.withdraw(session, session.get_one(SafetyNotice, notice.id), by=MACHINE, now=now)
        self._end(notice, now)

    def _end(self, notice: Notice, now: datetime) -> None:
        for person in notice.told:
            self._office.ledger.call_off(person, notice.kind, notice.mark, now)


def _publish(session: Session, notice: SafetyNotice, now: datetime) -> None:
    session.add(notice)
    session.flush()
    publishing.publish(session, notice, by=MACHINE, now=now)


def _meet(one: str, other: str) -> bool:
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")


def _reachable(person: Person, subject: str, now: datetime) -> bool:
    return person.joined_at is not None and not person.is_off(subject, now) and not person.is_gone(now)


class Teachers:
    """Have a lesson go out every week, in the order they were written."""

    def __init__(self, office: Office, lessons: int) -> None:
        self._office, self._lessons, self._given = office, lessons, 0
        self._last: datetime | None = None

    def look(self, now: datetime) -> None:
        """The job that queues lessons is about to run: on the day, before it is too late, one becomes due."""
        local = now.astimezone(self._office.zone)
        due = datetime.combine(local.date(), LESSON_AT, self._office.zone)
        lately = self._last is not None and local.date() < (self._last + timedelta(days=6)).date()
        if local.weekday() != LESSON_WEEKDAY or now >= due + LATEST_LESSON or self._given >= self._lessons or lately:
            return
        mark, self._last = f"L{self._given}", local
        self._given += 1
        told = [person for person in self._office.people.values() if _reachable(person, "safety_education", now)]
        for person in told:
            self._office.ledger.expect(Due("lesson", person, mark, due, until=due + LATEST_LESSON))
        self._office.effects.broadcasts[mark] = Broadcast(due, due + LATEST_LESSON, "lesson", len(told))


class Registry:
    """Knows where students live, and when they are abroad or sleep at other hours."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._registered: set[int] = set()

    def plan_days(self, days: int) -> None:
        """Plan the daily work."""
        for day in range(days):
            self._office.plan(day * DAY + 3 * HOUR, self._register)

    def _register(self, session: Session, now: datetime) -> None:
        new = {
            person.address: person
            for person in self._office.people.values()
            if person.joined_at is not None and person.number not in self._registered
        }
        if not new:
            return
        query = select(ChannelAddress.address, Student).join(ChannelAddress.student)
        for address, student in session.execute(query.where(ChannelAddress.address.in_(new))):
            self._enter(new[address], student, now)

    def _enter(self, person: Person, student: Student, now: datetime) -> None:
        chance = self._office.chance
        self._registered.add(person.number)
        student.area = person.area = chance.choice(HOMES)
        drawn = chance.random()
        if drawn < 0.04:
            person.zone = ZoneInfo(chance.choice(ELSEWHERE))
        if 0.02 < drawn < 0.08:
            person.quiet_from, person.quiet_until = chance.choice(QUIET_HOURS)
        if drawn < 0.08:
            student.zone, person.changed_at = person.zone.key, now
            student.quiet_from, student.quiet_until = person.quiet_from, person.quiet_until
