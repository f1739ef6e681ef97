"""Every word of the assistant exists in both languages."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from actions import wording
from tests.wordings import of_assistant

PLACES = re.compile(r"\{(\w+)")


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
