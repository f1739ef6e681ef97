"""Long texts are cut in order, at good borders, and nothing is lost."""

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.splitting import split, units


def test_a_short_text_stays_whole() -> None:
    assert split("hello", 10) == ["hello"]


def test_a_paragraph_border_is_better_than_a_word_border() -> None:
    assert split("one two three\n\nfour five", 20) == ["one two three", "four five"]


def test_an_emoji_counts_twice_and_is_never_cut_in_half() -> None:
    parts = split("😀" * 10, 7)
    assert [units(part) for part in parts] == [6, 6, 6, 2]


@given(st.text(max_size=400), st.integers(min_value=4, max_value=50))
def test_every_part_fits_and_together_they_say_the_same(text: str, most: int) -> None:
    parts = split(text, most)
    assert all(units(part) <= most for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
