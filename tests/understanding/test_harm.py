"""What is done to somebody, and whether it happens now, is told from their words."""

import pytest

from understanding.harm import HarmKind, is_happening_now, kind_of_harm


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("导师老是半夜给我发暧昧消息，还摸我手", "sexual"),
        ("有人在厕所偷拍我", "sexual"),
        ("学长强吻我", "sexual"),
        ("公交上有人贴着我蹭", "sexual"),
        ("a guy keeps touching me on the bus", "sexual"),
        ("my supervisor wants me to sleep with him", "sexual"),
        ("somebody put a hidden camera in our bathroom", "sexual"),
        ("被网暴了", "online"),
        ("有人在群里骂我还发我照片", "online"),
        ("他们把我人肉出来了", "online"),
        ("他拿裸照威胁我要钱", "online"),
        ("they bully me in the group chat", "online"),
        ("my ex threatens to post my nudes", "online"),
        ("someone leaked my photos on WeChat", "online"),
        ("男朋友打我", "violence"),
        ("有人跟踪我", "violence"),
        ("学长逼我转账还威胁我", "violence"),
        ("my boyfriend hits me", "violence"),
        ("my roommate won’t let me leave", "violence"),
        ("he follows me home every night", "violence"),
        ("he keeps following me", "violence"),
        ("老师总是针对我", "other"),
    ],
)
def test_the_kind_is_told_from_the_words(words: str, kind: HarmKind) -> None:
    assert kind_of_harm(words) == kind


@pytest.mark.parametrize(
    ("words", "now"),
    [
        ("someone is following me right now", True),
        ("he is at my door with a knife", True),
        ("she's on the roof", True),
        ("有人正在砸门", True),
        ("她现在就站在楼顶", True),
        ("室友吃了一瓶药", True),
        ("someone followed me last week", False),
        ("my roommate says she wants to kill herself tonight", False),
        ("他上个月打过我", False),
        ("她说今晚不想活了", False),
    ],
)
def test_what_happens_at_this_moment_is_told_apart(words: str, now: bool) -> None:
    assert is_happening_now(words) is now
