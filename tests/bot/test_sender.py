"""What leaves the outbox, and what never does."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from actions.dialogue import registry
from actions.dialogue.reply import Button, Reply, packed
from actions.dialogue.turn import Occasion
from bot.sending.sender import Sender
from community.cases.kinds import CROWD_ALERT
from community.database import Database, DatabaseAway
from community.post import buttons, outbox, talks
from community.post.pacing import Rate
from community.post.rules import GivenUp, Outcome, Sent, TryAgain, Uncertain
from community.post.tables import Delivery
from tests.community.post.rows import kind_of, unkept

ZONE = ZoneInfo("Asia/Shanghai")
COMPOSED = CROWD_ALERT.name
"""A kind that is composed, about no row that the test would have to make."""


class RecordingChannel:
    """A channel that takes everything, unless told what to answer."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.rate = Rate(per_second=1000, per_chat=1000)
        self.shown: list[tuple[str, str]] = []
        self.buttons: dict[str, tuple[Button, ...]] = {}
        self._outcomes = list(outcomes)

    async def send(self, address: str, reply: Reply) -> Outcome:
        self.shown.append((address, reply.text))
        self.buttons[address] = reply.buttons
        return self._outcomes.pop(0) if self._outcomes else Sent(str(len(self.shown)))


class Stage:
    """A sender on a database, with a clock that goes on from where it is put."""

    def __init__(self, database: Database, now: datetime, channel: RecordingChannel) -> None:
        self.database, self.now, self.channel = database, now, channel
        self._begun = time.monotonic()
        self._loop = asyncio.Runner()  # one loop for the whole story, as in life
        self.sender = Sender(database, {"telegram": channel}, zone=ZONE, now=self._clock, claimer="test")

    def _clock(self) -> datetime:
        return self.now + timedelta(seconds=time.monotonic() - self._begun)

    def queue(self, kind: str, words: str | None, *, address: str = "7001", valid_until: datetime | None = None) -> int:
        with self.database.transaction() as session:
            talk = talks.find_or_start(session, "telegram", address, zone=ZONE.key, now=self.now)
            reply = packed(Reply(words)) if words is not None else None
            row = outbox.enqueue(
                session,
                kind_of(kind),
                talk,
                due_at=self.now,
                now=self.now,
                reply=reply,
                about=unkept(kind_of(kind), 1),
                key=f"{kind}{words}{address}",
                valid_until=valid_until or self.now + timedelta(days=1),
            )
            assert row is not None
            return row

    def run_until(self, done: Callable[[], bool]) -> None:
        async def run() -> None:
            running = asyncio.create_task(self.sender.run())
            async with asyncio.timeout(20):
                while not done():
                    await asyncio.sleep(0.01)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await self.sender.drain(timeout_seconds=5)

        self._loop.run(run())

    def close(self) -> None:
        self._loop.close()

    def tapped(self, address: str, key: str) -> tuple[str, dict[str, str]] | None:
        """Return what a button stands for in the talk at that address, None where it was not shown there."""
        with self.database.reading() as session:
            talk = talks.find(session, "telegram", address)
            button = buttons.tapped(session, talk.id, key) if talk else None
            return (button.intent, button.entities) if button else None

    def state(self, row: int) -> str:
        with self.database.reading() as session:
            return session.get_one(Delivery, row).state


Staged = Callable[..., Stage]


@pytest.fixture
def staged(database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[Staged]:
    """Make a stage whose channel answers with the outcomes given, then takes everything."""
    monkeypatch.setattr(registry, "_composers", {})  # what is queued here brings its words with it
    with ExitStack() as cleanup:

        def make(*outcomes: Outcome) -> Stage:
            stage = Stage(database, now, RecordingChannel(*outcomes))
            cleanup.callback(stage.close)
            return stage

        yield make


@pytest.fixture
def stage(staged: Staged) -> Stage:
    """A stage whose channel takes everything."""
    return staged()


def test_one_conversation_gets_its_replies_in_order(stage: Stage) -> None:
    for number in range(5):
        stage.queue("reply", f"line {number}")
    stage.run_until(lambda: len(stage.channel.shown) == 5)
    assert [text for _, text in stage.channel.shown] == [f"line {number}" for number in range(5)]


def test_what_cannot_be_composed_is_given_up_and_the_next_one_leaves(stage: Stage) -> None:
    broken = stage.queue("counselor_message", None)  # about a message that does not exist
    fine = stage.queue("reply", "hello")
    stage.run_until(lambda: stage.state(fine) == "sent" and stage.state(broken) != "due")
    assert stage.state(broken) in ("given_up", "dropped")


def test_a_kind_that_nobody_knows_is_given_up_by_its_name_and_the_next_one_leaves(stage: Stage) -> None:
    newer = stage.queue("counselor_message", None)
    with stage.database.transaction() as session:
        session.get_one(Delivery, newer).kind = "birthday_wishes"  # as a version that came after this one queued it
    fine = stage.queue("reply", "hello")
    stage.run_until(lambda: stage.state(fine) == "sent" and stage.state(newer) == "given_up")
    with stage.database.reading() as session:
        assert session.get_one(Delivery, newer).cause == "no kind of delivery is called birthday_wishes"


@pytest.mark.parametrize("one_is_broken", [False, True], ids=["all_well", "one_broken"])
def test_who_is_told_together_gets_words_and_buttons_of_their_own(
    staged: Staged, monkeypatch: pytest.MonkeyPatch, one_is_broken: bool
) -> None:
    def compose(occasion: Occasion, _about: int) -> Reply | None:
        reader = occasion.conversation.channel_address.address
        if reader == "7003":
            if one_is_broken:
                raise LookupError("nobody knows")
            return None
        return Reply(f"for {reader}", (Button("Mine", "list_appointments", {"reader": reader}), Button("Menu", "help")))

    stage = staged()
    monkeypatch.setattr(registry, "_composers", {COMPOSED: compose})
    rows = {reader: stage.queue(COMPOSED, None, address=reader) for reader in ("7001", "7002", "7003", "7004")}
    stage.run_until(lambda: all(stage.state(row) not in ("due", "sending") for row in rows.values()))

    told = ["7001", "7002", "7004"]
    assert stage.state(rows["7003"]) == ("given_up" if one_is_broken else "dropped")
    assert sorted(stage.channel.shown) == [(reader, f"for {reader}") for reader in told]
    for reader in told:
        mine, menu = stage.channel.buttons[reader]
        assert stage.tapped(reader, mine.key) == ("list_appointments", {"reader": reader})
        assert stage.tapped(reader, menu.key) == ("help", {})
        assert all(stage.tapped(other, mine.key) is None for other in rows if other != reader)


def test_what_is_too_late_is_dropped(stage: Stage) -> None:
    row = stage.queue("event_reminder", "starts soon", valid_until=stage.now - timedelta(minutes=1))
    stage.run_until(lambda: stage.state(row) == "dropped")
    assert stage.channel.shown == []


def test_nobody_is_woken_but_for_severe_notices_and_answers(stage: Stage) -> None:
    stage.now = datetime(2026, 11, 23, 23, 10, tzinfo=ZONE)
    reminder = stage.queue("event_reminder", "tomorrow")
    severe = stage.queue("severe_safety_notice", "stay inside", address="7002")
    stage.run_until(lambda: stage.state(severe) == "sent" and stage.state(reminder) == "due")
    stage.now = datetime(2026, 11, 24, 7, 0, tzinfo=ZONE)
    stage.run_until(lambda: stage.state(reminder) == "sent")
    assert [text for _, text in stage.channel.shown] == ["stay inside", "tomorrow"]


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(Uncertain("no answer in time"), "uncertain"), (GivenUp("blocked", recipient_gone=True), "given_up")],
)
def test_only_what_surely_did_not_arrive_is_sent_again(staged: Staged, outcome: Outcome, state: str) -> None:
    stage = staged(outcome)
    row = stage.queue("reply", "hello")
    stage.run_until(lambda: stage.state(row) == state)
    assert len(stage.channel.shown) == 1


def test_a_busy_channel_gets_it_again_when_it_said_and_not_before(staged: Staged) -> None:
    stage = staged(TryAgain("busy", after=timedelta(milliseconds=1500)))
    row = stage.queue("reply", "hello")
    stage.run_until(lambda: stage.state(row) == "due" and len(stage.channel.shown) == 1)
    stage.now += timedelta(seconds=2)
    stage.run_until(lambda: stage.state(row) == "sent")
    assert len(stage.channel.shown) == 2


def test_a_second_try_says_how_things_stand_by_then(staged: Staged, monkeypatch: pytest.MonkeyPatch) -> None:
    words = iter((Reply("room 305"), Reply("room 306")))
    stage = staged(TryAgain("refused"))
    monkeypatch.setattr(registry, "_composers", {COMPOSED: lambda *_: next(words)})
    row = stage.queue(COMPOSED, None)
    stage.run_until(lambda: stage.state(row) == "due" and len(stage.channel.shown) == 1)
    stage.now += timedelta(seconds=5)
    stage.run_until(lambda: stage.state(row) == "sent")
    assert [text for _, text in stage.channel.shown] == ["room 305", "room 306"]


def test_what_is_called_off_between_two_tries_is_not_tried_again(
    staged: Staged, monkeypatch: pytest.MonkeyPatch
) -> None:
    replies = iter((Reply("see you at nine"), None))
    stage = staged(TryAgain("refused"))
    monkeypatch.setattr(registry, "_composers", {COMPOSED: lambda *_: next(replies)})
    row = stage.queue(COMPOSED, None)
    stage.run_until(lambda: stage.state(row) == "due" and len(stage.channel.shown) == 1)
    stage.now += timedelta(seconds=5)
    stage.run_until(lambda: stage.state(row) == "dropped")
    assert len(stage.channel.shown) == 1


@pytest.mark.parametrize("kind", ["event_reminder", "event_changed"])
def test_two_that_are_late_together_are_told_as_one(stage: Stage, kind: str) -> None:
    early = stage.queue(kind, "a day before")
    stage.now += timedelta(hours=22)
    late = stage.queue(kind, "two hours before")
    stage.run_until(lambda: stage.state(late) == "sent")
    assert stage.state(early) == "dropped"
    assert [text for _, text in stage.channel.shown] == ["two hours before"]


class LosesNews(Database):
    """A database whose connection breaks once, after a commit has arrived and before that is heard."""

    breaks = False

    @contextmanager
    def transaction(self, *, hurried: bool = False) -> Iterator[Session]:
        with super().transaction(hurried=hurried) as session:
            yield session
        if self.breaks:
            self.breaks = False
            raise DatabaseAway("the connection broke")


def test_what_was_taken_out_unheard_leaves_at_once_rather_than_after_its_lease(
    database: Database, now: datetime
) -> None:
    losing = LosesNews(database.url)
    stage = Stage(losing, now, RecordingChannel())
    row = stage.queue("reply", "hello")
    losing.breaks = True
    stage.run_until(lambda: stage.state(row) == "sent")
    stage.close()
    with losing.reading() as session:
        assert not session.get_one(Delivery, row).interrupted
    losing.close()
    assert stage.channel.shown == [("7001", "hello")]


class HoldsStill(Database):
    """A database that takes its time over a commit."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.asked, self.may_commit = threading.Event(), threading.Event()

    @contextmanager
    def transaction(self, *, hurried: bool = False) -> Iterator[Session]:
        with super().transaction(hurried=hurried) as session:
            yield session
            if not self.may_commit.is_set():
                self.asked.set()
                assert self.may_commit.wait(10)


def test_what_a_stop_finds_taken_out_and_not_begun_waits_for_the_next_start(database: Database, now: datetime) -> None:
    """It has not left, so it must not count as cut off: what is cut off twice is not sent again."""
    slow = HoldsStill(database.url)
    slow.may_commit.set()
    stage = Stage(slow, now, RecordingChannel())
    row = stage.queue("reply", "hello")

    async def stopped_in_the_middle() -> None:
        slow.may_commit.clear()
        running = asyncio.create_task(stage.sender.run())
        await asyncio.to_thread(slow.asked.wait, 10)
        running.cancel()
        asyncio.get_running_loop().call_later(0.2, slow.may_commit.set)
        await asyncio.gather(running, return_exceptions=True)
        await stage.sender.drain(timeout_seconds=5)

    asyncio.run(stopped_in_the_middle())
    with slow.reading() as session:
        delivery = session.get_one(Delivery, row)
        assert (delivery.state, delivery.interrupted) == ("due", False)
    assert stage.channel.shown == []
    stage.close()
    slow.close()
