"""What is decided about guidance and its subjects."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from community import checks
from community.checks import Fault, Row, Wrong

GENERAL = "general"
"""The topic of an item for which its subject has none."""

COUNSELING, ANSWERS = "ask_counseling", "ask_answer"
ASKED_BY = ("ask_employment_tips", "ask_academic_support", "ask_growth", COUNSELING)
"""The intents that are answered from a subject. A subject with none of them is found by search and in the menu."""

_KEYS = re.compile(r"[a-z][a-z0-9_]{0,29}(?: [a-z][a-z0-9_]{0,29})*")


def topic_keys(topics: Sequence[Mapping[str, str]]) -> list[str]:
    """Return the keys of a subject's topics; one button may stand for several, with blanks between them."""
    return [key for topic in topics for key in topic["keys"].split()]


def check_topics(row: Row) -> Iterator[Fault]:
    """Find a topic without a key or a title, and a key that two topics have."""
    topics = row.get("topics") or []
    if not all(_KEYS.fullmatch(one.get("keys", "")) and (one.get("zh") or one.get("en")) for one in topics):
        yield Fault("topics", Wrong.NO_TOPIC)
        return
    keys = topic_keys(topics)
    if len(keys) != len(set(keys)):
        yield Fault("topics", Wrong.TAKEN)


def check_item(row: Row) -> Iterator[Fault]:
    """Find dates that are over before they begin or before anybody is shown them, and grades that are no year."""
    yield from checks.later(row, "closes_at", than="opens_at")
    yield from checks.later(row, "closes_at", than="valid_from")
    audience = row.get("audience") or {}
    yield from checks.between({"audience": audience.get("grade")}, "audience", checks.YEARS[0], checks.YEARS[-1])


def meant_for(audience: Mapping[str, Any], *, grade: int | None) -> bool:
    """Say whether an item is for a student of that grade (the year of entry); an unknown grade is shown everything."""
    grades = audience.get("grade")
    return not grades or grade is None or grade in grades
