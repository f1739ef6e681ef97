from datetime import date

from sqlalchemy.orm import Session

from community.cases import hotlines
from community.cases.tables import Hotline
from community.database import Database
from tests.actions.case_talk import StudentTalk

TODAY = date(2026, 11, 23)


def given_number(session: Session, number: str, kind: str, verified_on: date | None, position: int = 0) -> None:
    session.add(
        Hotline(
            number=number,
            name_zh=f"热线{number}",
            name_en=f"Line {number}",
            hours_zh="全天",
            hours_en="all day",
            kind=kind,
            verified_on=verified_on,
            position=position,
        )
    )
    session.flush()


def test_numbers_checked_lately_come_first_and_only_they_name_hours(database: Database) -> None:
    with database.transaction() as session:
        given_number(session, "1", "support", date(2026, 1, 1), 1)
        given_number(session, "2", "support", date(2026, 11, 1), 2)
        given_number(session, "3", "fraud", date(2026, 11, 1), 3)
        found = hotlines.numbers(session, "support", language="zh", today=TODAY)
        assert found == [("2", "热线2", "全天"), ("1", "热线1", "")]
        assert hotlines.numbers(session, "fraud", language="en", today=TODAY) == [("3", "Line 3", "all day")]


def test_the_card_has_the_emergency_numbers_whatever_the_table_holds(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        empty = chat.writes("我不想活了", crisis="crisis").text
        assert all(number in empty for number in ("120", "110", "12356"))
        given_number(session, "12355", "support", None)
        listed = chat.writes("我不想活了", crisis="crisis").text
        assert listed.index("120") < listed.index("12355 Line 12355")
        assert "all day" not in listed
