"""How danger is written changes nothing, and what only looks like its disguise, or stands around it, is none."""

import pytest

from bench.crisis import ALARMS
from understanding.crisis import level


@pytest.mark.parametrize(
    "line",
    [
        "想 死",
        "我 想 死",
        "自.杀",
        "我想*自*杀",
        "我想紫砂",
        "想鼠",
        "我想自殺",
        "好想4了算了",
        "ｗａｎｔ　ｔｏ　ｄｉｅ",
        "I wanna d1e",
        "i want to k1ll mys3lf",
        "s u i c i d e",
        "i want to unalive myself",
        "kms, not joking",
        "I WANT TO DIEEEE",
        "我想\u200b自\u200b杀",
        "i want to k*** myself",
        "i want to s*****e",
        "i wanna d**",
        "thinking about su!c!de",
        "$uicide",
    ],
)
def test_disguised_spelling_hides_nothing(line: str) -> None:
    assert level(line) in ALARMS


@pytest.mark.parametrize(
    "line",
    [
        "I want to learn C#",
        "is there a C# or F# course?",
        "#123 it is about my thesis",
        "#1 canteen, is it open?",
        "i want to move to D13",
        "3#402 灯坏了",
        "D1#宿舍漏水",
        "the window in my room is broken, glass everywhere",
        "I cut my hand on broken glass in the lab",
        "sh*t, I missed the bus",
        "f*** this printer",
        "what the h*** is wrong with the wifi",
    ],
)
def test_numbers_rooms_languages_and_curses_are_no_danger(line: str) -> None:
    assert level(line) == "none"


@pytest.mark.parametrize(
    "line",
    ["someone is following me near the library", "someone broke into my room", "有人跟踪我", "他打我，我不敢回宿舍"],
)
def test_danger_from_others_gets_the_card_rather_than_a_question_about_oneself(line: str) -> None:
    assert level(line) == "crisis"


@pytest.mark.parametrize(
    "before", ["sorry to bother you,", "to whom it may concern,", "One last thing,", "I'm sorry, it's me again,"]
)
def test_polite_words_say_nothing_of_danger(before: str) -> None:
    assert level(f"{before} how do I book a study room?") == "none"
    assert level(f"{before} I don't want to be alive anymore") in ALARMS


@pytest.mark.parametrize("before", ["不好意思打扰了，", "对不起打扰您了，", "最后一个问题，", "谢谢一直以来的帮助，"])
def test_polite_words_in_chinese_say_nothing_of_danger(before: str) -> None:
    assert level(f"{before}怎么预约自习室") == "none"
    assert level(f"{before}我不想活了") in ALARMS
