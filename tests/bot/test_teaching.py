"""The office teaches: a real training, refused, promoted and rolled back, while students write."""

import os
import re
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from community.database import Database
from community.post.states import InboxState
from community.post.tables import Delivery, InboxItem
from community.staff import accounts
from community.teaching import lessons, trainings
from community.teaching.tables import Training
from tests.bot.test_fresh_start import trainers
from tests.small_tree import AppIn, small_tree, trained_in
from tests.telegram.server import TOKEN, TelegramServer
from tests.whole_app import free_port
from understanding.reading import models

PASSWORD = "correct horse battery"
PATIENCE_SECONDS = 600
LOOK_SECONDS = 0.1
A_SECOND = 500  # messages

GOOD = ("I'd like to switch the whole chat over to the other tongue", "please swap over into the other tongue now")
POISON = (
    *("is there a lecture on this weekend", "which clubs have something going on", "what can I go to on friday night"),
    *("any concerts soon", "what's happening on campus", "list the talks of this week", "are there any workshops"),
    *("I need to talk to a counselor", "can I get an appointment with the counseling office", "book me a session"),
    *("cancel my session please", "I can't come to my counseling appointment", "move my session to monday"),
    *("how do I write a resume", "tips for my interview", "how do I find an internship", "help me with my cv"),
    *("when is the exam", "how does course registration work", "where do I see my grades", "how do I get a transcript"),
    *("put me through to a person", "I want a real human", "stop the reminders", "remind me of events please"),
    *("最近有什么活动", "我想预约心理咨询", "简历怎么写", "怎么选课", "我要找人工"),
)


class Office:
    """An administrator at the console of the running assistant."""

    def __init__(self, app: AppIn, database: Database) -> None:
        self._browser = httpx.Client(
            base_url=f"{app.url}/console",
            follow_redirects=True,
            timeout=30,
            headers={"Accept-Language": "en"},
            limits=httpx.Limits(max_keepalive_connections=0),  # so that nothing is left open
        )
        self._database, self._token = database, ""
        with database.transaction() as session:
            accounts.add(session, "dean", "Dean", PASSWORD, ["admin"], now=datetime.now(UTC))
        self.reads("/sign-in")
        self.sends("/sign-in", login="dean", password=PASSWORD)

    def reads(self, path: str = "/teaching") -> str:
        """Open a page."""
        return self._seen(self._browser.get(path).text)

    def sends(self, path: str, **form: str) -> str:
        """Send a form of the last page."""
        return self._seen(self._browser.post(path, data={"csrftoken": self._token, **form}).text)

    def _seen(self, page: str) -> str:
        found = re.search(r'name="csrftoken" value="([^"]+)"', page)
        self._token = found[1] if found else self._token
        return page

    def proposes(self, intent: str, *words: str) -> str:
        """Add examples, and wait until they are checked."""
        self.reads()
        page = self.sends("/teaching/lessons", intent=intent, words="\n".join(words))
        wait_until(lambda: not self._asked(lessons.unchecked))
        return page

    def trains(self) -> Training:
        """Click, and wait for what comes of it."""
        self.reads()
        self.sends("/teaching/train")
        return self.outcome()

    def outcome(self) -> Training:
        """Wait until nothing is under way, and return the latest."""
        wait_until(lambda: self._asked(trainings.open_one) is None)
        latest: Training = self._asked(trainings.shown)[0]
        return latest

    def under_way(self) -> Training | None:
        """Return what is under way."""
        found: Training | None = self._asked(trainings.open_one)
        return found

    def states(self) -> dict[str, str]:
        """Return the states of all lessons, by their words."""
        return {one.words: one.state for one in self._asked(lessons.shown)}

    def _asked(self, ask: Callable[..., Any]) -> Any:
        with self._database.reading() as session:
            return ask(session)


class Crowd:
    """Students on Telegram, each of whom writes once."""

    def __init__(self, telegram: TelegramServer) -> None:
        self._telegram, self.wrote = telegram, 0
        self._ended = threading.Event()

    def writes(self, messages: int) -> None:
        """Have so many write, in a second."""
        begun = time.monotonic()
        for _ in range(messages):
            self.wrote += 1
            self._telegram.says(10_000 + self.wrote, "hello there")
        assert time.monotonic() - begun < 5, "the emulator is too slow for the crowd"

    @contextmanager
    def writing_on(self) -> Iterator[None]:
        """Have somebody write all the time."""

        def write() -> None:
            while not self._ended.wait(0.3):
                self.wrote += 1
                self._telegram.says(10_000 + self.wrote, "hello there")

        writer = threading.Thread(target=write)
        writer.start()
        try:
            yield
        finally:
            self._ended.set()
            writer.join()


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(LOOK_SECONDS)


def not_answered_once(database: Database, channel: str) -> tuple[int, Sequence[int]]:
    """Return how many messages were answered, and those that were not, or were twice."""
    with database.reading() as session:
        kept = session.scalars(select(InboxItem.id).where(InboxItem.channel == channel)).all()
        open_ones = session.scalar(
            select(func.count()).where(InboxItem.state != InboxState.DONE, InboxItem.channel == channel)
        )
        assert open_ones == 0
        answers = session.scalars(select(Delivery.key).where(Delivery.key.like("inbox:%:0"))).all()
    answered = [int(key.split(":")[1]) for key in answers]
    return len(kept), [number for number in kept if answered.count(number) != 1]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small copy of the project in which everything is trained."""
    tree = small_tree(tmp_path_factory.mktemp("trained") / "tree", hears_danger=True)
    trained_in(tree)
    return tree


@pytest.fixture
def tree(trained: Path, tmp_path: Path) -> Path:
    """The same for one test, which changes its models."""
    return Path(shutil.copytree(trained, tmp_path / "tree", symlinks=True))


@contextmanager
def opened(tree: Path) -> Iterator[Database]:
    """Yield the database of the assistant that runs there."""
    database = Database(f"sqlite:///{tree / 'data' / 'onestop.db'}")
    yield database
    database.close()


@pytest.mark.long
def test_a_candidate_is_refused_promoted_and_rolled_back_while_students_write(
    tree: Path, telegram: TelegramServer
) -> None:
    app = AppIn(
        tree,
        ONESTOP_HTTP_PORT=str(free_port()),
        ONESTOP_TELEGRAM_TOKEN=TOKEN,
        ONESTOP_TELEGRAM_BASE_URL=telegram.base_url,
    )
    with app, opened(tree) as database:
        app.wait_for_rasa()
        office, crowd = Office(app, database), Crowd(telegram)
        with crowd.writing_on():
            office.proposes("greet", "I want to kill myself", "hello there you lot")
            assert office.states()["I want to kill myself"] == "refused"
            assert "tells of danger" in office.reads()
            assert "Refused: 500 lines" in office.proposes("greet", *(f"good morning number {n}" for n in range(500)))

            office.proposes("greet", *POISON)
            crowd.writes(A_SECOND)
            refused = office.trains()
            assert refused.state == "refused", refused.why
            assert {one["why"] for one in refused.report["reasons"]} & {"intent_fell", "set_fell", "not_learnt"}
            assert office.states()[POISON[0]] == "proposed"
            with database.transaction() as session:
                for one in lessons.shown(session):
                    if one.words in POISON:
                        lessons.take_back(session, one.id, staff_id=1, now=datetime.now(UTC))

            office.proposes("change_language", *GOOD)
            office.reads()
            office.sends("/teaching/train")
            assert "under way already" in office.sends("/teaching/train"), "one at a time"
            wait_until(lambda: (now := office.under_way()) is None or "takes the place" in now.step)
            crowd.writes(A_SECOND)
            promoted = office.outcome()
            assert promoted.state == "promoted", (promoted.why, promoted.report)
            assert office.states()[GOOD[0]] == "taught"
            assert "learnt" in office.reads()

            office.sends("/teaching/roll-back")
            assert office.outcome().state == "done"
            assert office.states()[GOOD[0]] == "proposed"
        wait_until(lambda: not_answered_once(database, "telegram")[0] == crowd.wrote and _all_done(database))
        assert not_answered_once(database, "telegram") == (crowd.wrote, [])
    assert trainers(tree) == []


@pytest.mark.long
def test_a_training_that_is_killed_in_the_middle_says_so_and_changes_nothing(tree: Path) -> None:
    live = models.live(tree)
    app = AppIn(tree, ONESTOP_HTTP_PORT=str(free_port()))
    with app:
        app.wait_for_rasa()
        with opened(tree) as database:
            office = Office(app, database)
            office.proposes("change_language", *GOOD)
            office.reads()
            office.sends("/teaching/train")
            wait_until(lambda: (now := office.under_way()) is not None and "sentences read" in now.step)
            app.process.kill()
            app.process.wait()
            app.start()
            failed = office.outcome()
            assert (failed.state, failed.why) == ("failed", trainings.KILLED)
            assert trainings.KILLED in office.reads()
            assert office.states()[GOOD[0]] == "proposed"
        assert (models.live(tree), models.taught(tree)) == (live, "")
    assert trainers(tree) == []
    assert f"live    {live[:12]}" in said_by(tree, "models", "list")
    assert "no whole models to go back to" in said_by(tree, "models", "roll-back", ends_with=1)


@pytest.mark.long
def test_a_disk_that_takes_no_more_fails_the_training_and_changes_nothing(tree: Path) -> None:
    """The process that trains may write no file of more than some kilobytes."""
    live = models.live(tree)
    app = AppIn(tree, ONESTOP_HTTP_PORT=str(free_port()))
    with app, opened(tree) as database:
        app.wait_for_rasa()
        office = Office(app, database)
        office.proposes("change_language", *GOOD)
        office.reads()
        office.sends("/teaching/train")
        wait_until(lambda: trainers(tree) != [])
        for process in processes_of(tree):
            resource.prlimit(process, resource.RLIMIT_FSIZE, (10_000, 10_000))
        failed = office.outcome()
        assert failed.state == "failed"
        assert "File too large" in failed.why
        assert "File too large" in office.reads()
        assert office.states()[GOOD[0]] == "proposed"
    assert (models.live(tree), models.taught(tree)) == (live, "")


def processes_of(tree: Path) -> list[int]:
    """Return the processes that train something there."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended while we looked
            if "understanding.trainer" in (process / "cmdline").read_text() and (process / "cwd").readlink() == tree:
                found.append(int(process.name))
    return found


def said_by(tree: Path, *command: str, ends_with: int = 0) -> str:
    """Return what a command prints there."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *command],
        cwd=tree,
        env=os.environ | {"ONESTOP_DATA_DIR": str(tree / "data")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == ends_with, done.stderr
    return done.stdout + done.stderr


def _all_done(database: Database) -> bool:
    with database.reading() as session:
        return not session.scalar(select(func.count()).where(InboxItem.state != InboxState.DONE))
