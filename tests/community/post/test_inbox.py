"""A message is claimed by one process, answered in the order of its lane, and never left lying."""

from collections.abc import Collection
from datetime import datetime, timedelta

import pytest

from community.database import Database
from community.post import claiming, inbox
from community.post.claiming import LEASE, LeaseLost
from community.post.inbox import Arrival
from community.post.tables import InboxItem


def _keep(database: Database, now: datetime, *names: str, channel: str = "rest") -> int:
    """Keep messages; a name is the sender and a number, as `ada:1`."""
    arrivals = [Arrival(channel, name, f"{channel}:{name.partition(':')[0]}", {"message": name}) for name in names]
    with database.transaction() as session:
        return len(inbox.keep(session, arrivals, now=now))


def _claim(
    database: Database,
    now: datetime,
    claimer: str = "a",
    at_hand: Collection[int] = (),
    channels: Collection[str] = ("rest",),
) -> dict[str, int]:
    """Claim what waits, and return the id of each message by its name."""
    with database.transaction() as session:
        items = claiming.claim(session, claimer=claimer, channels=channels, most=100, now=now, at_hand=at_hand)
        return {item.update_id: item.id for item in items}


def _finish(database: Database, now: datetime, item: int, claimer: str = "a") -> None:
    with database.transaction() as session:
        claiming.finish(session, item, claimer=claimer, now=now)


def test_a_copy_is_no_second_message(database: Database, now: datetime) -> None:
    assert _keep(database, now, "ada:1", "bo:1") == 2
    assert _keep(database, now, "ada:1", "ada:2") == 1
    assert list(_claim(database, now)) == ["ada:1", "bo:1", "ada:2"]


def test_a_lane_that_is_being_answered_is_left_alone(database: Database, now: datetime) -> None:
    _keep(database, now, "ada:1")
    first = _claim(database, now)["ada:1"]
    _keep(database, now, "ada:2", "bo:1")
    assert list(_claim(database, now, "b")) == ["bo:1"]
    _finish(database, now, first)
    assert list(_claim(database, now, "b")) == ["ada:2"]


@pytest.mark.parametrize("ended", ["dead", "lapsed"])
def test_what_a_dead_process_held_goes_before_the_urgent_word_after_it(
    database: Database, now: datetime, ended: str
) -> None:
    _keep(database, now, "ada:1", "ada:2")
    _claim(database, now)
    with database.transaction() as session:
        inbox.keep(session, [Arrival("rest", "ada:3", "rest:ada", {}, urgency=1)], now=now)
    _claim(database, now)  # the same process takes it too, and dies over all of them
    if ended == "dead":
        with database.transaction() as session:
            claiming.release(session, ["a"])
    assert list(_claim(database, now + LEASE, "b")) == ["ada:1", "ada:2", "ada:3"]


def test_who_writes_much_holds_up_nobody_else(database: Database, now: datetime) -> None:
    _keep(database, now, *(f"ada:{number}" for number in range(20)), "bo:1")
    assert list(_claim(database, now)) == [*(f"ada:{number}" for number in range(claiming.MOST_OF_A_LANE)), "bo:1"]


def test_of_those_that_wait_the_one_is_next_whose_turn_comes_first(database: Database, now: datetime) -> None:
    later, sooner = now + timedelta(seconds=40), now + timedelta(seconds=20)
    turns = {"flood:1": later, "ada:1": sooner, "flood:2": now, "bo:1": now}
    arrivals = [Arrival("rest", name, f"rest:{name.partition(':')[0]}", {}, turn_at=at) for name, at in turns.items()]
    with database.transaction() as session:
        inbox.keep(session, inbox.behind_their_lanes(session, arrivals), now=now)
    assert list(_claim(database, now)) == ["bo:1", "ada:1", "flood:1", "flood:2"], "a talk keeps its order"


def test_the_turn_of_a_message_comes_no_sooner_than_its_talks(database: Database, now: datetime) -> None:
    later = now + timedelta(minutes=1)
    with database.transaction() as session:
        inbox.keep(session, [Arrival("web", "1", "web:a", {}, turn_at=later)], now=now)
        (one,) = inbox.behind_their_lanes(session, [Arrival("web", "2", "web:a", {}, turn_at=now)])
    assert one.turn_at == later


def test_a_message_waits_for_a_process_that_can_read_it(database: Database, now: datetime) -> None:
    """A talk in the terminal beside an assistant that is down must not set Telegram's messages aside."""
    _keep(database, now, "ada:1", channel="telegram")
    _keep(database, now, "bo:1")
    assert list(_claim(database, now)) == ["bo:1"]
    assert list(_claim(database, now, "b", channels=("rest", "telegram"))) == ["ada:1"]


def test_a_lapsed_claim_goes_to_another_and_is_lost_to_the_first(database: Database, now: datetime) -> None:
    _keep(database, now, "ada:1")
    item = _claim(database, now)["ada:1"]
    assert _claim(database, now + LEASE - timedelta(seconds=1), "b") == {}
    assert _claim(database, now + LEASE, "b") == {"ada:1": item}
    with pytest.raises(LeaseLost):
        _finish(database, now + LEASE, item)
    _finish(database, now + LEASE, item, "b")


def test_what_takes_long_is_not_claimed_again_by_who_is_at_work_on_it(database: Database, now: datetime) -> None:
    _keep(database, now, "ada:1")
    item = _claim(database, now)["ada:1"]
    assert _claim(database, now + 2 * LEASE, at_hand={item}) == {}


def test_a_claim_that_its_claimer_never_heard_of_is_made_again(database: Database, now: datetime) -> None:
    """The connection broke after the commit: the database says it is ours, and nobody is at work on it."""
    _keep(database, now, "ada:1")
    item = _claim(database, now)["ada:1"]
    assert _claim(database, now + LEASE, at_hand={item + 1}) == {"ada:1": item}


def _standing(database: Database, item: int) -> tuple[int, bool]:
    with database.reading() as session:
        row = session.get_one(InboxItem, item)
        return row.attempts, row.interrupted


def _died(database: Database, claimer: str = "a") -> None:
    with database.transaction() as session:
        claiming.release(session, [claimer])


def _begin(database: Database, item: int, claimer: str = "a") -> int:
    with database.transaction() as session:
        return claiming.begin(session, item, claimer=claimer)


def test_a_turn_is_counted_before_it_begins(database: Database, now: datetime) -> None:
    _keep(database, now, "ada:1", "ada:2")
    items = _claim(database, now)
    assert _standing(database, items["ada:1"]) == (1, False), "the first of a lane is answered at once"
    assert _standing(database, items["ada:2"]) == (0, False), "the second waits for it"


def test_what_a_process_died_over_is_counted_each_time_and_by_itself(database: Database, now: datetime) -> None:
    _keep(database, now, "ada:1", "bo:1")
    items = _claim(database, now)
    for turn in (2, 3, 4):
        _died(database)
        assert _claim(database, now) == items
        assert _begin(database, items["ada:1"]) == turn
    assert _standing(database, items["bo:1"]) == (1, True), "what was only claimed beside it is not counted again"


def test_who_ends_in_order_counts_only_the_turns_called_off(database: Database, now: datetime) -> None:
    _keep(database, now, "ada:1", "bo:1")
    items = _claim(database, now)
    with database.transaction() as session:
        assert claiming.release(session, ["a"], called_off=[items["ada:1"]]) == 2
    assert _standing(database, items["ada:1"]) == (1, True)
    assert _standing(database, items["bo:1"]) == (0, False)


def test_who_lost_a_message_counts_no_turn_of_it(database: Database, now: datetime) -> None:
    _keep(database, now, "ada:1")
    item = _claim(database, now)["ada:1"]
    _claim(database, now + LEASE, "b")
    with pytest.raises(LeaseLost):
        _begin(database, item)
    assert _begin(database, item, "b") == 2


def _urgent(database: Database, now: datetime, name: str, urgency: int = inbox.URGENT) -> None:
    with database.transaction() as session:
        lane = f"rest:{name.partition(':')[0]}"
        inbox.keep(session, [Arrival("rest", name, lane, {}, urgency=urgency)], now=now)


def test_what_may_be_danger_is_claimed_before_thousands_that_wait(database: Database, now: datetime) -> None:
    _keep(database, now, *(f"w{number}:1" for number in range(3_000)))
    _urgent(database, now, "new:1")
    _urgent(database, now, "known:1", inbox.URGENT_OF_SOMEBODY_KNOWN)
    assert list(_claim(database, now))[:3] == ["known:1", "new:1", "w0:1"]


def test_the_few_messages_before_an_urgent_one_go_with_it(database: Database, now: datetime) -> None:
    _keep(database, now, *(f"w{number}:1" for number in range(200)), "ada:1", "ada:2")
    _urgent(database, now, "ada:3")
    assert list(_claim(database, now))[:4] == ["ada:1", "ada:2", "ada:3", "w0:1"]


def test_an_urgent_message_does_not_wait_for_a_flood_of_its_lane(database: Database, now: datetime) -> None:
    _keep(database, now, *(f"ada:{number}" for number in range(60)))
    _urgent(database, now, "ada:60")
    assert list(_claim(database, now))[:2] == ["ada:60", "ada:0"]


def test_an_urgent_message_goes_to_who_is_answering_its_lane(database: Database, now: datetime) -> None:
    _keep(database, now, "ada:1")
    first = _claim(database, now)["ada:1"]
    _urgent(database, now, "ada:2")
    assert _claim(database, now, "b") == {}, "its lane is at work elsewhere"
    assert list(_claim(database, now, at_hand={first})) == ["ada:2"]


def test_what_follows_an_urgent_message_is_as_urgent(database: Database, now: datetime) -> None:
    _urgent(database, now, "ada:1")
    later = [Arrival("rest", name, f"rest:{name.partition(':')[0]}", {}) for name in ("ada:2", "bo:1")]
    with database.transaction() as session:
        assert [one.urgency for one in inbox.behind_their_lanes(session, later)] == [inbox.URGENT, inbox.ORDINARY]


@pytest.mark.parametrize(("days", "kept"), [(0, 0), (1, 0), (7, 2)])
def test_an_id_stands_for_the_same_message_for_two_days(
    database: Database, now: datetime, days: int, kept: int
) -> None:
    assert _keep(database, now, "1", "2") == 2
    later = now + timedelta(days=days)
    assert _keep(database, later, "1", "2") == kept
    assert _keep(database, later, "1", "2") == 0
    assert _keep(database, later, "3") == 1


def test_a_message_whose_id_is_used_anew_is_still_answered(database: Database, now: datetime) -> None:
    _keep(database, now, "1")
    _keep(database, now + timedelta(days=7), "1")
    assert len(_claim(database, now + timedelta(days=7))) == 2


def test_an_id_that_nobody_uses_twice_is_known_for_ever(database: Database, now: datetime) -> None:
    post = Arrival("web", "ada:0f3c", "web:ada", {}, known_for=None)
    for days, new in ((0, 1), (7, 0), (700, 0)):
        with database.transaction() as session:
            assert len(inbox.keep(session, [post], now=now + timedelta(days=days))) == new


def test_in_one_batch_old_ids_copies_and_new_messages_are_told_apart(database: Database, now: datetime) -> None:
    _keep(database, now, "1")
    later = now + timedelta(days=7)
    _keep(database, later, "2")
    assert _keep(database, later, "1", "2", "3", "1") == 2
