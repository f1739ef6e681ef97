"""The rules of the house, read from their row."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from community.campus.house_rules import USUAL, HouseRules, day_leads, hours
from community.campus.tables import Rulebook
from community.content import read_once
from community.database import table_of

_ROW = select(table_of(Rulebook))  # its columns alone: an object of the session takes as long again


def rules(session: Session) -> HouseRules:
    """Return the rules of the house as they stand now; read once in a transaction, so that a change counts in the next.

    Where there is no row, they are the usual ones.
    """
    return read_once(session, "rules of the house", lambda: _read(session.execute(_ROW).one_or_none()))


def _read(row: Row[Any] | None) -> HouseRules:
    if row is None:
        return USUAL
    return HouseRules(
        session=timedelta(minutes=row.session_minutes),
        buffer=timedelta(minutes=row.buffer_minutes),
        booking_notice=timedelta(hours=row.booking_notice_hours),
        cancel_notice=timedelta(hours=row.cancel_notice_hours),
        opened_ahead=timedelta(days=row.opened_ahead_days),
        appointment_reminders=hours(row.appointment_reminder_hours),
        event_reminders=hours(row.event_reminder_hours),
        seat_kept=timedelta(hours=row.seat_kept_hours),
        deadline_reminders=day_leads(row.deadline_reminders),
        slow_deadline_reminders=day_leads(row.slow_deadline_reminders),
        quiet=(row.quiet_from, row.quiet_until),
        danger_first=timedelta(minutes=row.danger_first_minutes),
        danger_again=timedelta(minutes=row.danger_again_minutes),
        low_risk=timedelta(hours=row.low_risk_hours),
        request_first=timedelta(minutes=row.request_first_minutes),
        request_again=timedelta(minutes=row.request_again_minutes),
        request_longest=timedelta(minutes=row.request_longest_minutes),
        last_call=timedelta(minutes=row.last_call_minutes),
        calls_until_daily=row.calls_until_daily,
        silence=timedelta(hours=row.silence_hours),
        reopen=timedelta(hours=row.reopen_hours),
    )
