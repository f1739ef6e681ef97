"""Two processes of the assistant on one database, as while one replaces the other."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta

import httpx

from bot.app import utc_now
from bot.channels.telegram.polling import PAUSES_SECONDS
from tests.faults.campus import HEADLINE, NOTICE, Campus
from tests.faults.counting import Crowd, counted
from tests.faults.emulator import FaultyTelegram
from tests.faults.kill import Assistant, await_that, lines_of
from tests.faults.sizes import size
from tests.telegram.server import TOKEN

FIRST_READER = 500_000
RATE = 40


def test_two_processes_do_each_thing_once_and_keep_one_rate(
    campus: Campus, telegram: FaultyTelegram, assistant: Callable[..., Assistant]
) -> None:
    """100 updates and 300 readers at 40 a second over both (400 and 2,000 in full); both poll with one token."""
    crowd = Crowd(campus, telegram)
    readers = len(campus.students(size(300, 2_000), first=FIRST_READER))
    both = [assistant(campus, name=name, ONESTOP_RATE_PER_SECOND=str(RATE)) for name in ("one", "two")]
    for app in both:
        app.begin()
    crowd.writes(size(100, 400))
    campus.publish()
    queued = moment_of_queueing(campus, both[0])
    await_that(lambda: crowd.is_settled and campus.is_told(readers), seconds=120, app=both[0])
    crowd.check_effects()
    crowd.check_order()
    count = counted(campus, telegram, "reply", NOTICE)
    assert (count.lost, count.repeated, set(count.states)) == (0, 0, {"sent"}), count
    assert least_pace(campus, telegram, since=queued) <= RATE
    worked = [Counter(event for event in ("turn", "delivery") if lines_of(app.output, event)) for app in both]
    assert all(work["delivery"] for work in worked), worked


def moment() -> tuple[datetime, float]:
    """Return what both clocks show: that of the deliveries, and time.monotonic()."""
    return utc_now(), time.monotonic()


def moment_of_queueing(campus: Campus, app: Assistant) -> tuple[datetime, float]:
    """Wait for the notice to be queued, and return a moment shortly before."""
    moments = [moment()]

    def is_queued() -> bool:
        asked_at = moment()
        if campus.deliveries(NOTICE):
            return True
        moments.append(asked_at)
        return False

    await_that(is_queued, seconds=60, app=app, every=0.02)
    return moments[-1]


def least_pace(campus: Campus, telegram: FaultyTelegram, *, since: tuple[datetime, float]) -> float:
    """Return how many messages a second left at least until the last notice had arrived.

    What was queued after a moment left after it, however long it was on its way. A second's messages may leave at once.
    """
    took = max(sent.at for sent in telegram.emulator.sent if HEADLINE in sent.text) - since[1]
    until = since[0] + timedelta(seconds=took)
    ended = [one for one in campus.deliveries("reply", NOTICE) if one.sent_at is not None and one.sent_at <= until]
    return sum(one.kind == NOTICE or one.created_at >= since[0] for one in ended) / (took + 1)


def test_of_two_processes_one_polls_and_the_other_takes_its_place(
    telegram: FaultyTelegram, assistant: Callable[..., Assistant], campus: Campus
) -> None:
    """Neither meets the other's polls."""
    crowd = Crowd(campus, telegram)
    first = assistant(campus, name="one")
    first.begin()
    crowd.writes(20)
    await_that(lambda: crowd.is_settled, seconds=60, app=first)
    second = assistant(campus, name="two", ONESTOP_DATA_DIR=str(first.folder))
    second.start()
    first.kill()
    crowd.writes(20)
    await_that(lambda: crowd.is_settled, seconds=60, app=second)
    assert not [line for app in (first, second) for line in lines_of(app.output, "telegram_conflict")]
    crowd.check_effects()


def test_another_program_that_polls_is_told_of_plainly_and_we_back_off(
    telegram: FaultyTelegram, assistant: Callable[..., Assistant], sqlite_campus: Campus
) -> None:
    """The pauses grow from a second on; what the other does not confirm is not lost."""
    crowd = Crowd(sqlite_campus, telegram)
    app = assistant(sqlite_campus)

    def is_told(times: int) -> bool:
        return len(lines_of(app.output, "telegram_conflict")) >= times

    with polling_too(telegram):
        app.begin()
        await_that(lambda: is_told(1), seconds=60, app=app)
        assert await_that(lambda: is_told(3), seconds=60, app=app) > sum(PAUSES_SECONDS[:2]) - 1
    crowd.writes(20)
    await_that(lambda: crowd.is_settled, seconds=60, app=app)
    said = lines_of(app.output, "telegram_conflict")
    assert all("another program polls with this token" in line for line in said)
    crowd.check_effects()


@contextmanager
def polling_too(telegram: FaultyTelegram) -> Iterator[None]:
    """Poll with the same token once a second, as a forgotten copy of the bot would; confirms nothing."""
    enough = threading.Event()

    def poll() -> None:
        with httpx.Client(timeout=30) as client:
            while not enough.wait(1):
                client.post(f"{telegram.base_url}/bot{TOKEN}/getUpdates", json={"timeout": 2})

    with ThreadPoolExecutor(1) as threads:
        polling = threads.submit(poll)
        try:
            yield
        finally:
            enough.set()
            polling.result(60)
