"""Two machines on one PostgreSQL whose clocks are three minutes apart."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from tests.databases import Copies
from tests.faults.breaking import Broken
from tests.faults.campus import HEADLINE, NOTICE, Campus
from tests.faults.emulator import Faults, FaultyTelegram
from tests.faults.kill import Assistant, await_that, lines_of

READERS = 150
AT_ONCE = 128  # what two processes send before Telegram answers
OFF = timedelta(seconds=90)
LOOKS_SECONDS = 3.0  # each process looks once a second for what another one left


@pytest.fixture
def one_postgresql(campuses: Copies) -> Iterator[Campus]:
    """The sample campus on PostgreSQL: a SQLite file is on one machine."""
    made = Campus(campuses.postgresql())
    yield made
    made.close()


def test_nobody_is_told_twice_and_nobody_skipped_however_wrong_the_clocks_are(
    one_postgresql: Campus, telegram: FaultyTelegram, assistant: Callable[..., Assistant]
) -> None:
    """Of 150 messages Telegram takes 128 and leaves both machines waiting, one 90 s ahead and one 90 s behind."""
    campus = one_postgresql
    chats = campus.students(READERS)
    telegram.plan = Faults(silent=frozenset(chats))
    campus.publish()
    both = [
        assistant(campus, name=name, before=Broken(clock_off_by=off))
        for name, off in (("ahead", OFF), ("behind", -OFF))
    ]
    for app in both:
        app.begin()
    await_that(lambda: len(told(telegram)) >= AT_ONCE, seconds=90, app=both[0])
    taken_at = time.monotonic()
    await_that(lambda: time.monotonic() - taken_at > LOOKS_SECONDS, seconds=60, app=both[1])
    telegram.plan = Faults()
    await_that(lambda: campus.is_told(READERS), seconds=90, app=both[0])
    assert told(telegram) == dict.fromkeys(chats, 1)
    assert Counter(one.state for one in campus.deliveries(NOTICE)) == {"sent": READERS}
    assert all(lines_of(app.output, "clock_corrected") for app in both)
    assert not any(lines_of(app.output, "taken_over") for app in both)


def told(telegram: FaultyTelegram) -> Counter[int]:
    """Return how often each reader got the notice."""
    return Counter(sent.chat for sent in telegram.emulator.sent if HEADLINE in sent.text)
