"""Words that look like orders of the staff, and are not: other people are sought, others are quoted; a wire hangs."""

import pytest

from understanding.crisis import assess
from understanding.wishes.matters import reminder_subjects
from understanding.wishes.reading import read

PERSON = "talk_to_human"


@pytest.mark.parametrize(
    "words",
    [
        "lf real people to scrim with, give me a human",
        "hiring: get me a real person who can translate",
        "need someone real to split rent with, a real person please",
        "i just want to talk to a real person there",
        "开黑来个真人打野",
        "诚聘真人客服，日结",
        "给我找个真人合租",
        "交友软件上全是机器人，我就想跟真人聊两句",
    ],
)
def test_who_is_sought_for_something_else_is_asked_about_and_not_called(words: str) -> None:
    """Unclear means: asked, with the button."""
    assert read(words, PERSON).kind == "unclear"


@pytest.mark.parametrize(
    "words",
    [
        "my game account was stolen, connect me to staff please",
        "I share a flat with somebody who steals, I want to talk to a teacher",
        "游戏账号被盗了，给我转人工",
        "合租的房东不退押金，我要找老师",
    ],
)
def test_staff_are_called_whatever_it_is_about(words: str) -> None:
    assert read(words, PERSON).kind == "ordered"


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("Yesterday she wrote 'connect me to staff' and it worked", PERSON),
        ('he typed "human, please, now" eleven times', PERSON),
        ("室友昨天跟你说“给我找个老师”，居然真来了", PERSON),
        ("我室友说'帮我报名，快'", "sign_up_event"),
        ("人工就免了，你接着说", PERSON),
    ],
)
def test_what_is_quoted_or_waived_is_not_ordered(words: str, intent: str) -> None:
    assert read(words, intent).kind != "ordered"


def test_an_apostrophe_begins_no_quotation() -> None:
    assert read("don't wait, get me a human, it's urgent", PERSON).kind == "ordered"


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("mute every reminder until I say otherwise", "unsubscribe_reminders"),
        ("I'd be grateful if the study reminders could be resumed", "subscribe_reminders"),
        ("counselor, thursday, morning if poss, book it", "book_counseling"),
        ("so I've waited since september and slept badly get me a counselor", "book_counseling"),
        ("abeg register me for the job fair", "sign_up_event"),
        ("重新开启全部提醒。考完了。", "subscribe_reminders"),
        ("所有推送全部关掉，我要闭关复习，谁也别吵我", "unsubscribe_reminders"),
        ("把我的咨询换到周四早上，冲突了", "reschedule_counseling"),
        ("周三咨询我就不过去了，帮我消掉", "cancel_counseling"),
        ("如蒙恢复学业提醒，不胜感激", "subscribe_reminders"),
        ("模考把我拿掉，那周我上班了", "leave_event"),
    ],
)
def test_an_order_is_heard_with_its_reasons_and_its_voice(words: str, intent: str) -> None:
    assert read(words, intent).kind == "ordered"


@pytest.mark.parametrize(
    "words",
    [
        "yesterday our class monitor helped to get me a counselor",
        "my parents always sign me up for things like the job fair",
    ],
)
def test_what_others_did_is_no_order_though_no_mark_parts_it(words: str) -> None:
    assert read(words, "sign_up_event").kind != "ordered"


@pytest.mark.parametrize(
    ("line", "about"),
    [
        ("I want to report an exposed wire hanging from the ceiling", "oneself"),
        ("she says there is a lamp hanging from the ceiling by one screw", "oneself"),
        ("my roommate is hanging from the ceiling", "friend"),
    ],
)
def test_a_thing_that_hangs_is_nobody(line: str, about: str) -> None:
    assert assess(line).about == about


def test_reminders_of_terms_and_of_fraud_are_named() -> None:
    assert reminder_subjects("the deadline ones") == ("employment", "academics", "growth")
    assert reminder_subjects("反诈的给我订一个") == ("safety",)
    assert reminder_subjects("the safety tips please, i keep forgetting") == ("safety_education",)
