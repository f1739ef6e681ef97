"""`python -m bot publish`, as whoever runs the machine types it; on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from sqlalchemy import select

from community.audit import AuditEntry
from community.content import DRAFT
from community.database import Database
from community.safety import notices
from community.safety.tables import SafetyNotice
from community.staff import accounts
from tests.bot.test_command_line import bot, only_line
from tests.community.matter import given_event, given_notice, given_tip

PASSWORD = "correct horse battery"


class Desk:
    """A database with an author and an approver, and the command line on it."""

    def __init__(self, url: str, folder: Path) -> None:
        self.database, self._url, self._folder = Database(url), url, folder
        self.now = datetime.now(UTC)
        with self.database.transaction() as session:
            for login, role in (("ann", "author"), ("ben", "approver")):
                accounts.add(session, login, login, PASSWORD, [role], now=self.now)

    def does(self, *words: str, expect: int = 0) -> CompletedProcess[str]:
        return bot("publish", *words, folder=self._folder, expect=expect, ONESTOP_DATABASE_URL=self._url)

    def says(self, *words: str) -> str:
        return self.does(*words).stdout.strip()

    def refuses(self, *words: str) -> str:
        return only_line(self.does(*words, expect=1))

    def notice(self, code: str, **facts: Any) -> None:
        times = {"sent": self.now, "effective": self.now, "expires": self.now + timedelta(days=1)}
        with self.database.transaction() as session:
            given_notice(session, code=code, **{"state": DRAFT, **times, **facts})

    def audited(self) -> list[tuple[str, str]]:
        steps = ("submitted", "approved", "published", "withdrawn", "taken_back")
        query = select(AuditEntry.who, AuditEntry.what).where(AuditEntry.what.in_(steps)).order_by(AuditEntry.id)
        with self.database.reading() as session:
            return [(who, what) for who, what in session.execute(query)]


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = Desk(database_url, tmp_path)
    yield opened
    opened.database.close()


def test_a_draft_goes_its_way_to_students_and_back(desk: Desk) -> None:
    desk.notice("K7QF-2M")
    assert desk.says("list") == "notice/K7QF-2M\tdraft\tSnowstorm"
    assert "waits for approval" in desk.says("submit", "K7QF-2M", "--by", "ann")
    assert "has no role that may" in desk.refuses("approve", "K7QF-2M", "--by", "ann")
    assert "is published: students see it now, until " in desk.says("approve", "k7qf-2m", "--by", "ben")
    again = desk.says("now", "K7QF-2M", "--by", "ben").splitlines()
    assert again[0] == "That was done before, and nothing was changed."
    assert desk.says("list") == "Nothing is draft or in review."
    assert "is withdrawn: no student sees it." in desk.says("withdraw", "K7QF-2M")
    assert "is a draft, so this cannot be done to it" in _after(desk, "draft")
    assert desk.audited() == [
        ("staff:1", "submitted"),
        ("staff:2", "approved"),
        ("system", "withdrawn"),
        ("system", "taken_back"),
    ]


def _after(desk: Desk, step: str) -> str:
    desk.says(step, "K7QF-2M")
    return desk.refuses("withdraw", "K7QF-2M")


def test_a_notice_takes_the_place_of_another(desk: Desk) -> None:
    desk.notice("K7QF-2M", state="published")
    desk.notice("M3TR-8C")
    said = desk.says("replace", "K7QF-2M", "M3TR-8C").splitlines()
    assert said[0] == "notice/M3TR-8C has taken the place of notice/K7QF-2M."
    assert "is published already, so it takes no other's place" in desk.refuses("replace", "K7QF-2M", "M3TR-8C")
    with desk.database.reading() as session:
        (current,) = notices.current(session, datetime.now(UTC))
        assert current.code == "M3TR-8C"
        assert session.scalar(select(SafetyNotice.references_id).where(SafetyNotice.code == "M3TR-8C")) == 1


def test_what_can_not_be_done_is_one_line_that_says_what_to_do(desk: Desk) -> None:
    desk.notice("K7QF-2M", expires=desk.now - timedelta(hours=1), effective=desk.now - timedelta(hours=2))
    desk.notice("M3TR-8C", msg_type="Update")
    with desk.database.transaction() as session:
        given_event(session, "X-1")
        given_tip(session, "X-1")
    assert "nothing has the code 'NONE-1'; the kinds are" in desk.refuses("now", "NONE-1")
    assert "nobody has the login 'eve'" in desk.refuses("now", "K7QF-2M", "--by", "eve")
    assert "so no student would see it; give it a later end" in desk.refuses("now", "K7QF-2M")
    assert "(references_id: replaces none)" in desk.refuses("now", "M3TR-8C")
    assert "say event/X-1 or guidance/X-1" in desk.refuses("withdraw", "X-1")
    assert "is of another kind than the earlier one" in desk.refuses("replace", "event/X-1", "guidance/X-1")
    assert desk.audited() == []


def test_help_says_what_can_be_done(tmp_path: Path) -> None:
    shown = bot("publish", "--help", folder=tmp_path).stdout
    steps = ("list", "submit", "approve", "now", "draft", "withdraw", "replace")
    assert [step for step in steps if step not in shown] == []
    assert "guidance/tip-017" in bot("publish", "now", "--help", folder=tmp_path).stdout


def test_a_database_without_tables_is_told(tmp_path: Path) -> None:
    assert "python -m bot migrate" in only_line(bot("publish", "list", folder=tmp_path, expect=1))
