"""The commands of compose.yaml on one PostgreSQL behind Caddy, while some of their processes are killed."""

import random
from pathlib import Path

import pytest

from tests.databases import PostgresServer
from tests.deploy.play import Play, Talk, check, talks_in
from tests.deploy.rasas import Rasas
from tests.faults.sizes import size

PAGES, LINES, KILLS = size(3, 6), size(6, 10), size(0, 3)
"""In the suite nobody is killed: with ten processes on two busy cores leases run out by themselves, and what a test
says then depends on the machine. `ONESTOP_FAULTS=full` and `python -m bench.several_machines` kill."""


def test_two_of_each_role_lose_nothing_repeat_nothing_and_keep_the_order(
    rasas: Rasas, postgres: PostgresServer, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Posts of several pages, and kills: of who serves the web, of who answers, and of another."""
    rasas.begin()  # all that starts starts at once
    chance = random.Random(request.node.name)
    kills = [chance.choice(names) for names in (("web-1", "web-2"), ("turns-1", "turns-2"), ("sender-1", "clock-1"))]
    chance.shuffle(kills)
    del kills[KILLS:]
    play = Play(tmp_path, postgres.new_database("play"), rasas.urls)
    with play.running() as url:
        rasas.up()
        play.talks(url, pages=PAGES, lines=LINES, kills=kills)
        talks = talks_in(play.database)
    check([page.heard for page in play.pages], talks, lines=LINES)


def test_what_is_lost_repeated_or_out_of_order_would_be_seen() -> None:
    talk = Talk(posts=[1, 2, 3], answers={10: 1, 11: 2, 12: 3})
    check([[10, 11, 12]], [talk], lines=3)
    for heard in ([10, 12], [10, 11, 11, 12], [10, 12, 11]):
        with pytest.raises(AssertionError):
            check([heard], [talk], lines=3)
    for wrong in (Talk([1, 2], talk.answers), Talk([1, 2, 3], {10: 1, 11: 3, 12: 2}), Talk([1, 2, 3], {10: 1, 12: 3})):
        with pytest.raises(AssertionError):
            check([list(wrong.answers)], [wrong], lines=3)
