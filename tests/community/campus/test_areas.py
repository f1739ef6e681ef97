"""The tree of areas: a campus holds areas, which hold buildings; who lives in an area or below it is reached."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community.campus import areas
from community.campus.area_rules import Place, Tree, unknown
from community.campus.tables import Area
from community.checks import Wrong
from community.database import Database
from community.safety import notices
from community.safety.tables import SafetyNotice
from tests.actions.case_talk import StudentTalk
from tests.community.matter import NOW, given_notice, given_student, student_of


def given_tree(session: Session) -> dict[str, int]:
    """Draw the main campus with two areas and two dormitories; return the ids of the areas by their codes."""
    numbers: dict[str, int] = {}
    for code, parent, name in (
        ("SHU", "", "Main campus"),
        ("E", "SHU", "East area"),
        ("W", "SHU", "West area"),
        ("D7", "E", "East dorm 7"),
        ("D8", "E", "East dorm 8"),
    ):
        area = Area(code=code, parent_id=numbers.get(parent), name_zh=f"{code} 区", name_en=name)
        session.add(area)
        session.flush()
        numbers[code] = area.id
    return numbers


def test_the_codes_from_the_campus_down_are_the_path(database: Database) -> None:
    with database.transaction() as session:
        given_tree(session)
        tree = areas.tree(session)
    assert sorted(tree.places) == ["SHU", "SHU/E", "SHU/E/D7", "SHU/E/D8", "SHU/W"]
    assert tree.named("SHU/E/D7") == Place("SHU/E/D7", "D7 区", "East dorm 7")


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("SHU", True),
        ("SHU/E/D7", True),
        ("SHU/E/D7/F4", True),
        ("SHU/W/D1", True),  # nobody has divided the west yet
        ("SHU/E/D77", False),
        ("SHU/N", False),
        ("XHU/E", False),
    ],
)
def test_a_path_leads_to_an_area_or_into_one_that_is_not_divided(database: Database, path: str, known: bool) -> None:
    with database.transaction() as session:
        given_tree(session)
        assert areas.tree(session).knows(path) is known
        assert (unknown([path, "SHU/E"], areas.tree(session)) == []) is known


def test_before_the_tree_is_drawn_any_path_will_do() -> None:
    assert Tree({}).knows("SHU/E/D7")


def test_a_notice_for_an_area_reaches_whoever_lives_in_it_or_below(database: Database) -> None:
    with database.transaction() as session:
        given_tree(session)
        for home in ("SHU/E/D7/F4", "SHU/E/D8", "SHU/E", "SHU/W"):
            given_student(session, home, area=home)
        row = given_notice(session, "No water", areas=["SHU/E"])
        told = {home for home in ("SHU/E/D7/F4", "SHU/E/D8", "SHU/E", "SHU/W") if _is_told(session, row, home)}
        assert told == {"SHU/E/D7/F4", "SHU/E/D8", "SHU/E"}


def _is_told(session: Session, notice: SafetyNotice, home: str) -> bool:
    return notice in notices.current(session, NOW, area=home)


def test_a_new_notice_names_areas_of_the_tree_and_an_old_one_keeps_what_it_named(database: Database) -> None:
    with database.transaction() as session:
        old = given_notice(session, "No water", areas=["OLD/D1"])
        given_tree(session)
        for row, but, refused in (
            ({"areas": ["SHU/E/D7", "SHU/E/D77"]}, None, True),
            ({"areas": ["SHU/E/D7"]}, None, False),
            ({"areas": ["OLD/D1", "SHU/E"]}, old.id, False),
            ({"areas": ["OLD/D1", "OLD/D2"]}, old.id, True),
        ):
            faults = [fault.wrong for fault in SafetyNotice.clashes(session, row, but=but)]
            assert faults == ([Wrong.NOT_IN_TREE] if refused else [])


def test_an_area_that_holds_others_is_not_removed(database: Database) -> None:
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.delete(session.get_one(Area, given_tree(session)["E"]))


def test_two_parts_of_one_area_never_have_one_code(database: Database) -> None:
    with database.transaction() as session:
        numbers = given_tree(session)
        taken = {"code": "d7", "parent_id": numbers["E"]}
        assert [fault.wrong for fault in Area.clashes(session, taken, but=None)] == [Wrong.TAKEN]
        assert list(Area.clashes(session, taken | {"parent_id": numbers["W"]}, but=None)) == []
    for parent in (numbers["E"], None):
        with pytest.raises(IntegrityError), database.transaction() as session:
            session.add(Area(code="D7" if parent else "SHU", parent_id=parent, name_zh="又一个"))


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("SHU/E/D7", "East dorm 7"),
        ("SHU/E/D7/F4", "East dorm 7 F4"),
        ("SHU/W/D1", "West area D1"),
        ("SHU/N/D2", "N-D2"),
        ("SHU", "Main campus"),
        ("OLD/D1", "OLD-D1"),
    ],
)
def test_students_read_the_names_of_the_tree(database: Database, path: str, name: str) -> None:
    with database.transaction() as session:
        given_tree(session)
        chat = StudentTalk(session)
        chat.student.area = path
        chat.writes("the stairs here are on fire, no, broken", "report_safety_incident")
        assert f"{name} (yours)" in chat.titles()


def test_a_notice_says_for_which_areas_it_is_by_their_names(database: Database) -> None:
    with database.transaction() as session:
        given_tree(session)
        chat = StudentTalk(session)
        student_of(chat.conversation).area = "SHU/E/D7"
        given_notice(session, "No water", areas=["SHU/E/D7", "SHU/E/D8"])
        assert "For East dorm 7, East dorm 8:" in chat.writes("any notices?", "ask_safety_notices").text
