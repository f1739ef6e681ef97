"""What a reminder is about, in the student's own words; and for whom it is."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from understanding.dates import read_times
from understanding.wishes.own_matter import is_again_and_again, is_for_somebody_else, is_waking, matter
from understanding.wishes.own_reminder import asks_own_reminder, names_one_reminder

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("words", "about"),
    [
        ("提醒我下周三交论文", "交论文"),
        ("提醒我下周三前交论文", "交论文"),
        ("明天早上八点提醒我拿衣服", "拿衣服"),
        ("别忘了提醒我周五还充电宝", "还充电宝"),
        ("麻烦您在12月12日提醒我续公交卡", "续公交卡"),
        ("记得周一早上提醒我带泳帽", "带泳帽"),
        ("半小时后提醒我关洗衣机", "关洗衣机"),
        ("每天早上8点提醒我背单词", "背单词"),
        ("设个提醒：今晚十点给电动车充电", "给电动车充电"),
        ("定个六点半的闹钟叫我起床", "起床"),
        ("提醒我室友的生日", "室友的生日"),
        ("帮我 set 一个 reminder，明天三点开组会", "开组会"),
        ("remind me tomorrow at 8 to hand in the form", "hand in the form"),
        ("remind me of the CET ticket", "the CET ticket"),
        ("hey can u remind me to charge my bike at 10 tonite", "charge my bike"),
        ("don't let me forget to return the borrowed charger on friday", "return the borrowed charger"),
        ("put a reminder for tomorrow 15:00, meet Anna at the gate", "meet Anna at the gate"),
        ("ping me at noon, i have to phone my landlord", "phone my landlord"),
        ("remind me that rent is due on the 1st", "rent is due"),
        ("every day at 8 remind me to take vitamins", "take vitamins"),
        ("set an alarm for 7am", ""),
        ("明天提醒我", ""),
    ],
)
def test_the_matter_is_what_is_left_of_the_order(words: str, about: str) -> None:
    found = read_times(words, now=NOW, language="en" if words.isascii() else "zh")
    assert matter(words, found.words) == about


@pytest.mark.parametrize(
    "words",
    [
        "remind my roommate to pay the rent",
        "please remind him at 8",
        "set a reminder for my sister at 8",
        "提醒我室友交电费",
        "明天提醒小王开会",
        "帮我提醒大家周五交表",
    ],
)
def test_a_reminder_for_somebody_else_is_heard(words: str) -> None:
    assert is_for_somebody_else(words)


@pytest.mark.parametrize(
    "words",
    [
        "remind me to tell my roommate about the rent",
        "remind me of my mum's birthday",
        "should i remind my roommate",
        "提醒我跟室友吃饭",
        "提醒我给他打电话",
        "提醒我室友的生日",
        "老师提醒大家了",
        "帮我叫老师",
    ],
)
def test_whoever_is_only_spoken_of_is_not_the_one_to_remind(words: str) -> None:
    assert not is_for_somebody_else(words)


def test_waking_repeating_and_one_reminder_among_others_are_told() -> None:
    assert is_waking("叫我六点起床")
    assert asks_own_reminder("叫我六点起床")
    assert is_again_and_again("每周三提醒我")
    assert not is_again_and_again("周三提醒我")
    assert names_one_reminder("cancel the alarm")
    assert names_one_reminder("取消刚才那个提醒")
    assert not names_one_reminder("stop the reminders")
    assert not names_one_reminder("关掉提醒")
