"""Danger is heard before anything else, and jokes are let be."""

import pytest

from understanding.crisis import assess


@pytest.mark.parametrize(
    "line",
    [
        "撑不下去了，感觉大家没有我会更好",
        "I can't do this anymore, everyone would be better off without me",
        "想 死",
        "自.杀",
        "我想紫砂",
        "i want to unalive myself",
    ],
)
def test_danger_is_heard(line: str) -> None:
    assert assess(line).level in ("ask", "crisis")


@pytest.mark.parametrize("line", ["笑死我了这作业要我命", "this homework is killing me lol"])
def test_idioms_raise_no_card(line: str) -> None:
    assert assess(line).level == "none"
