"""Which thing is named: by the letter, and none where another name is given."""

import pytest

from understanding.wishes.naming import Named, Thing, named

FAIR = Thing(
    ("冬季大型双选会", "Winter job fair"),
    ("双选会什么时候开",),
    ("job fair", "fair", "双选会", "招聘会"),
    code="EV-0871",
)
WORKSHOP = Thing(
    ("简历诊断与模拟面试工作坊", "Résumé and mock interview workshop"), ("模拟面试报名",), ("workshop", "工作坊")
)
AI = Thing(("讲座：大模型时代的专业学习", "Lecture: studying with large models"), ("AI 讲座报名",), ("lecture", "讲座"))
SLEEP = Thing(("讲座：睡眠与压力", "Lecture: sleep and stress"), ("心理讲座什么时候",), ("lecture", "讲座"))
ICE = Thing(("冰雪运动日：滑冰体验", "Ice and snow day: skating"), ("运动会是哪天", "ice skating"))
MOCK = Thing(("英语六级 (CET-6) 模考", "CET-6 mock exam"), ("六级模考",))
THINGS = [FAIR, WORKSHOP, AI, SLEEP, ICE, MOCK]


@pytest.mark.parametrize(
    ("words", "thing"),
    [
        ("sign me up for the job fair please", FAIR),
        ("I want to register for the résumé workshop", WORKSHOP),
        ("the workshop", WORKSHOP),
        ("sign me up for the lecture on sleep and stress", SLEEP),
        ("sign me up for the AI lecture", AI),
        ("EV-0871", FAIR),
        ("帮我报名双选会，谢谢老师", FAIR),
        ("我要报名简历工作坊", WORKSHOP),
        ("我想报名睡眠与压力那个讲座", SLEEP),
        ("帮我报名心理讲座", SLEEP),
        ("六级模考给我报一个", MOCK),
        ("我和室友一起报名滑冰", ICE),
        ("okay so i talked to my mom and yeah put me on the list for the fair lol", FAIR),
        ("i decided im gonna do it, sleep and stress lecture, sign me up", SLEEP),
        ("sorry cant make the job fair anymore pls take my name off", FAIR),
        ("so can you like enrol me for the mock exam for cet six", MOCK),
        ("也许以后会参加双选会", FAIR),
        ("冒昧打扰，不知能否请您帮我预留一个工作坊的名额", WORKSHOP),
        ("把我从冬季双选会名单里划掉吧", FAIR),
        ("已经认真考虑过了，决定参加简历工作坊，祝您工作顺利", WORKSHOP),
        ("高数没空，冰雪运动日我来+1", ICE),
    ],
)
def test_a_name_finds_its_thing(words: str, thing: Thing) -> None:
    assert named(words, THINGS).sure == THINGS.index(thing)


@pytest.mark.parametrize(
    "words",
    [
        "sign me up for the marathon",
        "I want to join the pottery workshop",
        "the workshop on pottery",
        "register me for the driving test",
        "sign me up for the CET-6 exam",
        "帮我报名马拉松",
        "帮我报名陶艺工作坊",
        "帮我报名运动会",
        "帮我报名英语六级考试",
        "帮我报名雅思考试",
        "sign me up for the half marathon, I skipped the job fair",
        "i need to study a lot but sign me up for the marathon",
        "sign me up for the cet 4 mock exam",
        "the job fair in Shanghai please sign me up",
        "帮我报名四级模考",
        "帮我报名华为的双选会",
        "帮我报名关于减肥的讲座",
        "报名马拉松，不是双选会那天吧",
    ],
)
def test_another_name_is_none_of_them(words: str) -> None:
    assert named(words, THINGS) == Named(by_another_name=True)


@pytest.mark.parametrize("words", ["sign me up for a lecture", "帮我报名讲座"])
def test_a_kind_of_which_there_are_two_names_neither(words: str) -> None:
    assert named(words, THINGS) == Named(None, (2, 3))


@pytest.mark.parametrize("words", ["the job fair and the workshop", "帮我报名双选会和工作坊"])
def test_two_names_find_two_things(words: str) -> None:
    assert named(words, THINGS) == Named(None, (0, 1))


@pytest.mark.parametrize("words", ["sign me up", "帮我报名", "please register me, thanks", "我要参加活动"])
def test_no_name_is_no_other_name(words: str) -> None:
    assert named(words, THINGS) == Named()


def test_a_time_is_no_name() -> None:
    assert named("the job fair on 10 Frimaire", THINGS, times=["10 Frimaire"]).sure == 0


@pytest.mark.parametrize("words", ["我要当双选会的评委", "我要报双选会志愿者", "sign me up as job fair helper"])
def test_what_belongs_to_a_thing_is_not_surely_the_thing(words: str) -> None:
    assert named(words, THINGS) == Named(None, (0,))


def test_what_is_told_beside_a_name_is_no_second_name() -> None:
    assert named("cancel the job fair, as I have an exam that evening", THINGS).sure == THINGS.index(FAIR)
