"""All of it at once: kills and stops at random under a Telegram that is now busy, now broken, with much to be said."""

import random
import time
from collections.abc import Callable

from bot.sending.sender import SENDS_AT_ONCE
from tests.faults.campus import NOTICE, Campus
from tests.faults.counting import Crowd, counted
from tests.faults.emulator import Faults, FaultyTelegram
from tests.faults.kill import Assistant, await_that
from tests.faults.sizes import size

FIRST_READER = 500_000
READERS = 300
WEATHERS = (Faults(), Faults(busy_every=5), Faults(broken=True))


def test_a_storm_loses_nothing_and_leaves_nothing_uncertain(
    campus: Campus, telegram: FaultyTelegram, assistant: Callable[..., Assistant], chance: random.Random
) -> None:
    """Four blows (40 in full), each in other weather, half of them kills; a start may find any weather."""
    crowd, app, kills = Crowd(campus, telegram), assistant(campus, ONESTOP_RATE_PER_SECOND="200"), 0
    campus.students(READERS, first=FIRST_READER)
    app.start()
    campus.publish()
    for blow in range(size(4, 40)):
        crowd.writes(40)
        telegram.plan = WEATHERS[blow % len(WEATHERS)]
        _lasts(chance.uniform(0.2, 1.5))
        if blow % 2:
            assert app.stop() == 0
        else:
            app.kill()
            kills += 1
        app.start()
    telegram.plan = Faults()
    await_that(lambda: crowd.is_settled and campus.is_told(READERS), seconds=150, app=app)
    crowd.check_effects()
    crowd.check_order()
    count = counted(campus, telegram, "reply", NOTICE)
    assert count.lost == 0, count
    assert count.repeated + count.states["uncertain"] <= kills * SENDS_AT_ONCE, count
    assert set(count.states) <= {"sent", "uncertain"}, count
    twice_cut_off = {one.cause for one in campus.deliveries("reply", NOTICE) if one.state == "uncertain"}
    assert twice_cut_off <= {"interrupted"}, count


def _lasts(seconds: float) -> None:
    began = time.monotonic()
    await_that(lambda: time.monotonic() - began > seconds, seconds=seconds + 10)
