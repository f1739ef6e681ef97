"""Reminders of one's own and wishes about one's own data are told from what the assistant does by itself."""

import pytest

from understanding.wishes.own_data import wish_in
from understanding.wishes.own_reminder import asks_own_reminder


@pytest.mark.parametrize(
    "words",
    [
        "提醒我下周三交论文",
        "下周三之前提醒我交材料",
        "明早八点提醒我去开会",
        "周五提醒我",
        "明天晚上九点提醒我一下",
        "成绩能查了提醒我一声",
        "提醒我每天喝水",
        "帮我定个闹钟明早七点",
        "明天早上叫我起床",
        "考试前一天提醒我复习",
        "remind me to hand in my paper next Wednesday",
        "can you remind me to call my mum tomorrow at 8?",
        "remind me tomorrow",
        "set an alarm for 7am",
        "please wake me up at 6",
        "don't let me forget my dentist on Friday",
        "remind me that rent is due on the 1st",
        "could you nudge me on friday",
    ],
)
def test_a_reminder_of_ones_own_is_heard(words: str) -> None:
    assert asks_own_reminder(words)


@pytest.mark.parametrize(
    "words",
    [
        "提醒我",
        "麻烦到时候提醒我一下谢谢",
        "预约前一天提醒我",
        "咨询前发消息提醒我",
        "截止前提醒我",
        "恶劣天气提醒我",
        "开始前一小时提醒我",
        "不用提醒我了",
        "别再提醒我明天的活动",
        "提醒我已经收够了",
        "需要你提醒我周五的宣讲会",
        "remind me",
        "remind me please",
        "remind me two hours before the appointment",
        "remind me of deadlines",
        "i always forget things, please remind me",
        "remind me about the event",
        "don't remind me to drink water",
        "stop reminding me about jobs",
        "what reminders do I have?",
        "could you remind me of the date of my appointment?",
        "remind me when I booked",
        "我下周三要交论文",
    ],
)
def test_choosing_reminders_refusing_them_and_telling_of_a_plan_are_none(words: str) -> None:
    assert not asks_own_reminder(words)


@pytest.mark.parametrize(
    "words",
    [
        "删除我的数据",
        "把我的聊天记录都删了",
        "清空我的个人信息",
        "我想注销我的账号",
        "忘掉我说过的话",
        "delete my data",
        "please erase all my personal information",
        "can you delete my chat history?",
        "forget everything about me",
        "forget me",
        "I want you to wipe my account",
    ],
)
def test_a_wish_to_be_erased_is_heard(words: str) -> None:
    assert wish_in(words) == "erase"


@pytest.mark.parametrize(
    "words",
    [
        "导出我的数据",
        "你都知道我什么",
        "你存了我哪些信息",
        "我想下载我的聊天记录",
        "what do you know about me",
        "what data do you have on me?",
        "export my data please",
        "can I get a copy of my data",
        "show me my chat history",
    ],
)
def test_a_wish_to_see_ones_data_is_heard(words: str) -> None:
    assert wish_in(words) == "see"


@pytest.mark.parametrize(
    "words",
    [
        "不要删除我的数据",
        "don't delete my data",
        "把我的预约记录删掉",
        "delete my appointment data",
        "everyone will forget me",
        "大家忘了我就好了",
        "我的数据结构考试怎么办",
        "my data science exam",
        "谁能看到我跟你说的话",
        "校园卡信息在哪里改",
        "help with data analysis",
    ],
)
def test_other_words_about_data_and_forgetting_are_none(words: str) -> None:
    assert wish_in(words) is None
