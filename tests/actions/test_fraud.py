"""A fraud, tried or done, gets what stops it at once; what is asked next is answered about that fraud."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.database import Database
from community.safety.tables import Incident
from tests.actions.case_talk import StudentTalk
from tests.community.matter import NOW, ZONE
from tests.sample import given_sample
from understanding.parse import Danger, Intent, Language, Parse

REPORT = "report_safety_incident"
FRAUD = "96110"


def talk(session: Session, language: Language = "en") -> StudentTalk:
    given_sample(session, now=NOW, zone=ZONE)
    return StudentTalk(session, language=language)


def asks_for_no_place(text: str) -> bool:
    return not any(form in text for form in ("Building", "floor, room", "楼、层", "你看到了什么", "What did you see"))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "clicked a link and now my alipay is empty"),
        ("en", "I sent 5000 to a fake landlord"),
        ("en", "they took money from my wechat after I scanned a QR"),
        ("en", "I paid for concert tickets and the seller blocked me"),
        ("en", "I invested in a fake crypto platform"),
        ("zh", "刷单被骗了五千怎么办呜呜呜"),
        ("zh", "对方是冒充公检法的，我转了钱"),
        ("zh", "买演唱会票被骗"),
        ("zh", "杀猪盘，我投了两万"),
        ("zh", "扫了二维码之后卡里的钱没了"),
    ],
)
def test_whoever_lost_money_hears_what_each_number_is_for(database: Database, language: Language, words: str) -> None:
    with database.transaction() as session:
        text = talk(session, language).writes(words, REPORT).text
        assert FRAUD in text
        assert "110" in text
        assert (
            ("止付" in text and "银行" in text) if language == "zh" else ("stop the money" in text and "bank" in text)
        )
        assert asks_for_no_place(text)
        assert session.scalars(select(Incident)).all() == []


@pytest.mark.parametrize(
    ("language", "words", "told"),
    [
        ("en", 'got a call from "police"', "Hang up"),
        ("en", "the police called me and said I must transfer money", "Hang up"),
        ("zh", "自称公安局的人打电话说我涉嫌洗钱", "诈骗"),
        ("en", "someone wants to rent my bank account lol is that ok", "against the law"),
        ("en", "someone offers 500 to use my bank card", "against the law"),
        ("zh", "有人收我的电话卡一张300", "违法"),
        ("zh", "辅导员微信加我让我转钱", "当面问"),
        ("en", "my advisor on wechat asks me to transfer 2000", "a number you know"),
        ("zh", "某公司HR让我先发身份证和银行卡照片", "别把身份证和银行卡"),
        ("en", "recruiter wants a photo of my id card and bank card", "Don't send photos"),
        ("zh", "收到短信说校园卡要实名认证点链接", "别点"),
        ("en", "got a text saying my card is frozen, click the link to verify", "Don't tap it"),
    ],
)
def test_where_nothing_is_lost_it_is_said_what_it_is_and_what_not_to_do(
    database: Database, language: Language, words: str, told: str
) -> None:
    with database.transaction() as session:
        text = talk(session, language).writes(words, REPORT).text
        assert told in text
        assert FRAUD in text
        assert asks_for_no_place(text)


@pytest.mark.parametrize(
    ("language", "words", "told"),
    [
        ("zh", "我把身份证照片发给了招聘的人", "挂失"),
        ("en", "I sent my passport to a recruiter", "have the card blocked"),
        ("zh", "点了短信里的链接", "关掉页面"),
        ("zh", "我妈接到电话说我被绑架了", "一分不付"),
        ("en", "my dad got a call that I was kidnapped", "Pay nothing"),
        ("zh", "有人打电话跟我妈说我被绑架了要赎金", "打给他们说的那个人"),
        ("zh", "校园贷还不上了", "不丢人"),
        ("zh", "网贷逾期了，催收天天打电话", "12348"),
        ("en", "i can't pay back my online loan", "nothing to be ashamed of"),
        ("en", "debt collectors keep calling my parents", "nothing to be ashamed of"),
        ("zh", "老板不发工资", "12333"),
        ("en", "my boss won't pay me", "12333"),
        ("zh", "我被开水烫伤了", "20 分钟"),
        ("en", "burnt my hand on the stove", "20 minutes"),
        ("en", "i spilled boiling water on my hand", "20 minutes"),
    ],
)
def test_each_wrong_has_first_aid_of_its_own(database: Database, language: Language, words: str, told: str) -> None:
    with database.transaction() as session:
        text = talk(session, language).writes(words, REPORT).text
        assert told in text
        assert asks_for_no_place(text)


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "我被开水烫伤了"), ("en", "clicked a link and now my alipay is empty")]
)
def test_a_dark_tone_alone_does_not_stand_before_first_aid(database: Database, language: Language, words: str) -> None:
    with database.transaction() as session:
        intents = (Intent(REPORT, 1.0),)
        danger = Danger("ask", "oneself", by_tone=True)
        text = talk(session, language).means(Parse(words, language, danger=danger, intents=intents)).text
        assert "hurting yourself" not in text
        assert "伤害自己" not in text


def test_a_darker_word_beside_the_money_is_asked_about(database: Database) -> None:
    with database.transaction() as session:
        danger = Danger("ask", "oneself", by_tone=True)
        parse = Parse("被骗了两万，我撑不下去了", "zh", danger=danger, intents=(Intent(REPORT, 1.0),))
        assert "伤害自己" in talk(session, "zh").means(parse).text


# What is asked next


@pytest.mark.parametrize(
    ("language", "offer", "words"),
    [
        ("zh", "兼职刷单，先垫付，日薪500，要交押金", "已经垫了200"),
        ("zh", "兼职刷单，先垫付，日薪500，要交押金", "我交了300"),
        ("zh", "兼职刷单，先垫付，日薪500，要交押金", "钱转过去了"),
        ("en", "Data entry from home, 500 a day, pay a training fee first", "I already paid"),
        ("en", "Data entry from home, 500 a day, pay a training fee first", "I've sent them the deposit"),
        ("en", "Data entry from home, 500 a day, pay a training fee first", "we transferred 400 yesterday"),
    ],
)
def test_who_has_paid_after_all_hears_how_to_stop_it(
    database: Database, language: Language, offer: str, words: str
) -> None:
    with database.transaction() as session:
        chat = talk(session, language)
        chat.writes(offer, "ask_employment_tips")
        text = chat.writes(words, "ask_growth").text
        assert FRAUD in text
        assert ("冻结" in text) if language == "zh" else ("freeze" in text)
        chat.taps("举报" if language == "zh" else "Report it")
        incident = session.scalars(select(Incident)).one()
        assert incident.kind == "scam"
        assert offer in incident.words
        assert words in incident.words


@pytest.mark.parametrize(
    ("language", "offer", "words", "told"),
    [
        ("en", "Data entry from home, 500 a day, pay a training fee first", "so is it safe or not", "money is wanted"),
        ("en", "Data entry from home, 500 a day, pay a training fee first", "can I trust them?", "can't promise"),
        ("en", "someone wants to rent my bank account", "but is it legal?", "against the law"),
        ("zh", "兼职刷单，先垫付，日薪500，要交押金", "那到底安全吗", "刷单"),
        ("zh", "兼职刷单，先垫付，日薪500，要交押金", "靠谱吗", "没法保证"),
        ("zh", "收到短信说校园卡要实名认证点链接", "是真的吗", "没法保证"),
    ],
)
def test_whether_it_is_safe_is_answered_with_the_signs_and_no_promise(
    database: Database, language: Language, offer: str, words: str, told: str
) -> None:
    with database.transaction() as session:
        chat = talk(session, language)
        chat.writes(offer, "ask_employment_tips" if "刷单" in offer or "Data" in offer else REPORT)
        text = chat.writes(words, "ask_safety_notices").text
        assert told in text
        assert FRAUD in text


@pytest.mark.parametrize("words", ["I haven't paid yet", "what about the library?", "is the gym open"])
def test_other_words_in_that_talk_are_not_taken_for_money_paid(database: Database, words: str) -> None:
    with database.transaction() as session:
        chat = talk(session)
        chat.writes("Data entry from home, 500 a day, pay a training fee first", "ask_employment_tips")
        assert "freeze the card" not in chat.writes(words, "help").text


def test_an_hour_later_it_is_no_longer_about_the_fraud(database: Database) -> None:
    with database.transaction() as session:
        chat = talk(session)
        chat.writes("Data entry from home, 500 a day, pay a training fee first", "ask_employment_tips")
        chat.now = NOW + timedelta(hours=2)
        assert "freeze the card" not in chat.writes("I already paid", "help").text
