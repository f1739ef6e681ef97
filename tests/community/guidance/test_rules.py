"""What is decided about guidance and its subjects."""

from datetime import timedelta

import pytest

from community.checks import Wrong
from community.guidance import rules
from tests.community.matter import NOW


def test_an_item_for_one_grade_is_shown_to_it_and_to_who_is_unknown() -> None:
    assert rules.meant_for({"grade": [2023]}, grade=2023)
    assert rules.meant_for({"grade": [2023]}, grade=None)
    assert rules.meant_for({}, grade=2026)
    assert not rules.meant_for({"grade": [2023]}, grade=2026)


def test_one_button_may_stand_for_several_topics() -> None:
    topics = [{"keys": "general exams", "zh": "综合", "en": ""}, {"keys": "offer", "zh": "", "en": "Offers"}]
    assert rules.topic_keys(topics) == ["general", "exams", "offer"]
    assert list(rules.check_topics({"topics": topics})) == []


@pytest.mark.parametrize(
    ("keys", "en", "wrong"),
    [("", "Offers", Wrong.NO_TOPIC), ("offer", "", Wrong.NO_TOPIC), ("one", "One", Wrong.TAKEN)],
)
def test_a_topic_has_a_key_of_its_own_and_a_title(keys: str, en: str, wrong: Wrong) -> None:
    topics = [{"keys": "one two", "zh": "一", "en": "One"}, {"keys": keys, "zh": "", "en": en}]
    assert [fault.wrong for fault in rules.check_topics({"topics": topics})] == [wrong]


def test_what_can_be_done_no_more_before_it_begins_is_refused() -> None:
    found = rules.check_item({"opens_at": NOW, "closes_at": NOW - timedelta(hours=1), "valid_from": NOW})
    assert {fault.column for fault in found} == {"closes_at"}
