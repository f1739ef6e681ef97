"""Lessons are proposed, refused, taught and taken back; trainings go one at a time, and survive a kill."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from community.audit import AuditEntry
from community.database import Database
from community.staff import accounts
from community.teaching import lessons, rules, trainings
from community.teaching.lessons import NoSuchIntent, TooMany
from community.teaching.states import Work
from community.teaching.tables import Lesson, Training
from community.teaching.trainings import AlreadyOpen, NothingToTeach

INTENTS = ("greet", "ask_events", "book_counseling")
LIVE, NEXT = "a" * 64, "b" * 64


class Office:
    """Two administrators, and the process that does what they ask for."""

    def __init__(self, database: Database, now: datetime) -> None:
        self.database, self.now = database, now
        with database.transaction() as session:
            self.staff = [
                accounts.add(session, login, login, "correct horse battery", ["admin"], now=now).id
                for login in ("dean", "dora")
            ]

    def proposes(self, intent: str, *words: str) -> dict[str, str]:
        """Add examples; return what was refused, and why."""
        with self.database.transaction() as session:
            refused = lessons.propose(
                session, "\n".join(words), intent=intent, known=INTENTS, staff_id=self.staff[0], now=self.now
            )
        return {one.words: one.why for one in refused}

    def checks(self, **why: str) -> None:
        """Find out about all that is unchecked; by its first word, why one is refused."""
        with self.database.transaction() as session:
            for one in lessons.unchecked(session):
                lessons.checked(session, one.id, why.get(one.words.split()[0], ""), now=self.now)

    def asks(self, what: Work = Work.TRAIN, by: int = 0) -> int:
        """Ask for work, and return its number."""
        with self.database.transaction() as session:
            return trainings.ask(session, what, staff_id=self.staff[by], now=self.now).id

    def begins(self, number: int, *, instead_of: str = LIVE) -> None:
        """Begin it."""
        with self.database.transaction() as session:
            trainings.begin(session, number, instead_of=instead_of, now=self.now)

    def tries(self, number: int, *, stamp: str = NEXT) -> None:
        """Keep a report."""
        with self.database.transaction() as session:
            numbers = [one.id for one in lessons.to_teach(session)]
            trainings.tried(session, number, {"stamp": stamp, "reasons": [], "lessons": numbers})

    def promotes(self, number: int) -> None:
        """Put the candidate in the place of the live models."""
        with self.database.transaction() as session:
            trainings.promote(session, number, now=self.now)

    def trains(self, *, stamp: str = NEXT, instead_of: str = LIVE) -> int:
        """Do all of it."""
        number = self.asks()
        self.begins(number, instead_of=instead_of)
        self.tries(number, stamp=stamp)
        self.promotes(number)
        return number

    def finds_live(self, stamp: str) -> None:
        """See which models are live, whoever made them so."""
        with self.database.transaction() as session:
            trainings.now_live(session, stamp, now=self.now)

    def lessons(self) -> dict[str, str]:
        """Return the states of all lessons."""
        with self.database.reading() as session:
            return {one.words: one.state for one in session.scalars(select(Lesson))}

    def training(self, number: int) -> tuple[str, str]:
        """Return the state of a training, and why it failed."""
        with self.database.reading() as session:
            one = session.get(Training, number)
            assert one is not None
            return one.state, one.why


@pytest.fixture
def office(database: Database, now: datetime) -> Office:
    return Office(database, now)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("call me on 138 0013 8000", "personal"),
        ("write to lina.wang@campus.edu please", "personal"),
        ("我叫王小明，想报名", "personal"),
        ("my name is Wei and I want a counselor", "personal"),
        ("加我微信wx_lina99", "personal"),
        ("!!!", "empty"),
        ("a" * 161, "long"),
        ("我是大三学生，怎么报名", ""),
        ("what's on this friday at 7", ""),
        ("this is what I want", ""),
    ],
)
def test_what_names_somebody_or_says_nothing_is_no_lesson(words: str, why: str) -> None:
    assert rules.refused_for(words) == why


def test_examples_are_taken_a_line_each_once_and_the_rest_said_why(office: Office) -> None:
    assert office.proposes("greet", "hey hey hey", "  Hey, hey hey! ", "", "ring 13800138000") == {
        "ring 13800138000": "personal"
    }
    assert office.lessons() == {"Hey, hey hey!": "proposed"}
    assert office.proposes("greet", "hey hey hey") == {"hey hey hey": "known"}
    assert office.proposes("ask_events", "HEY hey hey") == {"HEY hey hey": "other_intent"}


def test_five_hundred_lines_of_one_intent_are_refused_whole(office: Office) -> None:
    with pytest.raises(TooMany):
        office.proposes("greet", *(f"good morning {word} {number}" for number in range(250) for word in ("all", "you")))
    assert office.lessons() == {}
    office.proposes("greet", *(f"good morning number {number}" for number in range(30)))
    with pytest.raises(TooMany):
        office.proposes("greet", *(f"good evening number {number}" for number in range(30)))


def test_nobody_teaches_what_is_no_intent(office: Office) -> None:
    with pytest.raises(NoSuchIntent):
        office.proposes("crisis", "hello there")


def test_what_was_found_harmful_is_refused_and_never_trained(office: Office) -> None:
    office.proposes("greet", "hello you lot", "die with me")
    office.checks(die="danger")
    assert office.lessons() == {"hello you lot": "proposed", "die with me": "refused"}
    with office.database.reading() as session:
        assert [one.words for one in lessons.to_teach(session)] == ["hello you lot"]
        audited = select(AuditEntry.what).where(AuditEntry.what == "lesson_refused")
        assert session.scalars(audited).all() == ["lesson_refused"]


def test_two_administrators_at_once_begin_one_training(office: Office) -> None:
    office.proposes("greet", "hello you lot")
    number = office.asks()
    with pytest.raises(AlreadyOpen) as other:
        office.asks(by=1)
    assert other.value.number == number
    with pytest.raises(AlreadyOpen):
        office.asks(Work.ROLL_BACK, by=1)


def test_without_anything_new_nothing_is_trained(office: Office) -> None:
    with pytest.raises(NothingToTeach):
        office.asks()
    office.proposes("greet", "hello you lot")
    office.checks()
    office.trains()
    with pytest.raises(NothingToTeach):
        office.asks()


def test_what_was_taught_and_taken_back_is_unlearnt_with_the_next_training(office: Office) -> None:
    office.proposes("greet", "hello you lot", "hello again")
    office.checks()
    office.trains()
    assert set(office.lessons().values()) == {"taught"}
    with office.database.transaction() as session:
        (one,) = session.scalars(select(Lesson).where(Lesson.words == "hello again"))
        lessons.take_back(session, one.id, staff_id=office.staff[0], now=office.now)
    assert office.asks() == 2


def test_the_way_back_proposes_what_was_taught_and_the_way_forth_teaches_it_again(office: Office) -> None:
    office.proposes("greet", "hello you lot")
    office.checks()
    number = office.trains()
    office.finds_live(NEXT)
    assert office.lessons() == {"hello you lot": "taught"}
    office.finds_live(LIVE)
    assert office.training(number)[0] == "rolled_back"
    assert office.lessons() == {"hello you lot": "proposed"}
    office.finds_live(NEXT)
    assert office.training(number)[0] == "promoted"
    assert office.lessons() == {"hello you lot": "taught"}


def left_by_the_dead(office: Office, live: str) -> Any:
    with office.database.transaction() as session:
        return trainings.take_up(session, live, now=office.now)


def test_a_training_whose_process_was_killed_says_so_and_its_lessons_wait(office: Office) -> None:
    office.proposes("greet", "hello you lot")
    office.checks()
    number = office.asks()
    assert left_by_the_dead(office, LIVE) is None, "it has not begun"
    office.begins(number)
    assert left_by_the_dead(office, LIVE) is not None
    assert office.training(number) == ("failed", trainings.KILLED)
    assert office.lessons() == {"hello you lot": "proposed"}
    assert office.asks() == number + 1


def test_a_process_killed_once_its_candidate_was_live_has_promoted_it(office: Office) -> None:
    office.proposes("greet", "hello you lot")
    office.checks()
    number = office.asks()
    office.begins(number)
    office.tries(number)
    left_by_the_dead(office, NEXT)
    assert office.training(number) == ("promoted", "")
    assert office.lessons() == {"hello you lot": "taught"}


def test_a_way_back_that_was_gone_before_its_process_was_killed_is_done(office: Office) -> None:
    number = office.asks(Work.ROLL_BACK)
    office.begins(number, instead_of=NEXT)
    left_by_the_dead(office, LIVE)
    assert office.training(number) == ("done", "")
