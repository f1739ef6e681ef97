"""The messages that a search finds to be the slowest, sent through the real server: nobody else waits for them."""

from pathlib import Path

import pytest

from bench.hostile import Mind, serving, slowest_messages
from tests.faults.sizes import size
from tests.running import train_if_stale

TRIES, MOST = size(40, 300), 20
MOST_CPU_SECONDS = 0.5  # of the worst message in all; a quiet machine takes a quarter of that
SOON_SECONDS, TIMES_AS_LONG = 1.0, 4  # the aim on a quiet machine is 0.3 s; on two busy cores one wait in many is luck
FREEZE_SECONDS = 5.0


@pytest.fixture(scope="module")
def slowest() -> list[str]:
    """The slowest of many messages; the same search each time."""
    train_if_stale()
    found = slowest_messages(Mind().seconds, tries=TRIES, most=MOST)
    assert len(found) == MOST
    assert found[0].seconds < MOST_CPU_SECONDS, f"{found[0].seconds:.2f} s for {found[0].text[:80]!r}"
    return [one.text for one in found]


def test_nobody_waits_for_the_slowest_messages(slowest: list[str], tmp_path: Path) -> None:
    """Health and danger take no longer than SOON, or than a few times what they take beside ordinary messages."""
    ordinary, hostile = serving(slowest, tmp_path, rounds=size(4, 12))
    assert hostile.answered == MOST
    for name in ("health", "danger"):
        before, waited = getattr(ordinary, name), getattr(hostile, name)
        assert waited < max(SOON_SECONDS, TIMES_AS_LONG * before), f"{name}: {waited:.2f} s, ordinarily {before:.2f} s"
        assert waited < FREEZE_SECONDS + before, f"{name}: {waited:.2f} s"
