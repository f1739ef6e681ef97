"""What is said so plainly that no model is asked, and what only looks like it."""

import re
import time
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from community.campus.term_rules import Term
from understanding.care.wrongs import wrong_told
from understanding.search.facets import facets_of
from understanding.wishes import plainly, weeks
from understanding.wishes.counseling_asked import is_asked_about
from understanding.wishes.plainly import meaning
from understanding.wishes.venting import mood
from understanding.words.phrasebook import DATA, phrases, plain

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 28, 12, tzinfo=ZONE)  # a Saturday, in week 13


@pytest.mark.parametrize(
    "words",
    [
        "心理咨询要钱吗",
        "咨询一次多长时间啊",
        "做心理咨询会告诉我爸妈吗",
        "心理老师能开药吗",
        "可以和朋友一起去咨询吗",
        "咨询次数有限制吗",
        "心理咨询有用吗",
        "做咨询需要转介吗",
        "不喜欢咨询师能换吗",
        "心理咨询是免费的吗",
        "how many sessions can I have?",
        "can I see the counselor online?",
        "is counselling confidential",
        "What does a session cost?",
        "do I need a referral to see a therapist?",
        "may my boyfriend come with me to the counselor?",
        "Who can see a counselor?",
        "how long is a counseling session",
        "what happens in the first counseling session?",
        "are the counselors qualified?",
        "does therapy help with stress?",
        "is there a waiting list for counseling?",
    ],
)
def test_a_question_about_counseling_is_one(words: str) -> None:
    assert is_asked_about(words)


@pytest.mark.parametrize(
    "words",
    [
        "帮我约一次心理咨询",
        "想做一次免费的心理咨询",
        "周六能线上咨询吗",
        "我约的咨询是线上还是线下",
        "我的咨询是几点",
        "取消我的咨询",
        "咨询能改到周五吗",
        "还有咨询的名额吗",
        "怎么预约心理咨询",
        "book me a free session with a counselor",
        "can I see a counselor tomorrow?",
        "how many sessions do I have left?",
        "is my session online or in person?",
        "I'd like an online session with the counselor",
        "can the counseling session be moved to Friday?",
        "what does the workshop cost?",
        "这里可以咨询选课吗",
    ],
)
def test_a_wish_for_a_time_or_a_look_at_ones_own_is_none(words: str) -> None:
    assert not is_asked_about(words)


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("我被骗了3000块", "money"),
        ("刚刚上当了，钱转过去就被拉黑", "money"),
        ("我把验证码给了客服", "money"),
        ("银行卡被盗刷了", "money"),
        ("刷单做了三单现在提不出来", "money"),
        ("室友被人骗了两千", "money"),
        ("I paid the deposit and they vanished", "money"),
        ("I've been scammed", "money"),
        ("I transferred 500 and he blocked me", "money"),
        ("gave my card number to a fake site, I told them the pin too", "money"),
        ("my alipay was hacked", "money"),
        ("my bike was stolen", "theft"),
        ("someone took my laptop from the library", "theft"),
        ("my wallet is gone", "theft"),
        ("they broke into my locker", "theft"),
        ("我的电脑被偷了", "theft"),
        ("自行车不见了", "theft"),
        ("外卖被人拿走了", "theft"),
        ("someone is filming in the bathroom", "filmed"),
        ("there is a camera in the shower", "filmed"),
        ("a man was peeping into the changing room", "filmed"),
        ("厕所里有人偷拍", "filmed"),
        ("浴室里发现摄像头", "filmed"),
        ("有煤气味", "gas"),
        ("I smell gas", "gas"),
        ("电梯卡住了出不去", "trapped"),
        ("I'm locked in the lab", "trapped"),
    ],
)
def test_a_wrong_that_is_told_is_heard(words: str, wrong: str) -> None:
    assert wrong_told(words) == wrong


@pytest.mark.parametrize(
    "words",
    [
        "怎么防止被骗",
        "我怕被骗",
        "反诈讲座什么时候",
        "how do I avoid being scammed",
        "what if my bike gets stolen",
        "is this a scam?",
        "群里说有煤气泄漏是真的吗",
        "we filmed a video for the contest",
        "I sent 50 applications and no reply",
        "校园卡丢了怎么办",
        "密码忘了怎么找回",
        "我把银行卡密码告诉我妈了",
        "the lift is slow",
        "书被借走了",
    ],
)
def test_what_is_feared_asked_or_lent_is_no_wrong(words: str) -> None:
    assert wrong_told(words) is None


@pytest.mark.parametrize(
    "words",
    [
        "homework is killing me lol",
        "笑死我了这作业要我命",
        "this week is hell",
        "好累啊",
        "累死了",
        "不想上课",
        "calculus is driving me insane",
        "what a day",
        "ugh",
        "论文写不完了",
        "I'm so tired",
        "my brain is fried",
    ],
)
def test_letting_off_steam_is_heard_as_that(words: str) -> None:
    assert mood(words) == "steam"


@pytest.mark.parametrize(
    "words",
    [
        "I'm so tired of living",
        "好累，不想活了",
        "我好累，想哭",
        "I can't do this anymore, I'm exhausted",
        "maths is killing me, I need a tutor",
        "烦死了别再发了",
        "最近好累，怎么办",
        "this week is hell, can I defer my exam?",
        "我好几天没睡了好累",
        "you are so boring",
        "早上好",
        "双选会什么时候",
    ],
)
def test_what_weighs_or_asks_is_more_than_steam(words: str) -> None:
    assert mood(words) is None


def test_a_laugh_is_a_laugh() -> None:
    assert mood("哈哈哈哈") == mood("lol 😂") == mood("笑死") == "laugh"
    assert mood("haha ok see you at the library") is None
    assert mood("???") is None


@pytest.mark.parametrize(
    ("words", "week"),
    [
        ("今天第几周", 13),
        ("现在是第几教学周了", 13),
        ("这周是单周还是双周", 13),
        ("下周单周还是双周", 14),
        ("下下周第几周", 15),
        ("上周是第几周", 12),
        ("12月7日是第几周", 15),
        ("what week is it?", 13),
        ("which teaching week are we in", 13),
        ("is this an odd or even week?", 13),
        ("what week of the term is next week", 14),
        ("how many weeks into the semester are we", 13),
    ],
)
def test_the_week_of_the_term_is_asked_of_the_day_that_is_meant(words: str, week: int) -> None:
    asked = weeks.asked(words, now=NOW, term_start=date(2026, 8, 31))
    assert asked is not None
    day = date.fromisoformat(asked.entity("day") or "")
    assert Term(date(2026, 8, 31), 20).week_of(day) == week


@pytest.mark.parametrize(
    "words",
    ["考试在第几周", "which week is the exam in?", "第14周有什么活动", "体测是单周还是双周做", "see you next week"],
)
def test_a_week_of_something_else_is_not_the_question(words: str) -> None:
    assert weeks.asked(words, now=NOW, term_start=None) is None


@pytest.mark.parametrize(
    ("words", "facets"),
    [
        ("在哪里", ("where",)),
        ("几点结束", ("end",)),
        ("几点开始", ("start",)),
        ("要带什么", ("bring",)),
        ("交给谁", ("hand_in",)),
        ("要什么材料", ("materials",)),
        ("when does it end and where is it", ("end", "where")),
        ("how long does it take?", ("duration",)),
        ("is it free?", ("cost",)),
        ("who do I hand it in to?", ("hand_in",)),
        ("thanks a lot", ()),
    ],
)
def test_the_side_asked_for_is_told_from_the_words(words: str, facets: tuple[str, ...]) -> None:
    assert facets_of(words) == facets


@pytest.mark.parametrize(
    "words",
    [
        "a" * 600,
        "我" * 600,
        "钱" + "转了" * 290,
        "sent " * 120,
        "the code to " * 50,
        "什么" * 300,
        "where is it " * 50,
        "()[]{}\\^$.|?*+" * 40,
    ],
)
@pytest.mark.alone
def test_hostile_words_take_no_time(words: str) -> None:
    meaning("warm", now=NOW, term_start=None)
    began = time.perf_counter()
    meaning(words, now=NOW, term_start=None)
    assert time.perf_counter() - began < 0.5


def test_a_very_long_message_is_left_to_the_models() -> None:
    assert meaning("我被骗了3000块" + "。" * plainly.LONGEST, now=NOW, term_start=None) is None


BOOKS = ("counseling_asked", "courtesies", "facets_answered", "facets_asked", "idle", "venting", "weeks", "wrongs")


@pytest.mark.parametrize("book", BOOKS)
def test_every_book_is_written_in_the_letters_it_is_searched_in(book: str) -> None:
    assert all(pattern.pattern for pattern in phrases(book).values())
    lines = (DATA / f"{book}.yaml").read_text(encoding="utf-8").splitlines()
    bare = [re.sub(r"\\[A-Z]|%\w+%", "", line) for line in lines if line.startswith("  ")]
    assert [line for line in bare if plain(line) != line] == []
