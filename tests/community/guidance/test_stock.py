"""All published guidance, read once and again where anything changed, whoever changed it."""

from sqlalchemy import delete, update

from community.database import Database
from community.guidance import stock
from community.guidance.tables import GuidanceItem, GuidanceSubject
from tests.community.matter import given_item, given_subject


def titles(database: Database) -> list[str]:
    with database.reading() as session:
        return [item.title_en for item in stock.stock(session).items]


def test_every_change_is_seen_by_the_next_reader(database: Database) -> None:
    with database.transaction() as session:
        number = given_item(session, "laundry", "A", title_en="One").id
    assert titles(database) == ["One"]
    with database.transaction() as session:
        item = session.get(GuidanceItem, number)
        assert item is not None
        item.title_en = "Two"
    assert titles(database) == ["Two"]
    with database.transaction() as session:
        session.execute(update(GuidanceItem).values(title_en="Three"))
    assert titles(database) == ["Three"]
    with database.transaction() as session:
        session.execute(delete(GuidanceItem))
    assert titles(database) == []
    with database.transaction() as session:  # SQLite gives the number of the row that is gone a second time
        given_item(session, "laundry", "B", title_en="Four")
    assert titles(database) == ["Four"]


def test_a_row_made_again_as_it_was_has_its_new_number(database: Database) -> None:
    with database.transaction() as session:
        item = given_item(session, "laundry", "A")
        assert stock.stock(session).places.keys() == {item.id}
        session.delete(item)
        session.flush()
        again = given_item(session, "laundry", "A")
        assert stock.stock(session).places.keys() == {again.id}


def test_what_is_undone_was_never_published(database: Database) -> None:
    with database.transaction() as session:
        given_item(session, "laundry", "A", title_en="One")
        nested = session.begin_nested()
        given_item(session, "laundry", "B", title_en="Two")
        assert len(stock.stock(session).items) == 2
        nested.rollback()
        assert [item.title_en for item in stock.stock(session).items] == ["One"]


def test_what_did_not_change_is_not_read_again(database: Database) -> None:
    with database.transaction() as session:
        given_item(session, "laundry", "A")
        (first,) = stock.stock(session).items
        given_item(session, "laundry", "B")
        assert stock.stock(session).items[0] is first


def test_whoever_works_on_a_row_keeps_it(database: Database) -> None:
    with database.transaction() as session:
        item = given_item(session, "laundry", "A", title_en="One")
        assert stock.stock(session).items[0] is not item
        item.title_en = "Two"
    assert titles(database) == ["Two"]


def test_subjects_come_in_the_order_of_the_menu_and_by_what_asks_for_them(database: Database) -> None:
    with database.transaction() as session:
        given_subject(session, "laundry", position=40)
        given_subject(session, "employment")
        assert [one.code for one in stock.subjects(session)] == ["employment", "laundry"]
        jobs = stock.subject_for(session, "ask_employment_tips")
        assert jobs is not None
        assert jobs.code == "employment"
        session.delete(jobs)
        session.flush()
        assert stock.subject_for(session, "ask_employment_tips") is None
        assert session.get(GuidanceSubject, jobs.id) is None
