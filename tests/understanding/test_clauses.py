import pytest

from understanding.wishes.clauses import split


@pytest.mark.parametrize(
    ("message", "clauses"),
    [
        (
            "going home for a funeral next week: what about the maths exam, do I need leave from the dorm, "
            "and when can I print the CET-6 ticket?",
            [
                "going home for a funeral next week: what about the maths exam",
                "do I need leave from the dorm",
                "when can I print the CET-6 ticket?",
            ],
        ),
        (
            "下周回家奔丧，高数考试怎么办，宿舍要请假吗，六级准考证啥时候打",
            ["下周回家奔丧，高数考试怎么办", "宿舍要请假吗", "六级准考证啥时候打"],
        ),
        ("怎么写简历？顺便问下周三下午有没有讲座", ["怎么写简历？", "下周三下午有没有讲座"]),
        ("①缓考怎么办②宿舍请假③准考证", ["缓考怎么办", "宿舍请假", "准考证"]),
        ("1. how do I defer an exam 2. when is the fair", ["how do I defer an exam", "when is the fair"]),
        ("高数怎么补考 宿舍能请假吗", ["高数怎么补考", "宿舍能请假吗"]),
        ("怎么报名四级然后怎么缓考", ["怎么报名四级", "怎么缓考"]),
        ("宿舍灯坏了，还有四级什么时候报名", ["宿舍灯坏了", "四级什么时候报名"]),
        (
            "how do I register for CET-6 and also who is my advisor",
            ["how do I register for CET-6", "who is my advisor"],
        ),
        ("我想book一个counselor, and when is the career fair", ["我想book一个counselor", "when is the career fair"]),
        ("帮我取消预约，另外查一下空教室", ["帮我取消预约", "查一下空教室"]),
        ("move my session to friday, and what's on saturday?", ["move my session to friday", "what's on saturday?"]),
        (
            "can I book a counselor tomorrow at 3pm, and what events are on this Saturday?",
            ["can I book a counselor tomorrow at 3pm", "what events are on this Saturday?"],
        ),
        ("a counselor tomorrow at 3, and what's on saturday?", ["a counselor tomorrow at 3", "what's on saturday?"]),
        ("cancel my booking and remind me of the fair", ["cancel my booking", "remind me of the fair"]),
    ],
)
def test_requests_are_parted(message: str, clauses: list[str]) -> None:
    assert split(message) == clauses


@pytest.mark.parametrize(
    "message",
    [
        "我想book一个counselor，下周三afternoon，最好女老师",
        "I want tips on resumes and interviews",
        "book Dec 5th, 10am please",
        "can I see a counselor on Friday at 3.30 p.m. or Monday?",
        "I'm stressed, can I see a counselor",
        "我想知道还有没有名额",
        "周五的讲座，还有名额吗",
        "when is the exam and where is it held?",
        "can you tell me when, where and how the exam is held",
        "what is the pass mark for CET 4 and 6",
        "室友好几天不说话，还把东西送人",
        "我妈生病了。能请假吗？",
        "hi",
        "???",
    ],
)
def test_one_request_stays_whole(message: str) -> None:
    assert split(message) == [message]


def test_a_greeting_stays_with_what_follows() -> None:
    assert split("你好！怎么缓考") == ["你好！怎么缓考"]


def test_nothing_gives_nothing() -> None:
    assert split("  ") == []


def test_at_most_six_and_no_word_is_lost() -> None:
    clauses = split(" ".join(f"how do I apply for grant {name}?" for name in "abcdefgh"))
    assert len(clauses) == 6
    assert clauses[-1].endswith("grant h?")
