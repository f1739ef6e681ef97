"""What is seen at a glance of a message, before its turn comes."""

import time

import pytest

from bench.hostile import BLOCKS, filled
from understanding.care import first_look
from understanding.care.first_look import seems_urgent

ENOUGH_SECONDS = 0.02  # of processor time, on a machine that does other things; 0.002 is usual


@pytest.mark.parametrize(
    "words",
    [
        "I want to die",
        "我不想活了",
        "she is not breathing",
        "有人晕倒了",
        "can I talk to a real person please",
        "找老师",
        "quiero morir",
        f"{'I am so tired of all of this and nothing helps. ' * 40} I want to kill myself",
    ],
)
def test_what_may_be_danger_or_asks_for_a_person_is_seen(words: str) -> None:
    assert seems_urgent(words)


@pytest.mark.parametrize("words", ["hello", "what events are on this week?", "我想约下周三的咨询", "???", ""])
def test_ordinary_words_take_their_turn(words: str) -> None:
    assert not seems_urgent(words)


def test_no_text_holds_the_first_look_up() -> None:
    first_look.warm_up()
    slowest = max((min(_seconds(f"{number}{filled(piece)}"[:4096]) for number in range(3)), piece) for piece in BLOCKS)
    assert slowest[0] < ENOUGH_SECONDS, slowest


def _seconds(text: str) -> float:
    begun = time.process_time()
    seems_urgent(text)
    return time.process_time() - begun
