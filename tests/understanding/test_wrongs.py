"""Which wrong is told, and that its harmless neighbours tell of none."""

import pytest

from understanding.care.fraud_talk import Said, said
from understanding.care.victim_asks import Asked, asked
from understanding.care.wrongs import wrong_told


@pytest.mark.parametrize(
    "words",
    [
        "my boss pays late but it's fine lol",
        "我朋友学反诈课程",
        "how do I report my expenses",
        "怎么防止被骗",
        "can I use my bank card at the canteen",
        "怎么办银行卡",
        "身份证丢了怎么补办",
        "把身份证复印件交给学院了",
        "how do I get a student loan",
        "助学贷款怎么申请",
        "助学贷款什么时候还",
        "HR让我发简历",
        "the company asks for my resume",
        "警察局在哪",
        "how do I call the police",
        "老师微信通知我交论文",
        "my professor emailed me asking to send my draft",
        "click the link to register for the lecture",
        "老师发的链接打不开",
        "校园卡怎么激活",
        "热水器漏水",
        "室友借我钱",
        "工资什么时候发",
        "勤工助学工资没发",
        "导员让我填表",
        "实习单位要身份证复印件吗",
        "课上学了杀猪盘",
        "I lost my bank card",
        "I got a message to scan the QR code for attendance",
    ],
)
def test_what_only_sounds_like_a_wrong_is_none(words: str) -> None:
    assert wrong_told(words) is None


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("I already paid", "paid"),
        ("we transferred 400 yesterday", "paid"),
        ("已经垫了200", "paid"),
        ("刚转了两千", "paid"),
        ("I haven't paid", None),
        ("还没付钱", None),
        ("我已经点了链接", "gave"),
        ("I entered my card details", "gave"),
        ("so is it safe or not", "safe"),
        ("靠谱吗", "safe"),
        ("is the library open", None),
        ("图书馆几点关门", None),
    ],
)
def test_what_is_said_next_in_a_talk_about_a_fraud(words: str, heard: Said | None) -> None:
    assert said(words) == heard


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("is it my fault", "fault"),
        ("i should have said no", "fault"),
        ("是不是我穿太少了", "fault"),
        ("都怪我", "fault"),
        ("who decides", "decides"),
        ("what happens if I report it", "decides"),
        ("谁来处理", "decides"),
        ("will he find out it was me", "known"),
        ("他会知道是我吗", "known"),
        ("怕他报复我", "known"),
        ("I don't have any proof", "proof"),
        ("没有证据怎么办", "proof"),
        ("我把聊天记录删了", "proof"),
        ("I'd like to see a counselor", "book"),
        ("我想约心理老师", "book"),
        ("要不要报警", "police"),
        ("should i call the police", "police"),
        ("去哪举报", "where"),
        ("where can I report this", "where"),
        ("nobody will believe me", "believe"),
        ("会有人相信我吗", "believe"),
        ("it was months ago, is it too late", "late"),
        ("已经过去半年了还来得及吗", "late"),
        ("I want to talk to a counselor right now", None),
        ("食堂几点开", None),
        ("怎么缓考", None),
        ("he did it again yesterday", None),
        ("老师知道这件事", None),
    ],
)
def test_what_a_victim_asks(words: str, question: Asked | None) -> None:
    assert asked(words) == question
