"""All guidance held ready: what changes is seen at once, also where a large index is not made anew for it."""

import pytest
from sqlalchemy.orm import Session

from actions.guidance import library, warming
from community.database import Database
from tests.actions.case_talk import StudentTalk
from tests.community.matter import given_item, given_subject
from understanding.search import vectors
from understanding.search.grown import Grown


@pytest.fixture
def _large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "LARGE", 2)


def given_laundry(session: Session) -> None:
    given_subject(session, "laundry", title_en="Laundry", position=40)
    given_item(session, "laundry", "A", title_en="Washing machine cards", asked_as=["how do I get a washing card"])
    given_item(session, "laundry", "B", title_en="Lost clothes", asked_as=["where are lost clothes kept"])


@pytest.mark.usefixtures("_large")
def test_of_a_large_index_only_what_changed_is_made_anew(database: Database) -> None:
    with database.transaction() as session:
        given_laundry(session)
        chat = StudentTalk(session)
        assert chat.writes("how do I get a washing card?").text.startswith("Washing machine cards")
        dryer = given_item(session, "laundry", "C", title_en="Dryer fees", asked_as=["what does the dryer cost"])
        assert chat.writes("what does the dryer cost?").text.startswith("Dryer fees")
        assert isinstance(library.library(session).index, Grown)
        dryer.title_en, dryer.asked_as = "Ironing room", ["where can I iron a shirt"]
        session.flush()
        assert chat.writes("where can I iron a shirt?").text.startswith("Ironing room")
        assert not chat.writes("what does the dryer cost?").text.startswith(("Dryer", "Ironing"))
        dryer.status = "withdrawn"
        session.flush()
        assert not chat.writes("where can I iron a shirt?").text.startswith("Ironing room")
        assert chat.writes("how do I get a washing card?").text.startswith("Washing machine cards")


def test_what_is_too_much_for_a_turn_is_read_beside_it(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "INLINE", 0)
    with database.transaction() as session:
        given_laundry(session)
        given_item(session, "laundry", f"only-{database.engine.dialect.name}")  # nobody has read this one before
        assert not library.library(session).is_read
        assert StudentTalk(session).writes("how do I get a washing card?").text.startswith("Washing machine cards")
    while not warming.read_on(database):
        pass
    with database.transaction() as session:
        assert library.library(session).is_read
        assert "Lost clothes" in StudentTalk(session).writes("where can I find the clothes that I lost?").text
