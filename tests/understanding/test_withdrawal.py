import time

import pytest

from understanding.wishes.withdrawal import takes_back


@pytest.mark.parametrize(
    "words",
    [
        "算了不用了",
        "算了",
        "算了吧，谢谢老师",
        "不用了，谢谢",
        "不用找老师了",
        "不用麻烦你们了",
        "不需要人工了",
        "不需要了",
        "我不找老师了",
        "别叫老师了",
        "没事了，我自己解决了",
        "已经解决了，谢谢",
        "我已经搞定了",
        "不等了",
        "不要人工了",
        "取消人工",
        "取消我的请求",
        "撤回请求吧",
        "当我没说",
        "那算了吧",
        "其实不用了",
        "Never mind",
        "never mind, I don't need anyone",
        "nvm",
        "Nevermind, thanks!",
        "forget it",
        "I don’t need a person any more",
        "I no longer need anyone, thank you",
        "no need anymore",
        "it's fine, never mind",
        "actually I don't need anybody now",
        "I don't want to talk to anyone any more",
        "I figured it out myself, thanks",
        "it's solved now",
        "please cancel my request",
        "don't bother",
        "I changed my mind, sorry",
        "oh never mind, I'm fine",
    ],
)
def test_words_that_take_the_request_back(words: str) -> None:
    assert takes_back(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "？",
        "谢谢",
        "好的",
        "没事",
        "不",
        "算了一下学分还差两分",
        "算了算学费",
        "算了，我再等等",
        "算了还是等老师吧",
        "不用了吗",
        "是不是不用了",
        "不要取消",
        "别取消我的请求",
        "不用准考证也能考吗",
        "用不用了",
        "算了，活着没意思",
        "算了不用了，反正没人在乎我",
        "我不想活了",
        "我不要了",
        "不找了工作怎么办",
        "取消预约",
        "取消",
        "撤回",
        "老师不用了这个软件",
        "okay",
        "thanks",
        "no",
        "it's fine",
        "I'm fine",
        "never mind the cold, is the gym open?",
        "don't cancel my request",
        "do I no longer need a visa?",
        "I need anyone who can help",
        "I don't need a visa any more",
        "I don't want to live any more",
        "I don't want this life any more",
        "never mind, nobody cares anyway",
        "forget it, I'd be better off dead",
        "is it solved now?",
        "I changed my mind about the workshop",
        "can I leave it at the office",
    ],
)
def test_words_that_do_not(words: str) -> None:
    assert not takes_back(words)


@pytest.mark.parametrize("piece", ["不用", "never mind ", "我", "i'm fine ", "thanks you ", "不用再找再", "a" * 20])
def test_no_message_takes_long(piece: str) -> None:
    began = time.process_time()
    takes_back((piece * 100)[:80])
    takes_back(piece * 1000)
    assert time.process_time() - began < 0.05
