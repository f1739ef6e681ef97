"""Who may be in danger is answered before the thousands that wait, and before a flood of their own."""

import asyncio
from collections.abc import Sequence

from sqlalchemy import func, insert, select

from community.cases.tables import CrisisTalk
from community.post import inbox
from community.post.inbox import Arrival
from community.post.tables import Delivery, InboxItem
from tests.running import RunningApp

WAITING = 3_000
ORDINARY, DANGER = "what events are on this week?", "I want to kill myself"


def _said(who: str, number: int, words: str) -> Arrival:
    return Arrival("rest", f"{who}:{number}", f"rest:{who}", {"sender": who, "message": words})


def _let_wait(running: RunningApp, arrivals: Sequence[Arrival]) -> None:
    shared = {"channel": "rest", "received_at": running.app.now(), "state": "new"}
    rows = [{"update_id": a.update_id, "lane": a.lane, "body": a.body, **shared} for a in arrivals]
    with running.app.database.transaction() as session:
        session.execute(insert(InboxItem), rows)


def _count(running: RunningApp, state: str, lane: str | None = None) -> int:
    of_it = select(func.count()).select_from(InboxItem).where(InboxItem.state == state)
    with running.app.database.reading() as session:
        return session.scalar(of_it if lane is None else of_it.where(InboxItem.lane == lane)) or 0


def _answered(running: RunningApp, lane: str, messages: int) -> None:
    """Wait until so many messages of a lane are answered."""

    async def wait() -> None:
        async with asyncio.timeout(90):
            while await asyncio.to_thread(_count, running, "done", lane) < messages:
                await asyncio.sleep(0.02)

    running.thread.run(wait())


def _shown(running: RunningApp, who: str) -> str:
    return "\n".join(one.reply.text for one in running.thread.run(running.app.engine.sender.collected("rest", who)))


def test_danger_is_answered_before_three_thousand_that_wait(running: RunningApp) -> None:
    _let_wait(running, [_said(f"w{number}", 1, ORDINARY) for number in range(WAITING)])
    running.thread.run(running.app.engine.intake.keep([_said("ada", 1, DANGER)]))
    _answered(running, "rest:ada", 1)
    assert _count(running, "new") > WAITING // 2
    assert "120" in _shown(running, "ada")


def test_a_first_cry_for_help_waits_for_no_flood_of_its_own(running: RunningApp) -> None:
    """And what was written before it answers nothing that is asked since: a "no" from then is no denial."""
    flood = [_said("ada", number, "no" if number % 2 else ORDINARY) for number in range(20)]
    running.thread.run(running.app.engine.intake.keep([*flood, _said("ada", 20, DANGER)]))
    _answered(running, "rest:ada", 21)
    shown = _shown(running, "ada")
    assert "120" in shown
    assert shown.count("put aside what you had written before") == 1
    with running.app.database.reading() as session:
        talk = session.scalars(select(CrisisTalk)).one()
        assert talk.ended_at is None
        assert (
            session.scalars(select(Delivery.kind).where(Delivery.key == f"inbox:{talk.inbox_id}:0")).one() == "crisis"
        )


def test_what_follows_a_cry_for_help_goes_with_it(running: RunningApp) -> None:
    """ "Yes", once asked, is as urgent as what it answers."""
    running.thread.run(running.app.engine.intake.keep([_said("ada", 1, DANGER)]))
    _answered(running, "rest:ada", 1)
    _let_wait(running, [_said(f"w{number}", 1, ORDINARY) for number in range(200)])
    running.thread.run(running.app.engine.intake.keep([_said("ada", 2, "I'm alone"), _said("bo", 1, "hello")]))
    with running.app.database.reading() as session:
        urgencies = dict(session.execute(select(InboxItem.update_id, InboxItem.urgency)).all())
    assert urgencies["ada:2"] == inbox.URGENT
    assert urgencies["bo:1"] == inbox.ORDINARY
