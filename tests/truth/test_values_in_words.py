"""No length of time, hour or number to call is typed into a sentence: it comes from the row that has it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.dialogue import wording
from tests.wordings import of_assistant

COUNTED = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|half an?)"
LENGTH = re.compile(
    rf"\b(?:{COUNTED}|(?:within|after|every|than|least|last) an?|the day)[ -](?:minute|hour|day|week|before)s?\b"
    r"|(?:\d+|[一二两三四五六七八九十半]+)\s*个?(?:分钟|小时|天|周|星期)",
    re.IGNORECASE,
)
HOUR = re.compile(r"\b\d{1,2}:\d\d\b|(?:\d+|[一二两三四五六七八九十]+)点(?:钟|半)")
NUMBER = re.compile(r"(?<![\d.])\d{3,}(?:-\d+)*")

OF_THE_COUNTRY = frozenset(("110", "119", "120", "12356", "96110"))
"""Numbers that hold on every campus, and that no lost row may take from anybody in danger."""

KEPT = {
    "Tap one, or write it, as": "an example of a time",
    "Again in an hour": "actions/household/own_reminders.py; what the tap does",
    "for example: remind me tomorrow": "an example of a time",
    "in the last 7 days": "community/upkeep/rules.py; what the weekly list covers",
    "around the clock": "the clock",
    "all 24 hours": "the clock",
    "Week 1 began": "the number of the first week",
    "begins on {began}": "the same",
    "the longest has 31 days": "the calendar",
    "a day has 24 hours": "the clock",
    "a week has seven days": "the calendar",
    "the month ends on": "the calendar",
    "“{week}” tells me no day": "no length: which day",
    "Which day do you mean": "no length: which day",
    "times a minute": "medicine",
    "running water": "medicine",
    "within 72 hours": "medicine",
    "more than a minute": "the watch's own: bot/watch/health.py",
    "restart me": "advice to whoever runs it",
    "look at the log": "advice to whoever runs it",
    "older than 15 minutes": "staff/rules.py, CODE_LIVES; no rule of the house",
    "next seven days": "actions/staff/own_chat.py; what the list covers",
    "ABCD2345": "an example of a code",
    "chat of the day before": "cases/history.py, LOOKED_BACK; what students agree to is fixed",
    "our chat of the last day": "the same",
    "again in a minute": "no promise: how long a flood takes to pass",
}
"""What may stand in a sentence, by some of its words, and whose it is."""


def test_no_value_is_typed_into_a_sentence(root: Path) -> None:
    assert {words: found for words in of_assistant(root) if (found := _typed(words)) and not _is_kept(words)} == {}


def test_what_is_kept_is_still_said(root: Path) -> None:
    said = list(of_assistant(root))
    assert [part for part in KEPT if not any(part in words and _typed(words) for words in said)] == []


@pytest.mark.parametrize(
    "words",
    [
        "A session takes 50 minutes.",
        "I can book three weeks ahead.",
        "Somebody looks within a day.",
        "The office is open from 08:30.",
        "Call the clinic: 0451-0000-0120.",
        "至少要提前四小时预约。",
        "办公室八点半上班。",
    ],
)
def test_a_value_is_found_when_it_is_read(words: str) -> None:
    assert list(_found(words))


@pytest.mark.parametrize(
    "words", ["{length} before it begins", "Call {number}.", "In danger call 110 or 120.", "有一点"]
)
def test_words_without_values_are_left_alone(words: str) -> None:
    assert not list(_found(words))


def _typed(words: str) -> list[str]:
    """Return what is typed into the words, or into what they are in Chinese."""
    return [*_found(words), *_found(wording._translations("zh").gettext(words))]


def _found(words: str) -> Iterator[str]:
    for shape in (LENGTH, HOUR):
        yield from (found.group() for found in shape.finditer(words))
    yield from (number for number in NUMBER.findall(words) if number not in OF_THE_COUNTRY)


def _is_kept(words: str) -> bool:
    return any(part in words for part in KEPT)
