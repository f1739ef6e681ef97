"""Short terms with real parts: none breaks a rule, and one with a planted fault does."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.dialogue import wording
from community.counseling import rules as counseling
from community.post import rules, sending
from community.post.pacing import Rate
from community.post.rules import Outcome, Sent
from community.post.tables import Delivery
from community.students import preferences
from simulation import channel
from simulation.command import Term, run_term
from simulation.world import Plan
from tests.running import train_if_stale

ZONE = ZoneInfo("Asia/Shanghai")
BEFORE_THE_CLOCKS_CHANGE = date(2026, 10, 19)  # in Berlin on the 25th, in New York on the 1st of November

Plant = Callable[[pytest.MonkeyPatch], None]


def term(url: str | None = None, *, weeks: int = 2, students: int = 60, seed: int = 1) -> Term:
    """Play a short term."""
    train_if_stale()
    plan = Plan(weeks, students, seed, BEFORE_THE_CLOCKS_CHANGE, ZONE, url or "")
    return run_term(plan, progress=lambda _line: None)


def test_a_short_term_breaks_no_rule(database_url: str) -> None:
    played = term(database_url)
    assert played.violations == 0, played.report
    assert int(re.findall(r"turns: (\d+)", played.report)[0]) > 150
    assert int(re.findall(r"  told +(\d+)", played.report)[0]) > 50
    assert int(re.findall(r"killed (\d+) times", played.report)[0]) > 0


def test_the_same_seed_plays_the_same_term() -> None:
    first, again = (term(weeks=1, students=25, seed=4).report.splitlines()[:-1] for _ in range(2))
    assert first == again


def wakes_people(plant: pytest.MonkeyPatch) -> None:
    """Forget the quiet hours."""
    plant.setattr(rules, "after_quiet_hours", lambda now, *_: now)


def ignores_stop(plant: pytest.MonkeyPatch) -> None:
    """Take every switch for on."""
    plant.setattr(preferences, "wants", lambda *_: True)
    plant.setattr(preferences, "unwanted_by", lambda *_: set())


def hurries(plant: pytest.MonkeyPatch) -> None:
    """Send as fast as the machine can."""
    plant.setattr(channel, "PACE", Rate(per_second=1000, per_chat=1000))


def forgets_reminders(plant: pytest.MonkeyPatch) -> None:
    """Queue no reminder of an appointment."""
    plant.setattr(counseling, "reminder_times", lambda *_, **__: [])


def repeats_itself(plant: pytest.MonkeyPatch) -> None:
    """Write down of news of events that they are still to be sent."""
    honest = sending.end

    def end(session: Session, channel: str, outcomes: Sequence[tuple[int, Outcome]], **who_and_when: Any) -> None:
        sent = [delivery for delivery, outcome in outcomes if isinstance(outcome, Sent)]
        news = Delivery.id.in_(sent), Delivery.kind.startswith("event_"), Delivery.attempts < 2
        again = {delivery.id: delivery for delivery in session.scalars(select(Delivery).where(*news))}
        for delivery in again.values():
            delivery.attempts, delivery.state = delivery.attempts + 1, "due"
        honest(session, channel, [ended for ended in outcomes if ended[0] not in again], **who_and_when)

    plant.setattr(sending, "end", end)


def names_campus_time(plant: pytest.MonkeyPatch) -> None:
    """Name times as Greenwich has them."""
    honest = wording.when
    plant.setattr(
        wording, "when", lambda language, moment, _zone, *, now: honest(language, moment, ZoneInfo("UTC"), now=now)
    )


@pytest.mark.parametrize(
    ("plants", "found"),
    [
        ((wakes_people, ignores_stop, hurries), {"quiet hours", "stop means stop", "rate"}),
        ((forgets_reminders, repeats_itself, names_campus_time), {"each due thing", "once", "right wall time"}),
    ],
    ids=["rude", "forgetful"],
)
def test_planted_faults_are_found(plants: tuple[Plant, ...], found: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for plant in plants:
        plant(monkeypatch)
    played = term()
    assert played.violations > 0
    for rule in found:
        assert re.search(rf"^  {rule}: \d", played.report, re.MULTILINE), played.report
