"""What a campus has kept after years: many rows in every table that grows with what happens, on SQLite."""

from sqlalchemy import text
from sqlalchemy.orm import Session

FIRST = 1_000_000
"""The ids of the rows that are filled in here lie after it."""

_NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :kept) "
_KEPT = {
    "students (zone, name, area, college, party_stage, quiet_from, quiet_until, created_at)": (
        "'Asia/Shanghai', '', '', '', '', '00:00:00.000000', '00:00:00.000000', :now"
    ),
    "channel_addresses (channel, address, student_id, blocked_at)": (
        "CASE n % 2 WHEN 0 THEN 'web' ELSE 'telegram' END, 'y' || n, :first + n, :now"
    ),
    "conversations (channel_address_id, audience, slots, misses, started_at, last_message_at)": (
        ":first + n, 'student', '{}', 0, :now, :now"
    ),
    "inbox (channel, update_id, lane, body, received_at, state, done_at, attempts, interrupted, urgency, turn_at)": (
        "'telegram', 'kept' || n, 'telegram:' || (n % 500), '{}', :now, 'done', :now, 1, 0, 0, :now"
    ),
    "outbox (key, conversation_id, channel, kind, about, reply, priority, due_at, wall_time, state, attempts, "
    "interrupted, cause, sent_at, created_at)": (
        "'kept' || n, 1 + n % 500, 'telegram', 'reply', n, '{}', 10, :now, '', 'sent', 1, 0, '', :now, :now"
    ),
    "audit (at, who, what, about, details)": ":now, 'system', 'case_escalated', 'case:' || (n % 500), '{}'",
    "offered_buttons (conversation_id, key, payload, title, intent, entities, ordinal, offered_at)": (
        ":first + 1 + n % 500, 'k' || n, '/menu', 'Menu', 'menu', '{}', 1, :now"
    ),
    "crisis_talks (conversation_id, inbox_id, about, step, by_tone, risky_lines, turns, began_at, last_at, ended_at, "
    "ended_as)": (":first + n, :first + n, 'oneself', 'ended', 0, 1, 1, :now, :now, :now, 'safe'"),
    "handoff_cases (ref, conversation_id, student_id, kind, topic, risk, state, person_wanted, share, language, holds, "
    "opened_at, closed_at, last_words_at, alerts)": (
        "'Y-' || n, :first + n, :first + n, 'person', '', 'none', 'closed', 1, 'line', 'en', 0, :now, :now, :now, 1"
    ),
    "case_messages (case_id, author, event, staff_label, words, at)": ":first + n, 'student', '', '', 'hello', :now",
    "appointment_slots (counselor_id, starts_at, ends_at, blocked_until, day, state)": (
        "1, datetime(:now, '-' || n || ' hours'), datetime(:now, '-' || n || ' hours'), "
        "datetime(:now, '-' || n || ' hours'), date(:now, '-' || n || ' hours'), 'open'"
    ),
    "appointments (ref, slot_id, student_id, conversation_id, status, ics_seq, mode, intake, booked_at, changed_at)": (
        "'Y' || n, :first + n, :first + n, :first + n, 'past', 0, 'in_person', '{}', :now, :now"
    ),
    "appointment_news (appointment_id, counselor_id, to_slot_id, at, said_slot_id, said_at)": (
        ":first + n, 1, :first + n, :now, :first + n, :now"
    ),
    "event_signups (event_id, student_id, conversation_id, status, joined_at)": (
        "1, :first + n, :first + n, 'confirmed', :now"
    ),
    "incidents (ref, year, number, kind, place, words, mode, status, opened_at, closed_at, note)": (
        "'INC-Y' || n, 1999, n, 'hazard', '', 'a lamp', 'anonymous', 'closed', :now, :now, ''"
    ),
    "preferences (student_id, subject, wanted, changed_at)": ":first + n, 'events', 0, :now",
    "staff_sessions (token_hash, staff_id, created_at, last_seen_at, expires_at)": "'y' || n, :staff, :now, :now, :now",
    "shared_counts (key, total, last_at)": "'y' || n, 1, :now",
    "sign_in_tries (key, wrong, lately, last_at)": "'y' || n, 1, '[]', :now",
    (
        "unanswered_questions (sameness, words, language, times, not_helped, first_asked_at, last_asked_at, "
        "settled_at, settled_as)"
    ): "'y' || n, 'why', 'en', 1, 0, :now, :now, :now, 'elsewhere'",
    "reminders (subject, item_id, student_id, conversation_id, state, asked_at)": (
        "'growth', 1, :first + n, :first + n, 'done', :now"
    ),
    "consents (student_id, purpose, version, at)": ":first + n, 'counseling', 1, :now",
}
TABLES = tuple(table.split(maxsplit=1)[0] for table in _KEPT)


def fill(session: Session, *, kept: int, staff_id: int, now: str) -> None:
    """Put so many rows that are over and done with into each of the tables.

    Args:
        now: when all of it happened, as SQLite keeps it.
    """
    given = {"kept": kept, "first": FIRST, "now": now, "staff": staff_id}
    for table, values in _KEPT.items():
        into = table.replace("(", "(id, ", 1)
        statement = f"INSERT INTO {into} {_NUMBERS}SELECT :first + n, {values} FROM numbers"  # no value of anybody's
        session.execute(text(statement), {name: value for name, value in given.items() if f":{name}" in statement})
