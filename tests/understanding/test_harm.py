"""What is done to somebody, and whether it happens now, is told from their words."""

import pytest

from understanding.care.harm import HarmKind, is_happening_now, kind_of_harm


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
        ("他拿裸照威胁我要钱", "blackmail"),
        ("they bully me in the group chat", "online"),
        ("my ex threatens to post my nudes", "blackmail"),
        ("someone leaked my photos on WeChat", "online"),
        ("男朋友打我", "partner"),
        ("有人跟踪我", "stalking"),
        ("学长逼我转账还威胁我", "violence"),
        ("my boyfriend hits me", "partner"),
        ("my roommate won’t let me leave", "violence"),
        ("he follows me home every night", "stalking"),
        ("he keeps following me", "stalking"),
        ("老师总是针对我", "other"),
        ("有人往我水里下药", "drink"),
        ("学长灌我酒然后把我带到酒店，我不记得发生了什么", "drink"),
        ("my drink was spiked", "drink"),
        ("someone put something in my drink", "drink"),
        ("前男友威胁要把我的照片发出去", "blackmail"),
        ("裸聊被录屏，对方威胁我转钱", "blackmail"),
        ("被网友骗拍了裸照", "blackmail"),
        ("she says she will leak my videos unless I pay", "blackmail"),
        ("有人冒充我在网上发黄图", "online"),
        ("有人在论坛造我黄谣", "online"),
        ("classmates made a deepfake of me", "online"),
        ("someone is pretending to be me on instagram", "online"),
        ("被男朋友打了", "partner"),
        ("my ex slapped me", "partner"),
        ("got hit by my boyfriend", "partner"),
        ("被室友打了", "violence"),
        ("I got punched by a classmate", "violence"),
        ("he won't take no for an answer, keeps coming to my dorm", "stalking"),
        ("他每天守在我宿舍楼下", "stalking"),
        ("they call me chink every day", "racism"),
        ("同学叫我黑鬼", "racism"),
        ("someone told me to go back to my country", "racism"),
        ("老板不发工资还骂我", "work"),
        ("my boss won't pay me and screams at me", "work"),
        ("房东偷偷进我屋", "home"),
        ("the landlord comes into my room without asking", "home"),
        ("实习公司老板总拍我屁股", "sexual"),
        ("TA grabbed my waist", "sexual"),
        ("my coach touches the girls", "sexual"),
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
