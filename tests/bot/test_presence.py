"""Processes see which roles are alive, and which one of them does what only one may do."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.roles import ALL, Part, Role, RolesRefused, chosen, connections_of, parts_of
from bot.watch import presence as shown
from bot.watch.presence import Presence
from community.database import Database
from community.processes import presence, tables, tenure
from tests.databases import Copies

WEB, TURNS = frozenset((Role.WEB,)), frozenset((Role.TURNS,))
NOW = datetime(2026, 11, 30, 4, tzinfo=UTC)


@pytest.fixture
def shared(_migrated: Copies) -> Iterator[Database]:
    """A PostgreSQL: on SQLite every process has all roles."""
    database = Database(_migrated.postgresql())
    yield database
    database.close()


def seen(database: Database, process: str, *roles: Role, ago: float = 0, secret: str | None = None) -> None:
    """Have a process of those roles seen so many seconds ago, by the database's clock."""
    with database.transaction() as session:
        at = datetime.now(UTC) - timedelta(seconds=ago)
        presence.show(session, process, roles, signs_with=secret, now=at)


def web_of(database: Database, *, secret: str = "one") -> Presence:
    """A process that serves the web, and has just shown itself."""
    web = Presence("here", WEB, signs_with=secret, now=lambda: datetime.now(UTC))
    with database.transaction() as session:
        web.show(session)
    return web


def parts(database: Database, web: Presence) -> dict[str, bool]:
    """Return what it sees of the others, and whether that is well."""
    with database.reading() as session:
        return {name: part["ok"] for name, part in web.others(session).items()}


def test_a_role_that_is_alive_is_not_missed(shared: Database) -> None:
    web = web_of(shared)
    seen(shared, "there", Role.TURNS, Role.SENDER, Role.CLOCK)
    assert parts(shared, web) == {"role_clock": True, "role_sender": True, "role_turns": True, "secret": True}


def test_a_role_that_was_alive_and_is_gone_is_named_with_the_time(
    shared: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once all have had time to start."""
    monkeypatch.setattr(shown, "STARTING", timedelta(0))
    seen(shared, "there", Role.TURNS, ago=3600)
    seen(shared, "elsewhere", Role.SENDER, ago=9)
    web = web_of(shared)
    with shared.reading() as session:
        others = web.others(session)
    assert others["role_sender"]["ok"]
    assert not others["role_turns"]["ok"]
    assert others["role_turns"]["error"].startswith("no process of role turns is alive since 20")
    assert others["role_clock"] == {"ok": False, "error": "no process of role clock is alive yet"}


def test_nobody_is_missed_while_all_are_started(shared: Database) -> None:
    seen(shared, "yesterday's", Role.TURNS, ago=86_400)
    assert parts(shared, web_of(shared))["role_turns"]


def test_of_the_dead_only_the_last_of_each_role_is_kept(shared: Database) -> None:
    for number in range(5):
        seen(shared, f"dead {number}", Role.TURNS, ago=100 - number)
    web_of(shared)
    with shared.reading() as session:
        assert set(presence.last_seen(session)) == {"turns", "web"}
        assert set(session.scalars(select(tables.Presence.process))) == {"dead 4", "here"}


def test_processes_with_one_secret_agree(shared: Database) -> None:
    seen(shared, "there", Role.WEB, secret="one")
    seen(shared, "long dead", Role.WEB, secret="other", ago=60)
    assert parts(shared, web_of(shared))["secret"]


def test_processes_with_two_secrets_say_so(shared: Database) -> None:
    seen(shared, "there", Role.WEB, secret="other")
    assert not parts(shared, web_of(shared))["secret"]


def test_one_process_has_a_task_until_it_is_gone(database: Database) -> None:
    def holds(process: str, *, leases: float) -> bool:
        with database.transaction() as session:
            return tenure.hold(session, "poll", process, now=NOW + leases * tenure.LEASE)

    assert holds("first", leases=0)
    assert not holds("second", leases=0.5)
    assert holds("first", leases=0.9)
    assert not holds("second", leases=1.8)
    assert holds("second", leases=1.9)
    with database.transaction() as session:
        tenure.let_go(session, ["second"])
    assert holds("first", leases=2)


def test_a_part_of_the_roles_is_refused_on_sqlite_in_a_line_that_says_what_to_do() -> None:
    with pytest.raises(RolesRefused, match=r"--role needs PostgreSQL.*Leave it out"):
        chosen([Role.WEB], "sqlite:///x.db")
    assert chosen([], "sqlite:///x.db") == chosen(list(Role), "sqlite:///x.db") == ALL
    assert chosen([Role.WEB], "postgresql://h/d") == WEB


def test_only_what_answers_loads_what_hears_danger_and_reads() -> None:
    assert [role for role in Role if Part.MIND in parts_of((role,))] == [Role.TURNS]


def test_two_processes_of_each_role_leave_postgresql_room() -> None:
    """Of 100 connections, with the console's eight and the line to the others, for pg_dump and whoever looks."""
    each = sum(connections_of((role,)) + 1 for role in Role)
    assert 2 * (each + 8) < 97


def test_who_serves_the_web_knows_that_who_answers_still_learns(shared: Database) -> None:
    learning: list[str | None] = ["danger, words"]
    turns = Presence("there", TURNS, signs_with=None, now=lambda: datetime.now(UTC), learns=lambda: learning[0])
    with shared.transaction() as session:
        turns.show(session)
    assert web_of(shared).others_learn
    learning[0] = None
    with shared.transaction() as session:
        presence.show(session, "there", TURNS, signs_with=None, now=datetime.now(UTC), learns=learning[0])
    assert not web_of(shared).others_learn


def test_who_died_while_it_learnt_learns_no_more(shared: Database) -> None:
    with shared.transaction() as session:
        at = datetime.now(UTC) - timedelta(seconds=60)
        presence.show(session, "there", TURNS, signs_with=None, now=at, learns="words")
    assert not web_of(shared).others_learn
