"""Who asks what becomes of their words here is heard; who asks about the privacy of another thing is not."""

import pytest

from understanding.wishes.privacy_asked import side_asked


@pytest.mark.parametrize(
    ("words", "side"),
    [
        ("谁能看到我说的话", "readers"),
        ("who reads this", "readers"),
        ("老师能看到我们的对话吗", "readers"),
        ("is this chat confidential?", "readers"),
        ("does anyone monitor this chat", "readers"),
        ("这里聊天是匿名的吗", "anonymous"),
        ("is this anonymous", "anonymous"),
        ("do you know who i am", "anonymous"),
        ("你会保存聊天记录吗", "kept"),
        ("do you keep my messages", "kept"),
        ("are our conversations recorded?", "kept"),
        ("你会告诉我爸妈吗", "told"),
        ("辅导员会不会知道我说了什么", "told"),
        ("will you tell my parents", "told"),
        ("can my parents see this", "told"),
    ],
)
def test_the_side_that_is_asked_for(words: str, side: str) -> None:
    assert side_asked(words) == side


@pytest.mark.parametrize(
    "words",
    [
        "咨询保密吗",
        "is counseling confidential",
        "举报能匿名吗",
        "who can see my grades",
        "谁能看到我的成绩",
        "read me the safety notices",
        "老师几点上班",
        "keep me posted about jobs",
        "我爸妈会来看双选会",
        "I told my parents about the fair",
    ],
)
def test_another_thing_is_no_question_about_privacy_here(words: str) -> None:
    assert side_asked(words) is None
