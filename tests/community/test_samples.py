"""What is invented is known row by row, and a campus begins with it or without it for good."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.cli.running import seed_if_empty
from bot.settings import Settings
from community import samples, schema
from community.cases.tables import Hotline
from community.content import Content
from community.database import Base, Database
from community.guidance.tables import GuidanceItem
from community.safety.tables import SafetyNotice
from community.seed import loader
from tests.community.matter import NOW, ZONE, given_tip
from tests.databases import create_tables


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as opened:
        yield opened


def test_every_row_of_the_sample_is_known_as_invented_but_the_countrys_numbers(session: Session) -> None:
    loader.seed(session, now=NOW, zone=ZONE)
    for mapper in Base.registry.mappers:
        if issubclass(mapper.class_, Content) or mapper.class_ is SafetyNotice:
            assert all(samples.is_sample(session, row) for row in session.scalars(select(mapper.class_)))
    real = {row.number for row in session.scalars(select(Hotline)) if not samples.is_sample(session, row)}
    assert real == {"120", "110", "12356", "12355", "96110"}


def test_nothing_of_the_sample_says_that_somebody_checked_it(session: Session) -> None:
    loader.seed(session, now=NOW, zone=ZONE)
    for mapper in Base.registry.mappers:
        if issubclass(mapper.class_, Content):
            assert not any(session.scalars(select(mapper.class_.reviewed_on)))


def test_what_staff_write_or_make_their_own_is_not_invented(session: Session) -> None:
    loader.seed(session, now=NOW, zone=ZONE)
    before = samples.count_left(session)
    own = given_tip(session, "OWN-1")
    assert not samples.is_sample(session, own)
    invented = session.scalars(
        select(GuidanceItem).where(GuidanceItem.id != own.id).order_by(GuidanceItem.id).limit(1)
    ).one()
    samples.made_own(session, invented)
    session.expire_all()
    assert not samples.is_sample(session, invented)
    assert samples.count_left(session) == before - 1


def test_a_campus_without_the_sample_has_the_countrys_numbers_and_stays_without(bare_url: str) -> None:
    database = create_tables(Database(bare_url))
    settings = Settings(database_url=bare_url)
    assert seed_if_empty(database, settings, now=NOW, sample=False)
    assert not seed_if_empty(database, settings, now=NOW), "a later start must not fill it"
    with database.reading() as session:
        assert not samples.any_left(session)
        assert set(session.scalars(select(Hotline.number))) == {"120", "110", "12356", "12355", "96110"}
        assert session.scalar(select(func.count()).select_from(GuidanceItem)) == 0
    database.close()


def test_who_had_stopped_everything_has_stopped_what_is_new_as_well(bare_url: str) -> None:
    database = Database(bare_url)
    schema.migrate(database, "0003")
    with database.transaction() as session:
        given_preferences_of_old(session, NOW)
    schema.migrate(database)
    with database.reading() as session:
        rows = session.execute(sa.text("SELECT student_id, subject FROM preferences WHERE NOT wanted")).all()
    assert {subject for student, subject in rows if student == 1} >= {"academics", "growth"}
    assert {subject for student, subject in rows if student == 2} == {"employment"}
    database.close()


def given_preferences_of_old(session: Session, now: datetime) -> None:
    """Let student 1 have turned off all five subjects that there were, and student 2 one of them."""
    for student in (1, 2):
        session.execute(
            sa.text(
                "INSERT INTO students (id, name, zone, area, college, party_stage, quiet_from, quiet_until, created_at)"
                " VALUES (:id, '', 'Asia/Shanghai', '', '', '', '22:30:00', '07:00:00', :now)"
            ),
            {"id": student, "now": now},
        )
    five = ("safety", "appointments", "events", "employment", "safety_education")
    for student, subject in [*((1, one) for one in five), (2, "employment")]:
        session.execute(
            sa.text(
                "INSERT INTO preferences (student_id, subject, wanted, changed_at)"
                " VALUES (:student, :subject, :off, :now)"
            ),
            {"student": student, "subject": subject, "off": False, "now": now},
        )


def test_the_seed_files_mark_what_is_real_and_nothing_else_unknown(root: Path) -> None:
    assert (root / "community" / "seed" / "counseling.yml").read_text("utf-8").count("real: true") == 5
