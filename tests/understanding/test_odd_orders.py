"""Orders in odd words are orders; what is told of others, quoted, promised for some day or asked is none."""

import pytest

from understanding.crisis.acute import emergency_in
from understanding.parse import WishKind
from understanding.wishes.meant import meant
from understanding.wishes.own_reminder import asks_own_reminder
from understanding.wishes.privacy_asked import side_asked
from understanding.wishes.reading import read

LEAVE, SIGN_UP, DENY = "leave_event", "sign_up_event", "deny"
BOOK, CANCEL = "book_counseling", "cancel_counseling"
ON, OFF, PERSON, REPORT = "subscribe_reminders", "unsubscribe_reminders", "talk_to_human", "report_safety_incident"


@pytest.mark.parametrize(
    ("intent", "words"),
    [
        (LEAVE, "scrap my place at the job fair"),
        (LEAVE, "hand my contest spot to whoever is next"),
        (LEAVE, "pass on my seat at the lecture please"),
        (LEAVE, "count me out of the ice day"),
        (LEAVE, "the fair, I said yes, now I say no, pls undo"),
        (LEAVE, "志愿服务那天我去不了了，扁桃体发炎，名字划掉吧"),
        (LEAVE, "讲简历的那场别给我留位置了，撤掉"),
        (LEAVE, "名额让出来吧，我去不了"),
        (LEAVE, "滑冰我不去咯，位置腾给别的同学"),
        (SIGN_UP, "双选会要是满了就给我排候补，没满就直接报上"),
        (SIGN_UP, "sign me up for the fair, and if it's full put me on the waiting list"),
        (SIGN_UP, "winter job fair. me. in. now."),
        (OFF, "每周那个安全小课烦死了！！马上给我取消！"),
        (REPORT, "水管子破了，水淌得满地都是，你给报上去撒"),
        (SIGN_UP, "简历工作坊！趁还没报满加我！"),
        (BOOK, "Make me an appointment, counselling, online if you have it"),
        (BOOK, "心理老师哪天有空，替我约上"),
        (BOOK, "咨询师哪天方便，帮我约一个"),
        (CANCEL, "周五的谈心恐难赴约，烦请释出给有需要的同学"),
        (CANCEL, "咨询那次我无法按时前往，请取消"),
        (ON, "ping me whenever there is news about internships"),
        (ON, "let me know each time there's a new event"),
        (ON, "I want to hear about every new event"),
        (ON, "sign me on for the safety alerts"),
        (ON, "考试安排的提醒给我加上"),
        (ON, "招聘动态每周发我"),
    ],
)
def test_an_order_in_odd_words_is_one(intent: str, words: str) -> None:
    assert read(words, intent).kind == "ordered"


@pytest.mark.parametrize(
    ("intent", "kind", "words"),
    [
        (PERSON, "of_others", "in the film they say connect me to a human and the robot cries"),
        (PERSON, "of_others", "电影里说“转人工”，机器人就哭了"),
        (PERSON, "of_others", "海报上写着转人工"),
        (SIGN_UP, "of_others", "the poster says sign up today"),
        (PERSON, "of_others", "speak to a person, they say. which person? the printer?"),
        (SIGN_UP, "of_others", "sign up for the workshop, my tutor says"),
        (PERSON, "unclear", "转人工转人工，打运营商电话喊了八遍"),
        (PERSON, "unclear", "I said transfer me to an operator, calling my bank all day"),
        (PERSON, "unclear", "网上说“有事找人工”，人工说“有事找机器人”"),
        (REPORT, "hypothetical", "真看见冒烟我肯定会上报"),
        (REPORT, "hypothetical", "真有人抽烟我会举报的"),
        (REPORT, "hypothetical", "I'd report it if I ever saw smoke"),
        (REPORT, "negated", "是食堂门口在烤串，别报"),
        (REPORT, "negated", "门有点响而已，犯不着上报"),
        (BOOK, "hypothetical", "哪天有空我去约个心理咨询"),
    ],
)
def test_what_is_no_order_stays_none(intent: str, kind: WishKind, words: str) -> None:
    assert read(words, intent).kind == kind


@pytest.mark.parametrize(
    ("likeliest", "words", "intent"),
    [
        (DENY, "the career fair, I said yes, now I say no, pls undo", LEAVE),
        (CANCEL, "Ice day: count me out, broke ankle. cancel please", LEAVE),
        (CANCEL, "明天李老师那场撤了吧，车晚点", CANCEL),
        (SIGN_UP, "宣讲会不用给我留位子", SIGN_UP),
        (LEAVE, "the thing with the shrink on monday isn't happening, cancel my spot", LEAVE),
        (CANCEL, "the thing with the shrink on monday isn't happening, cancel my spot", CANCEL),
        (CANCEL, "take me off the mental health lecture", LEAVE),
        (ON, "let me know each time there's a new event, turn that on for me", ON),
        (DENY, "no, I can't say", DENY),
    ],
)
def test_the_matter_is_heard_in_it(likeliest: str, words: str, intent: str) -> None:
    assert meant(words, likeliest, is_weak=False) == intent


@pytest.mark.parametrize(
    "words",
    [
        "不是着火，是食堂门口在烤串",
        "没有着火，虚惊一场",
        "真看见冒烟我肯定会上报",
        "哪天碰到起火我一定打119",
        "its not a fire, just steam",
        "when i see smoke coming from the lab ill call security",
        "id report smoke in the corridor if i saw any",
    ],
)
def test_a_fire_denied_or_only_promised_for_is_no_emergency(words: str) -> None:
    assert emergency_in(words) is None


@pytest.mark.parametrize(
    "words",
    [
        "不是着火，是爆炸了",
        "是不是着火了，走廊全是烟",
        "宿舍没着火，但是充电器冒烟了",
        "真的着火了！我会打119吗",
        "着火了我去打119",
        "its not a fire drill, the kitchen is on fire",
        "不是演习，宿舍着火了",
        "not a fire but there is smoke everywhere",
    ],
)
def test_a_real_fire_beside_a_denial_is_one(words: str) -> None:
    assert emergency_in(words) == "fire"


def test_what_we_send_is_no_matter_of_ones_own_and_seeing_to_it_no_reading_along() -> None:
    assert not asks_own_reminder("ping me whenever there is news about internships")
    assert asks_own_reminder("ping me when my laundry is done")
    assert side_asked("could you see to it that I have a seat at the lecture") is None
    assert side_asked("could you see this?") is not None
