"""Who tells of a wrong hears first what to do and whom to call; the report is one tap away, never a form first."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.database import Database
from community.safety.tables import Incident
from tests.actions.case_talk import StudentTalk
from tests.community.matter import NOW, ZONE
from tests.sample import given_sample
from understanding.parse import Language

REPORT = "report_safety_incident"
SECURITY, FRAUD = "0451-0000-0110", "96110"


def talk(session: Session, language: Language = "en") -> StudentTalk:
    given_sample(session, now=NOW, zone=ZONE)
    return StudentTalk(session, language=language)


@pytest.mark.parametrize(
    ("language", "words", "kind"),
    [
        ("zh", "我被骗了3000块", "scam"),
        ("zh", "我把验证码给了客服", "scam"),
        ("zh", "押金转过去对方就把我删了，钱没了", "scam"),
        ("zh", "微信被盗号了", "scam"),
        ("en", "I got scammed, 3000 yuan are gone", "scam"),
        ("en", "I paid the deposit and they vanished", "scam"),
        ("en", "I gave the code to customer service", "scam"),
    ],
)
def test_money_lost_is_stopped_first(database: Database, language: Language, words: str, kind: str) -> None:
    with database.transaction() as session:
        chat = talk(session, language)
        text = chat.writes(words, REPORT).text
        assert FRAUD in text
        assert "110" in text
        assert ("冻结" in text and "截图" in text) if language == "zh" else ("freeze" in text and "screenshots" in text)
        assert session.scalars(select(Incident)).all() == []
        reply = chat.presses(chat.shown[0])
        assert "Building" not in reply.text
        assert "哪里" not in reply.text
        chat.presses(chat.shown[1])
        incident = session.scalars(select(Incident)).one()
        assert (incident.kind, incident.words) == (kind, words)


@pytest.mark.parametrize(
    ("language", "words", "kind", "told"),
    [
        ("en", "my bike was stolen", "theft", "cameras"),
        ("en", "someone took my laptop in the library", "theft", "cameras"),
        ("zh", "我的电动车被偷了", "theft", "监控"),
        ("zh", "自行车锁被撬了，车不见了", "theft", "监控"),
        ("en", "someone is filming in the bathroom", "danger", "not your fault"),
        ("en", "there's a hidden camera in the shower room", "danger", "not your fault"),
        ("zh", "澡堂有人用手机拍我", "danger", "不是你的错"),
        ("zh", "楼道里有煤气味", "danger", "119"),
        ("en", "it smells of gas in dorm 3", "danger", "119"),
        ("zh", "电梯把我困住了", "danger", "报警键"),
        ("en", "we are stuck in the elevator", "danger", "alarm button"),
    ],
)
def test_security_is_named_at_once_with_what_to_do_and_then_the_report(
    database: Database, language: Language, words: str, kind: str, told: str
) -> None:
    with database.transaction() as session:
        chat = talk(session, language)
        text = chat.writes(words, REPORT).text
        assert SECURITY in text
        assert told in text
        assert "Building, floor, room" not in text
        assert "楼、层、房间" not in text
        reply = chat.presses(chat.shown[0])
        if reply.text.startswith(("Where is it?", "在哪里")):
            chat.writes("7舍门口" if language == "zh" else "dorm 7, at the door")
        chat.presses(chat.shown[1])
        assert session.scalars(select(Incident)).one().kind == kind


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "there is a fight in canteen 2"),
        ("en", "there are two guys fighting at the gate"),
        ("zh", "7舍着火了"),
    ],
)
def test_danger_of_this_moment_hears_away_first_and_security_too(
    database: Database, language: Language, words: str
) -> None:
    with database.transaction() as session:
        text = talk(session, language).writes(words, REPORT).text
        assert text.startswith(("Get away first", "先"))
        assert SECURITY in text


def test_a_number_that_is_not_in_the_database_is_not_invented(database: Database) -> None:
    with database.transaction() as session:
        text = StudentTalk(session).writes("my bike was stolen", REPORT).text
        assert SECURITY not in text
        assert "110 (police)" in text


def test_a_hazard_is_still_asked_where_it_is(database: Database) -> None:
    with database.transaction() as session:
        assert "Where is it?" in talk(session).writes("the emergency light is out", REPORT).text
