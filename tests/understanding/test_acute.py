"""What cannot wait is told from the words alone: emergencies, deeds of others, violence; and what only sounds so."""

import pytest

from understanding.crisis import assess
from understanding.crisis.acute import After, after_alarm
from understanding.crisis.normalise import normalise
from understanding.parse import Emergency


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("有人晕倒了", "collapse"),
        ("没呼吸", "collapse"),
        ("他突然倒地不起", "collapse"),
        ("she's not breathing", "collapse"),
        ("someone collapsed in the gym", "collapse"),
        ("室友抽搐口吐白沫", "seizure"),
        ("my roommate is having a seizure", "seizure"),
        ("同学癫痫发作了", "seizure"),
        ("酸溅到眼睛里了！！", "chemical"),
        ("acid in my eye", "chemical"),
        ("硫酸泼到手上了", "chemical"),
        ("bleach splashed in my eyes", "chemical"),
        ("我一氧化碳中毒了怎么办", "carbon_monoxide"),
        ("our CO detector is beeping and I have a headache", "carbon_monoxide"),
        ("热水器开着我们都头晕恶心", "carbon_monoxide"),
        ("胸口好痛喘不上气", "chest"),
        ("我心脏病犯了", "chest"),
        ("chest pain and my left arm is numb", "chest"),
        ("I can't breathe, allergic reaction", "allergy"),
        ("我花生过敏喉咙肿了", "allergy"),
        ("having an asthma attack", "breath"),
        ("被电了一下手麻", "electric"),
        ("he got electrocuted by the kettle", "electric"),
        ("被狗咬了", "bite"),
        ("stray cat bit me", "bite"),
        ("被蛇咬了", "snake"),
        ("he's choking on food", "choking"),
        ("有人掉湖里了", "drowning"),
        ("宿舍着火了", "fire"),
        ("there's a fire in the dorm", "fire"),
        ("our kitchen is burning", "fire"),
        ("楼道里全是烟", "fire"),
        ("同学从楼梯上摔下来了，动不了", "injury"),
        ("she was hit by a car outside the gate", "injury"),
        ("我室友说今晚要砍人，他买了刀", "violence"),
        ("我同学说要捅人", "violence"),
        ("我同学说要炸了教学楼", "violence"),
        ("有人说要在操场开枪", "violence"),
        ("someone posted he will shoot up the library", "violence"),
        ("somebody in my class says he has a gun and will use it tomorrow", "violence"),
        ("he said he'll burn down the dorm", "violence"),
        ("楼下有人拿刀砍人", "violence"),
    ],
)
def test_an_emergency_is_heard(line: str, kind: Emergency) -> None:
    assert assess(line).emergency == kind


@pytest.mark.parametrize(
    "line",
    [
        "室友割腕了！！",
        "室友站在窗台上",
        "我室友要跳楼",
        "she took pills!! my friend",
        "他吃了安眠药！！",
        "隔壁宿舍有人上吊了",
        "omg my roommate is on the roof and says she'll jump",
        "室友叫不醒了，旁边有药瓶",
        "她喝了农药",
        "男朋友吞药了怎么办",
        "my friend slit her wrists and there's blood",
        "a girl is on the roof of dorm 3 and wants to jump",
        "she jumped from the balcony",
        "I found my roommate hanging",
    ],
)
def test_a_deed_of_somebody_else_is_acute(line: str) -> None:
    danger = assess(line)
    assert (danger.level, danger.about, danger.acute) == ("crisis", "friend", True)


@pytest.mark.parametrize(
    "line",
    [
        "我有刀，我要捅我室友",
        "我带了刀，今晚就砍了他",
        "I have a knife and I'm going to stab him",
        "I bought a gun and I will shoot my roommate",
    ],
)
def test_a_threat_with_a_weapon_at_hand_is_grave(line: str) -> None:
    danger = assess(line)
    assert (danger.level, danger.about) == ("crisis", "others")


@pytest.mark.parametrize(
    "line", ["室友拿刀威胁我", "前男友拿刀对着我", "he pulled a knife on me", "my roommate threatened me with a knife"]
)
def test_a_weapon_against_the_writer_is_done_to_them(line: str) -> None:
    danger = assess(line)
    assert (danger.level, danger.about, danger.acute) == ("crisis", "victim", True)


@pytest.mark.parametrize(
    "line",
    [
        "室友叫不醒，闹钟响了半天",
        "我累得喘不上气",
        "internship and classes at once, I can't breathe",
        "键盘都敲冒烟了",
        "看球看到我笑出腹肌，要断气了",
        "this song is fire",
        "I'm drowning in readings",
        "背书背到口吐白沫",
        "消防演练什么时候",
        "怎么预防触电",
        "if someone collapses what should I do",
        "my chest hurts after the gym",
        "校园里有人持刀的传言真的吗",
        "she took some pills for her headache",
        "室友上了天台拍照",
        "she's on the roof taking photos",
        "跳楼价大甩卖，室友也买了",
        "我要去砍价",
        "he wants to shoot the video tomorrow",
    ],
)
def test_what_only_sounds_so_is_neither(line: str) -> None:
    danger = assess(line)
    assert danger.emergency is None
    assert not danger.acute


@pytest.mark.parametrize(
    "line", ["我割腕了", "I took all my pills", "我在楼顶，我要跳下去", "I'm on the roof and want to jump"]
)
def test_a_deed_of_ones_own_stays_ones_own(line: str) -> None:
    danger = assess(line)
    assert danger.about == "oneself"
    assert danger.level == "crisis"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("她下来了", After.OVER),
        ("他醒了", After.OVER),
        ("the ambulance is here", After.OVER),
        ("you can stop, she came down", After.OVER),
        ("你们通知谁了", After.WHO_KNOWS),
        ("who did you tell", After.WHO_KNOWS),
        ("不要告诉她是我说的", After.PRIVATE),
        ("please don't tell her it was me", After.PRIVATE),
        ("接下来呢", After.NEXT),
        ("what now?", After.NEXT),
        ("不会心肺复苏", After.CANNOT),
        ("I don't know CPR", After.CANNOT),
        ("dorm 7, room 302", None),
        ("他叫张三，3教", None),
    ],
)
def test_what_is_said_after_the_alarm(line: str, said: After | None) -> None:
    assert after_alarm(normalise(line)) == said
