"""A process a role, on one PostgreSQL: each thing is done once, and at once."""

import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from community.engines import LINE
from community.post.tables import Delivery, InboxItem
from tests.databases import Copies
from tests.faults.campus import Campus
from tests.faults.conftest import FAST
from tests.faults.counting import Crowd
from tests.faults.emulator import FaultyTelegram
from tests.faults.kill import Assistant, await_that, lines_of
from tests.faults.roles import WAIT_SECONDS, Roles, begin_no_turn, look_never, never_listen_again
from tests.telegram.server import TOKEN
from tests.whole_app import free_port

TRIES, HEARD_SECONDS = 5, 0.5  # as many posts as one session may send in a second
CUT = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE application_name = :line AND datname = current_database()"
)


@pytest.fixture
def postgres_campus(campuses: Copies) -> Iterator[Campus]:
    """The sample campus on PostgreSQL."""
    made = Campus(campuses.postgresql())
    yield made
    made.close()


@pytest.fixture
def roles(tmp_path: Path, postgres_campus: Campus, telegram: FaultyTelegram) -> Iterator[Roles]:
    """Makes processes, and sees to it that none is left; Rasa is away, and the router reads."""
    settings = {
        "ONESTOP_NLU_URL": f"http://127.0.0.1:{free_port()}",
        "ONESTOP_TELEGRAM_TOKEN": TOKEN,
        "ONESTOP_TELEGRAM_BASE_URL": telegram.base_url,
        **FAST,
    }
    made = Roles(tmp_path, postgres_campus, settings)
    yield made
    made.end()


def test_a_process_a_role_is_one_assistant(roles: Roles, postgres_campus: Campus, telegram: FaultyTelegram) -> None:
    """None of them ever looks for work by itself; one is killed in the middle of a turn, and another takes it over."""
    web, sender, clock = (roles.begin(role, before=look_never) for role in ("web", "sender", "clock"))
    killed = roles.begin("turns", before=begin_no_turn)
    for app in (web, sender, clock, killed):
        hears_others(app)
    page = roles.page(web)
    page.say("hello")
    await_that(lambda: states(postgres_campus) == ["claimed"], seconds=WAIT_SECONDS, app=killed)
    hears_others(roles.begin("turns", before=look_never))
    killed.kill()
    assert page.hears()
    page.say("what can you do?")
    assert page.hears()
    crowd = Crowd(postgres_campus, telegram)
    crowd.writes(20)
    await_that(lambda: states(postgres_campus) == ["done"] * 22, seconds=WAIT_SECONDS)
    await_that(lambda: not postgres_campus.under_way("reply"), seconds=WAIT_SECONDS, app=sender)
    crowd.check_order()
    assert len([sent for sent in telegram.emulator.sent if not sent.document]) == 20
    assert not page.has_more()


@pytest.mark.alone
def test_a_page_hears_within_half_a_second_what_another_process_made(roles: Roles, postgres_campus: Campus) -> None:
    """Neither process ever looks by itself, so it is told. Counted is from when the turn that answers begins."""
    web, turns = (roles.begin(role, before=look_never) for role in ("web", "turns"))
    for app in (web, turns):
        hears_others(app)
    page = roles.page(web)
    for _ in range(TRIES):
        page.say("what can you do?")
        assert page.hears()
    with postgres_campus.database.reading() as session:
        of_the_page = select(Delivery.created_at).where(Delivery.channel == "web", Delivery.kind == "reply")
        made_at = session.scalars(of_the_page.order_by(Delivery.id)).all()
    took = [(heard - made).total_seconds() for heard, made in zip(page.heard_at, made_at, strict=True)]
    assert statistics.median(took) < HEARD_SECONDS, took


def test_a_line_that_is_cut_is_made_anew_and_looking_holds_meanwhile(roles: Roles, postgres_campus: Campus) -> None:
    """The page's process stays without a line and looks; that of the turns looks at nothing, and listens again."""
    web, turns = roles.begin("web", before=never_listen_again), roles.begin("turns", before=look_never)
    for app in (web, turns):
        hears_others(app)
    page = roles.page(web)
    with postgres_campus.database.transaction() as session:
        assert len(session.execute(CUT, {"line": LINE}).all()) == 2
    hears_others(turns, times=2)
    page.say("hello")
    assert page.hears()
    assert len(lines_of(web.output, "listening")) == 1


def hears_others(app: Assistant, *, times: int = 1) -> None:
    """Wait until a process has a line to the others, for the first time or again."""
    await_that(lambda: len(lines_of(app.output, "listening")) >= times, seconds=WAIT_SECONDS, app=app)


def states(campus: Campus) -> list[str]:
    """Return how the messages stand that were kept."""
    with campus.database.reading() as session:
        return list(session.scalars(select(InboxItem.state).order_by(InboxItem.id)))
