import time

import pytest

from understanding.wishes.form_answers import Meant, meant

SAID = {
    Meant.REFUSED: "不要！先别告诉|算了，还是不说了|不|取消|先不用了|别告诉任何人|先不报了|我不想说|不报了"
    "|别发给保卫处|我改主意了"
    "|不敢|我不敢说|不了，谢谢|no|cancel|never mind please|I'd rather not|nvm|don't tell anyone|please don't send it"
    "|I don't want to report it|actually no|no, don't|changed my mind|stop it|nah forget it|I can't",
    Meant.LATER: "我还没想好|等一下|我再想想|让我考虑一下|明天再说|不知道要不要说|wait|hold on|not yet|maybe later"
    "|let me think about it|I need more time|I'm not sure if I should",
    Meant.ASIDE: "会不会被他知道？|食堂几点开|老师会怎么做|你们会告诉他吗|谁会看到|为什么要写这些|怎么预约咨询"
    "|我可以匿名吗|你好|在吗"
    "|我好怕|查一下我的举报|别让他知道|will he find out?|who reads this|can you keep it secret?|what should I write"
    "|does anyone see my name|hi|hello there|I'm scared|check my report|don't tell him|how long does it take",
    Meant.NOTHING: "🥲|😭😭|👍|...|？|ok|嗯|好的|谢谢|thanks",
    Meant.UNKNOWN: "不知道|我也不清楚|I don't know|no idea",
    Meant.HELD_BACK: "他昨天摸我的腿，先别报警|don't report this yet. he touched me in lab 3",
    Meant.ANSWER: "王教授，实验楼302，上周五|陈雨，7舍412|图书馆？|in the library?|他昨天晚上在实验室摸我|3楼走廊灯坏了"
    "|昨天他问我要不要去他家|不知道她住哪，叫陈雨|他在微信上一直骚扰我，怎么拉黑都没用|他不让我告诉别人，还打我|没有灯|不亮|停电了"
    "|我不敢说他的名字，他是教务处的|不锈钢门坏了|等车的地方|别的宿舍楼|我的宿舍|她什么时候都一个人哭"
    "|my professor asked me if I would come home with him|Chen in dorm 7, room 412|when I was in the lab he touched me"
    "|what he did was grab my arm|I don't know her room, she is Chen Yu|he told me not to tell anyone|No. 3 building"
    "|no lights in the stairwell|nothing works on floor 2|stop sign is broken at the north gate|my room|here|dorm"
    "|please don't tell him it was me, he is Li Ming in dorm 3",
}


@pytest.mark.parametrize(("words", "kind"), [(one, kind) for kind, said in SAID.items() for one in said.split("|")])
def test_an_answer_is_told_from_what_is_none(words: str, kind: Meant) -> None:
    assert meant(words) == kind


@pytest.mark.parametrize("piece", ["不要", "不想说", "don't tell ", "等等", "what is ", "会不会", "a" * 20])
def test_no_message_takes_long(piece: str) -> None:
    meant("warm up")
    began = time.process_time()
    meant((piece * 100)[:60])
    meant(piece * 1000)
    assert time.process_time() - began < 0.1
