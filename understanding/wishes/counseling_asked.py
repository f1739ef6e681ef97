"""Whether a sentence asks something about counseling, rather than for an appointment.

"Can I see the counselor online?" wants to know; "can I see the counselor on Friday?" wants a time. So a wish for a time
of one's own, or a day, makes it none of these.
"""

from understanding.wishes.clauses import asks
from understanding.words.phrasebook import says

BOOK = "counseling_asked"


def is_asked_about(words: str) -> bool:
    """Say whether the words ask about counseling: what it costs, how it goes, who learns of it."""
    if not says(BOOK, "subject", words) or says(BOOK, "wish", words) or says(BOOK, "day", words):
        return False
    in_chinese = asks(words) and says(BOOK, "about_zh", words)
    return in_chinese or (says(BOOK, "form_en", words) and says(BOOK, "about_en", words))


def is_about_counseling(words: str) -> bool:
    """Say whether counseling is named at all."""
    return says(BOOK, "subject", words)
