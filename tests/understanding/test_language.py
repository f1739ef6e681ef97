"""Whether the writer's language is one of ours, by what the channel says and by the words."""

import pytest

from understanding.words.language import guessed, language_of, speaks_neither


@pytest.mark.parametrize("code", ["ru", "ko", "ar", "ja-JP", "vi", "fr-CH", "mn"])
def test_a_phone_in_another_language_tells_whatever_is_written(code: str) -> None:
    assert speaks_neither(code, "")
    assert speaks_neither(code, "where is the clinic?")


@pytest.mark.parametrize("code", ["zh-hans", "zh-TW", "en", "en-GB"])
def test_a_phone_in_one_of_our_languages_tells_where_the_words_do_not(code: str) -> None:
    assert speaks_neither(code, "ok") is False
    assert speaks_neither(code, "") is False


@pytest.mark.parametrize(
    "words",
    [
        "где можно поговорить с врачом?",
        "상담 받고 싶어요",
        "図書館はどこですか",
        "อยากคุยกับใครสักคน",
        "أريد التحدث إلى شخص",
        "Би хүнтэй ярилцмаар байна",
        "tôi muốn gặp bác sĩ",
        "je veux parler avec vous",
        "yo quiero una cita para mañana, por favor",
        "saya ingin bicara dan tidak bisa tidur",
    ],
)
def test_the_words_tell_where_the_page_is_in_one_of_ours(words: str) -> None:
    assert speaks_neither("en", words)
    assert speaks_neither("", words)


@pytest.mark.parametrize(
    "words",
    [
        "怎么补办校园卡",
        "我的GPA是多少",
        "美の设计大赛什么时候",
        "I want to see a counselor",
        "is the café open on Sunday?",
    ],
)
def test_chinese_and_english_are_known_with_a_foreign_sign_in_them(words: str) -> None:
    assert speaks_neither("", words) is False


@pytest.mark.parametrize("words", ["ok", "CET-6", "/help", "12356", "", "nǐ hǎo", "wo xiang yue laoshi"])
def test_little_or_nothing_tells_nothing(words: str) -> None:
    assert speaks_neither("", words) is None


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("where is 学工办, I have been to four buildings", "en"),
        ("can i ask for 请假 3 days?", "en"),
        ("i need 知网 and sciencedirect from home, how", "en"),
        ("deadline是哪天", "zh"),
        ("老师 奖学金系统 submit 不了 一直转圈 help", "zh"),
        ("wifi连上了但是上不了网", "zh"),
        ("我想book一个counselor", "zh"),
        ("I want 死", "en"),
    ],
)
def test_a_sentence_keeps_its_language_whatever_names_it_holds(words: str, language: str) -> None:
    assert language_of(words, None) == language


@pytest.mark.parametrize(
    ("words", "language"), [("bike stolen", "en"), ("card lost???", "en"), ("CET-6", "zh"), ("6级", "zh"), ("?", "zh")]
)
def test_first_words_tell_the_language_where_nothing_else_does(words: str, language: str) -> None:
    assert guessed(words) == language
