"""Every word of the assistant exists in both languages."""

import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import read_po

from actions.dialogue import wording
from tests.wordings import of_assistant

PLACES = re.compile(r"\{(\w+)")
ZONE = ZoneInfo("Asia/Shanghai")


def test_everything_the_assistant_says_has_a_chinese_wording(root: Path) -> None:
    missing = {
        words: place
        for words, place in of_assistant(root).items()
        if wording._translations("zh").gettext(words) == words
    }
    missing.pop("中文 / English", None)  # it is both
    assert not missing


def test_the_chinese_wordings_fill_in_the_same_values(root: Path) -> None:
    for words, place in of_assistant(root).items():
        chinese = wording._translations("zh").gettext(words)
        assert set(PLACES.findall(chinese)) == set(PLACES.findall(words)), place


@pytest.mark.parametrize("catalogue", sorted(Path("locales/zh/LC_MESSAGES").glob("*.po")), ids=lambda path: path.stem)
def test_no_wording_is_fuzzy_or_empty(catalogue: Path) -> None:
    with catalogue.open("rb") as file:
        for message in read_po(file, locale="zh"):
            if message.id:
                assert message.string, message.id
                assert not message.fuzzy, message.id


def test_a_missing_value_is_an_error_rather_than_a_hole() -> None:
    with pytest.raises(KeyError, match="subjects"):
        wording.say("en", "Off: {subjects}. None of that comes any more.")


@pytest.mark.parametrize(
    ("language", "moment", "named"),
    [
        ("en", "2026-12-03 09:00", "Thu 3 Dec 09:00"),
        ("zh", "2026-12-03 09:00", "12月3日周四 09:00"),
        ("en", "2027-03-12 09:00", "Fri 12 Mar 2027 09:00"),
        ("zh", "2027-03-12 09:00", "2027年3月12日周五 09:00"),
        ("en", "2025-12-31 23:59", "Wed 31 Dec 2025 23:59"),
        ("zh", "2025-12-31 23:59", "2025年12月31日周三 23:59"),
    ],
)
def test_the_year_is_named_where_it_is_not_this_one(language: str, moment: str, named: str) -> None:
    then = datetime.fromisoformat(moment).replace(tzinfo=ZONE)
    assert wording.when(language, then, ZONE, now=datetime(2026, 11, 28, 12, 0, tzinfo=ZONE)) == named


def test_the_year_is_that_of_the_students_own_calendar() -> None:
    new_year = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)  # 01:00 on 1 January in Shanghai
    assert wording.when("en", new_year, ZONE, now=new_year) == "Fri 1 Jan 01:00"
    assert wording.when("en", new_year, ZoneInfo("UTC"), now=new_year) == "Thu 31 Dec 17:00"


@pytest.mark.parametrize(
    ("day", "named"), [(28, "the 28th"), (30, "the 30th"), (31, "the 31st"), (32, "the 32nd"), (11, "the 11th")]
)
def test_a_day_is_numbered_in_words(day: int, named: str) -> None:
    assert wording.numbered_day("en", day) == named
    assert wording.numbered_day("zh", day) == f"{day}日"
