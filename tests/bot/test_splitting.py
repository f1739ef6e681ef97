"""Long texts are cut in order, at good borders, and nothing is lost."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.splitting import split
from bot.message import units

FAMILY = "👨‍👩‍👧‍👦"  # eleven units that are read as one character
PIECES = [
    "a",
    "word ",
    "好",
    "。",
    ". ",
    "\n\n",
    "\n",
    "，",
    "é",
    "e\u0301",
    FAMILY,
    "🇨🇳",
    "👍🏽",
    "https://a.cn/b?c=d ",
]


@pytest.mark.parametrize(
    ("text", "most", "parts"),
    [
        ("hello", 10, ["hello"]),
        ("one two three\n\nfour five", 20, ["one two three", "four five"]),
        ("first line here\nsecond line is longer", 25, ["first line here", "second line is longer"]),
        ("今天天气很好。明天更好，后天最好。", 12, ["今天天气很好。", "明天更好，后天最好。"]),
        ("你真的来吗？”他问。后来没有人再说话了。", 13, ["你真的来吗？”他问。", "后来没有人再说话了。"]),
        ("It works, e.g. here it does. Another one.", 32, ["It works, e.g. here it does.", "Another one."]),
        ("version 3.14 is out now", 16, ["version 3.14 is", "out now"]),
        ("see https://a.example/long/path now", 28, ["see", "https://a.example/long/path", "now"]),
    ],
)
def test_a_text_is_cut_where_a_reader_would_pause(text: str, most: int, parts: list[str]) -> None:
    assert split(text, most) == parts


def test_an_emoji_counts_twice_and_is_never_cut_in_half() -> None:
    parts = split("😀" * 10, 7)
    assert [units(part) for part in parts] == [6, 6, 6, 2]


def test_a_family_of_emoji_stays_together() -> None:
    assert split(FAMILY * 3, 25) == [FAMILY * 2, FAMILY]


def test_marks_stay_on_their_letter() -> None:
    assert split("e\u0301" * 5, 5) == ["e\u0301" * 2, "e\u0301" * 2, "e\u0301"]


def test_what_fits_nowhere_is_cut_all_the_same() -> None:
    assert split("x" + "\u0301" * 20, 8) == ["x" + "\u0301" * 7, "\u0301" * 8, "\u0301" * 5]
    assert split("https://a.example/" + "x" * 30, 20)[0] == "https://a.example/xx"


def test_ten_thousand_emoji_are_five_messages() -> None:
    assert [units(part) for part in split("😀" * 10_000, 4096)] == [4096] * 4 + [3616]


@given(st.text(max_size=400), st.integers(min_value=4, max_value=50))
def test_every_part_fits_and_together_they_say_the_same(text: str, most: int) -> None:
    parts = split(text, most)
    assert all(0 < units(part) <= most for part in parts) or parts == [""]
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(st.lists(st.sampled_from(PIECES), max_size=120).map("".join), st.integers(min_value=25, max_value=60))
def test_no_cut_lies_inside_a_character_or_an_address(text: str, most: int) -> None:
    parts = split(text, most)
    assert [cluster for part in parts for cluster in regex.findall(r"\X", part) if not cluster.isspace()] == [
        cluster for cluster in regex.findall(r"\X", text) if not cluster.isspace()
    ]
    assert sum(part.count("https://a.cn/b?c=d") for part in parts) == text.count("https://a.cn/b?c=d")
