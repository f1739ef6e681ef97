"""A long polite letter with two requests in it: both are heard, the courtesies around them are none."""

import pytest

from understanding.wishes.clauses import split
from understanding.wishes.courtesy import without_courtesies

LETTERS = [
    (
        "Dear assistant, I hope this message finds you well. My name is Amy and I'm a second year student in the CS "
        "department. I'm sorry to bother you at this hour. I was ill last week and I am afraid I might miss my maths "
        "final, so I would be very grateful if you could tell me how I can defer the exam. Also, if it is not too much "
        "trouble, could you let me know where I can print my transcript? Thank you very much. Best regards, Amy",
        ("defer the exam", "print my transcript"),
    ),
    (
        "Good evening! First of all thank you for all you do. I'd like to see a counselor some time next week. Besides "
        "that, my roommate and I were wondering when the winter job fair takes place. Many thanks and have a lovely "
        "evening!",
        ("see a counselor", "winter job fair"),
    ),
    (
        "Hello, sorry for the long message. I'm an exchange student and still new here. I would like to know how I can "
        "join a volunteering event this weekend, and I also wanted to ask whether I need to ask for leave if I travel "
        "home for three days. I really appreciate your time. Kind regards, Tom",
        ("volunteering event", "ask for leave"),
    ),
    (
        "Hi there, hope you're doing great. I'm writing because I lost my campus card yesterday and I don't "
        "know what to "
        "do. On another note, when does the library close on weekends? Thanks a million!",
        ("campus card", "library close"),
    ),
    (
        "Dear Sir or Madam, please excuse me if this is the wrong place to ask. I am currently writing my "
        "résumé for the "
        "first time and would appreciate some advice on how to write it. Furthermore, I would be thankful if you could "
        "tell me whether the CET-6 admission ticket can already be printed. With kind regards and thanks, Lisa",
        ("résumé", "admission ticket"),
    ),
    (
        "Hello dear community assistant. I am very sorry to disturb. My bike was stolen in front of the library this "
        "morning and I don't know whom to tell. In addition I would like to reschedule my counseling "
        "appointment. Thank "
        "you so much, respectfully yours, Ivan",
        ("bike was stolen", "reschedule"),
    ),
    (
        "Hi! I know you must be busy, so I'll be brief. Is counseling free of charge? And how do I sign up "
        "for the résumé "
        "workshop? Thank you!!! Sincerely, Mei",
        ("free of charge", "workshop"),
    ),
    (
        "To whom it may concern, greetings. I've been a student here for three years and never used this service, so "
        "forgive my ignorance. Would you kindly tell me what week of the term it is, and how I can check my second "
        "classroom credits? Yours faithfully, K.",
        ("week of the term", "credits"),
    ),
    (
        "老师您好！不好意思这么晚打扰您。我是计算机学院大二的学生张同学，上周一直生病，担心赶不上期末的高数考试，所以想请问一下"
        "缓考应该怎么申请？另外还想麻烦您告诉我一下，成绩单在哪里可以打印？非常感谢您的帮助，祝您工作顺利！",
        ("缓考", "成绩单"),
    ),
    (
        "您好，首先感谢社区一直以来的帮助。最近压力有点大，想约一下心理老师。此外，想请教一下冬季双选会是什么时候举行？麻烦您了，谢谢！",
        ("心理老师", "双选会"),
    ),
    (
        "您好！打扰了，我昨天不小心把校园卡弄丢了，不知道该怎么办，想请您指点一下。顺便问一句，图书馆周末几点关门？辛苦您了！",
        ("校园卡", "图书馆"),
    ),
    (
        "尊敬的老师：您好！我是一名大四的学生，第一次写简历，心里没底，恳请您给一些写简历的建议。同时也想咨询一下，六级准考证现在"
        "可以打印了吗？此致敬礼，李同学",
        ("简历", "准考证"),
    ),
    (
        "嗨，又来麻烦你啦～我考虑入党有一阵子了，能不能讲讲入党的流程呀？对了，今天有没有什么安全通知？爱你，拜拜！",
        ("入党", "安全通知"),
    ),
    (
        "老师您好，真的很抱歉打扰您。今天早上我的自行车在图书馆门口被偷了，不知道该跟谁说。还有，我想把心理咨询的时间改一下。"
        "谢谢老师，给您添麻烦了。",
        ("自行车", "改一下"),
    ),
    (
        "您好，知道您很忙，我就长话短说：心理咨询是免费的吗？再就是简历工作坊怎么报名？谢谢您！",
        ("免费", "工作坊"),
    ),
    (
        "您好，来学校三年了第一次用这个服务，见笑了。劳烦问一下今天是第几教学周，以及第二课堂学分在哪里查？祝您生活愉快。",
        ("第几教学周", "第二课堂"),
    ),
]


@pytest.mark.parametrize(("letter", "requests"), LETTERS, ids=[words[0] for _, words in LETTERS])
def test_a_letter_has_two_clauses_one_for_each_request(letter: str, requests: tuple[str, str]) -> None:
    clauses = split(letter)
    assert len(clauses) == 2, clauses
    assert all(request in clause for request, clause in zip(requests, clauses, strict=True))


@pytest.mark.parametrize(
    "words",
    [
        "谢谢老师！",
        "Hello, thank you so much for your help, have a nice day!",
        "您好，打扰了，非常感谢您的帮助，祝您生活愉快！再见。",
        "how do I defer an exam?",
    ],
)
def test_what_is_all_courtesy_or_none_stays_as_it_is(words: str) -> None:
    assert without_courtesies(words) == words


def test_figures_and_times_are_no_place_to_cut() -> None:
    words = "Hello there. The GPA of 3.5 matters to me, and the talk at 10:30 too. Best regards"
    assert without_courtesies(words) == "The GPA of 3.5 matters to me, and the talk at 10:30 too."
