import pytest

from understanding.wishes.assent import begins_with_assent, is_plain_yes, takes_note

YES = "yes|yes please|Yes!|yep|sure|ok yes|ok, do it|go ahead|please|是的|要|对|好，是的|可以|嗯，要|确定|好的，要"
NOTED = "ok|ok cool|got it|ok got it thanks|I see|great, thanks|好的|好|嗯嗯知道了|哦哦好的|明白了|知道了谢谢|收到|了解"
NEITHER = "no|why|what time|ok but why|要不算了|是不是|不要|不是的|取消|对了，食堂几点开|not ok|"


@pytest.mark.parametrize("words", YES.split("|"))
def test_a_plain_yes(words: str) -> None:
    assert is_plain_yes(words)


@pytest.mark.parametrize("words", NOTED.split("|"))
def test_taking_note_is_no_yes(words: str) -> None:
    assert takes_note(words)
    assert not is_plain_yes(words)


@pytest.mark.parametrize("words", NEITHER.split("|"))
def test_neither(words: str) -> None:
    assert not is_plain_yes(words)
    assert not takes_note(words)


@pytest.mark.parametrize("words", ["好，取消", "ok cancel it", "yes, sign me up"])
def test_an_assent_may_stand_before_the_deed(words: str) -> None:
    assert begins_with_assent(words)
