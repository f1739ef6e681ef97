"""The words of orders are put right where they are misspelt, and no other word is touched."""

import pytest

from understanding.words.spelling import mended


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("regster me for teh calculus reveiw", "register me for the calculus review"),
        ("trun my saftey notices on", "turn my safety notices on"),
        ("cancle my counsling apointment", "cancel my counseling appointment"),
        ("conect me with a humen", "connect me with a human"),
        ("抱名六级模烤", "报名六级模考"),
        ("学业通之帮我从新打开", "学业通知帮我重新打开"),
        ("帮我推订就业提醒", "帮我退订就业提醒"),
        ("转人功", "转人工"),
    ],
)
def test_an_order_is_spelt_as_it_is_meant(said: str, meant: str) -> None:
    assert mended(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "the stuff in my form is boring, he wouldn't sing at the event",
        "Wang Min referred me, I'm saving for a recipe book",
        "he's trying, she isn't joking, they couldn't and wont",
        "我要去校医院拿药",
        "于月底之前交",
        "自愿参加，别取笑我",
        "心里难受",
    ],
)
def test_words_that_mean_what_they_say_stay(said: str) -> None:
    assert mended(said) == said
