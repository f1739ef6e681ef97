"""No pattern of the project is held up by a text, however long and odd; a new one that could be fails here by name."""

import re

import pytest

from bench.hostile import LONGEST, cost
from bench.patterns import Known, every_pattern

MOST_SECONDS = 0.08  # of processor time; the worst takes 0.04, a sentence 0.000,1
PARTS = 8


@pytest.fixture(scope="module")
def known() -> list[Known]:
    """Every pattern once, the same order each time; fails where a line of code makes one that was not seen."""
    return sorted({(one.pattern, one.flags): one for one in every_pattern()}.values(), key=lambda one: one.pattern)


def test_the_patterns_of_modules_books_grammars_and_lexicons_are_all_there(known: list[Known]) -> None:
    rooms = {one.site.partition("/")[0] for one in known}
    assert rooms == {"understanding", "community", "actions", "console", "bot"}
    assert len(known) > 800


@pytest.mark.parametrize("part", range(PARTS))
def test_no_text_of_4096_characters_holds_a_pattern_up(known: list[Known], part: int) -> None:
    costs = [(one, cost(one.compiled())) for one in known[part::PARTS]]
    slow = [
        f"{one.site}: {found.seconds * 1000:.0f} ms for {found.text[:20]!r} {LONGEST} letters long: {one.pattern[:70]}"
        for one, found in costs
        if found.seconds > MOST_SECONDS
    ]
    assert not slow, "\n".join(slow)


@pytest.mark.parametrize(
    "bad",
    [
        r"^(?:(?:a?ha)+h?|lol)+$",
        r"(\d+(?:\.\d+)?)\s*万",
        r"\s*(?:因为|由于|考虑到|鉴于|(?:because|since|as i|due to|given that)\b)",
        r"(?!.*(?:牙|针|疫苗|腿|脚|腰|胃|头|嗓|经|手术|膝|鞋|耳洞|纹身|背))(?:哪种|什么).{0,12}(?:疼|痛)",
        r"^(?:嗯+|就|那就)*我要",
        r"[a-z]+(?:-[a-z]+)*-\d",
        r"train\w*.{0,20}(?:instal|loan|credit)|(?:loan|instal\w+).{0,20}(?:train|course|tuition)",
    ],
)
def test_a_pattern_that_can_be_held_up_is_seen(bad: str) -> None:
    """Each kind was in the project once."""
    assert cost(re.compile(bad), given_up_after=2 * MOST_SECONDS).seconds > MOST_SECONDS
