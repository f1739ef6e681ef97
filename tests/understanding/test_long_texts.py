"""A long text: danger is heard wherever in it it stands, and what is said over and over is read as said once."""

import random

import pytest

from understanding.crisis import assess
from understanding.squeezed import LONGEST, ORDINARY, squeezed

LONG = 4_096
DAYS_EN = (
    "Monday the lecture on statistics ran late and we had noodles at the canteen number {n}.",
    "The library was full again so I read chapter {n} in the corridor by the window.",
    "My roommate and I cleaned the room and watered plant number {n}.",
    "The bus came at {n} past and I bought bread and apples on the way.",
)
DAYS_ZH = (
    "周一统计课拖堂了，我们去第{n}食堂吃了面。",
    "图书馆又满了，我在走廊里看了第{n}章。",
    "我和室友打扫了房间，给第{n}盆花浇了水。",
    "公交车晚了{n}分钟，路上买了面包和苹果。",
)


def story(language: str, told: str, at: float) -> str:
    """Return a text of LONG characters of everyday life, with one thing told after that share of it."""
    chance, days = random.Random(7), DAYS_EN if language == "en" else DAYS_ZH
    lines, length = [], 0
    while length < LONG - len(told) - 2:
        lines.append(chance.choice(days).format(n=chance.randrange(2, 60)))
        length += len(lines[-1]) + 1
    lines.insert(round(at * len(lines)), told)
    text = "\n".join(lines)
    return text[:LONG] if at < 1 else text[-LONG:]


@pytest.mark.parametrize("at", [0, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 1])
@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "I am going to kill myself tonight."),
        ("en", "I swallowed the whole bottle of pills."),
        ("zh", "我今晚就想自杀。"),
        ("zh", "我站在天台上准备跳下去了。"),
    ],
)
def test_danger_is_heard_wherever_it_stands(language: str, told: str, at: float) -> None:
    assert assess(story(language, told, at)).is_urgent


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_long_text_of_everyday_life_tells_of_no_danger(language: str) -> None:
    assert not assess(story(language, "Good night." if language == "en" else "晚安。", 0.5)).is_urgent


def test_danger_in_another_language_is_heard_at_the_end_too() -> None:
    assert assess(story("en", "Je veux mourir.", 1)).told_in == "fr"


@pytest.mark.parametrize("piece", ["I want to die ", "我想死 ", "i w a n t to d i e\u200b\u0301 "])
def test_danger_said_a_hundred_times_is_danger(piece: str) -> None:
    assert assess((piece * LONG)[:LONG]).is_urgent


def test_an_ordinary_text_is_read_as_it_stands() -> None:
    text = ("Hello   there!!! " * 40)[:ORDINARY]
    assert squeezed(text) == text


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a" * 4_096, "a" * 3),
        ("no " * 200 + "thanks", "no no no thanks"),
        ("那就老师你好" * 200 + "预约", "那就老师你好" * 3 + "预约"),
        ("book" + " " * 900 + "it", "book  it"),
        ("one line\n" * 100 + "the end", "one line\n" * 3 + "the end"),
    ],
)
def test_what_is_said_over_and_over_is_read_three_times(text: str, read: str) -> None:
    assert squeezed(text) == read


def test_of_a_long_text_the_beginning_and_the_end_are_read() -> None:
    text = story("en", "Can I book a session on Friday?", 1)
    read = squeezed(text)
    assert len(read) <= LONGEST
    assert read.startswith(text[:400])
    assert read.endswith(text[-200:])
