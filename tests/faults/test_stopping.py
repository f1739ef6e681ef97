"""A broadcast that staff take back while it is going out."""

import time
from collections.abc import Callable

import pytest

from tests.faults.campus import Campus
from tests.faults.emulator import FaultyTelegram
from tests.faults.kill import Assistant, await_that
from tests.faults.sizes import size


@pytest.mark.alone
def test_a_notice_stopped_at_half_reaches_nobody_a_second_later_and_it_is_known_who_got_it(
    campus: Campus, telegram: FaultyTelegram, assistant: Callable[..., Assistant]
) -> None:
    """400 readers at 100 a second (2,000 in full); it is taken back by another process, as the console may be."""
    readers = size(400, 2_000)
    chats = set(campus.students(readers))
    app = assistant(campus, ONESTOP_RATE_PER_SECOND="100")
    notice = campus.publish()
    app.start()
    await_that(telegram.took(readers // 2), seconds=90, app=app)
    campus.stop(notice)
    committed_at = time.monotonic()
    await_that(lambda: campus.is_told(readers), seconds=30, app=app)
    got = [sent.chat for sent in telegram.emulator.sent]
    assert max(sent.at for sent in telegram.emulator.sent) < committed_at + 1
    assert len(got) == len(set(got)) < readers
    states = campus.reached(notice)
    assert set(states) == chats
    assert {chat for chat, state in states.items() if state == "sent"} == set(got)
    assert {state for chat, state in states.items() if chat not in set(got)} <= {"cancelled", "dropped"}
