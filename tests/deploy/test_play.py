"""The commands of compose.yaml on one PostgreSQL behind Caddy, while some of their processes are killed."""

import random
from pathlib import Path

import pytest

from tests.databases import PostgresServer
from tests.deploy.play import Play, check, talks_in
from tests.deploy.rasas import Rasas

PAGES, LINES = 6, 10


def test_two_of_each_role_lose_nothing_repeat_nothing_and_keep_the_order(
    rasas: Rasas, postgres: PostgresServer, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """60 posts of six pages, and three kills: of who serves the web, of who answers, and of another."""
    rasas.begin()  # all that starts starts at once
    chance = random.Random(request.node.name)
    kills = [chance.choice(names) for names in (("web-1", "web-2"), ("turns-1", "turns-2"), ("sender-1", "clock-1"))]
    chance.shuffle(kills)
    play = Play(tmp_path, postgres.new_database("play"), rasas.urls)
    with play.running() as url:
        rasas.up()
        play.talks(url, pages=PAGES, lines=LINES, kills=kills)
        talks = talks_in(play.database)
    check(play.pages, talks, lines=LINES)
