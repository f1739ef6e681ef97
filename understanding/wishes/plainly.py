"""What is said so plainly that no model is asked what it means."""

from datetime import date, datetime

from understanding.care.wrongs import wrong_told
from understanding.parse import Entity, Intent
from understanding.wishes import weeks
from understanding.wishes.counseling_asked import is_asked_about
from understanding.wishes.privacy_asked import side_asked
from understanding.wishes.venting import mood

LONGEST = 600  # characters; what is plain is plain in a few lines

ABOUT_COUNSELING, STEAM, REPORT = "ask_counseling", "let_off_steam", "report_safety_incident"
PRIVACY = "ask_privacy"

BEFORE_STEAM = frozenset(("share_feelings", "unsubscribe_reminders", "talk_to_human"))
"""What the models may hear in steam let off that is more than that, where they are sure of it."""


def meaning(words: str, *, now: datetime, term_start: date | None) -> Intent | None:
    """Return what a sentence plainly means, None where its words leave that to the models.

    Args:
        now: aware, on the student's wall.
        term_start: a day of the first teaching week; None where no term is known.
    """
    if len(words) > LONGEST:
        return None
    if week := weeks.asked(words, now=now, term_start=term_start):
        return week
    if wrong_told(words):
        return Intent(REPORT, 1.0)
    if is_asked_about(words):
        return Intent(ABOUT_COUNSELING, 1.0)
    if side := side_asked(words):
        return Intent(PRIVACY, 1.0, (Entity("side", side),))
    heard = mood(words)
    return Intent(STEAM, 1.0, (Entity("mood", heard),)) if heard else None
