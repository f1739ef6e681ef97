"""What runs on the timetable, and how often."""

from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.metrics import DATABASE_BYTES, TABLE_ROWS
from bot.timetable.clock import AGAIN, Job
from community import retention, sizes
from community.campus import feasts
from community.cases import arrivals, escalation
from community.counseling import availability, holds, leaves
from community.events import ticks
from community.safety import lessons, notices, telling
from community.upkeep import missed, reviewing

MINUTE, HOUR = 60, 3600


class Ticks(Protocol):
    """Whatever takes jobs: a timetable, or a list of them to show."""

    def every(self, seconds: float, name: str, job: Job, *, everywhere: bool = False) -> None:
        """Take a job that is to run every so many seconds."""


def fill(timetable: Ticks, *, zone: ZoneInfo) -> None:
    """Put every job of the assistant on the timetable."""

    def open_slots(session: Session, now: datetime) -> None:
        availability.open_slots(session, now=now, zone=zone)

    def keep_feasts(session: Session, now: datetime) -> None:
        feasts.keep(session, now, zone=zone)

    def announce(session: Session, now: datetime) -> object:
        notices.announce(session, now)
        return AGAIN if telling.is_under_way(session, notices.TELLING) else None

    def queue_weekly(session: Session, now: datetime) -> object:
        lessons.queue_weekly(session, now, zone=zone)
        return AGAIN if telling.is_under_way(session, lessons.TELLING) else None

    def escalate(session: Session, now: datetime) -> None:
        escalation.escalate(session, now=now)

    def tell_of_leaves(session: Session, now: datetime) -> None:
        leaves.tell_students(session, now=now)

    def list_what_was_missed(session: Session, now: datetime) -> None:
        missed.queue_lists(session, now, zone=zone)

    def note_sizes(session: Session, _now: datetime) -> None:
        DATABASE_BYTES.set(sizes.bytes_on_disk(session))
        for table, rows in sizes.rows_by_table(session).items():
            TABLE_ROWS.labels(table).set(rows)

    timetable.every(5, "announce_notices", announce)
    timetable.every(10, "escalate_cases", escalate)
    timetable.every(10, "look_after_answers", arrivals.look_after)
    timetable.every(15, "announce_event_changes", ticks.announce_changes)
    timetable.every(15, "tell_of_leaves", tell_of_leaves)
    timetable.every(15, "let_holds_lapse", holds.let_lapse)
    timetable.every(MINUTE, "keep_waitlists", ticks.keep_waitlists)
    timetable.every(5 * MINUTE, "queue_weekly_lesson", queue_weekly)
    timetable.every(5 * MINUTE, "ask_owners_to_review", reviewing.ask_owners)
    timetable.every(5 * MINUTE, "list_what_was_missed", list_what_was_missed)
    timetable.every(HOUR, "keep_feasts", keep_feasts)
    timetable.every(HOUR, "open_slots", open_slots)
    timetable.every(MINUTE, "note_sizes", note_sizes, everywhere=True)
    timetable.every(5, "let_go_of_what_is_old", retention.Sweep().step)
