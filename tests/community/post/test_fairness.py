"""When the turns of talks come that write much, or that cost nothing to begin."""

from datetime import timedelta

from community.post.fairness import EACH, EACH_BEGUN, EACH_OF_NEW, NEW_FOR, FairOrder
from community.post.inbox import Arrival
from tests.conftest import NOW


def _waits(order: FairOrder, sender: str = "ada", *, visitor: str = "", age: timedelta | None = None) -> timedelta:
    """Return how much later than now the turn of a message comes, of a talk of that age."""
    since = NOW - age if age is not None else None
    arrival = Arrival("web", "1", f"web:{sender}", {}, visitor=visitor, since=since)
    return order.turn_at(arrival, now=NOW) - NOW


def test_who_writes_much_comes_later_with_each_message_and_nobody_else_does() -> None:
    order = FairOrder()
    assert [_waits(order) for _ in range(3)] == [0 * EACH, EACH, 2 * EACH]
    assert _waits(order, "bo") == timedelta()


def test_who_has_paused_comes_at_once_again() -> None:
    order = FairOrder()
    for _ in range(3):
        _waits(order)
    late = Arrival("web", "9", "web:ada", {})
    assert order.turn_at(late, now=NOW + 4 * EACH) == NOW + 4 * EACH


def test_a_talk_that_cost_nothing_stands_behind_older_ones_and_less_as_it_goes_on() -> None:
    order, minute = FairOrder(), timedelta(minutes=1)
    ages = (None, minute, 3 * minute, NEW_FOR)
    waits = [_waits(order, f"{age}", visitor=f"192.0.2.{at}", age=age) for at, age in enumerate(ages)]
    assert waits == [NEW_FOR, NEW_FOR - minute, NEW_FOR - 3 * minute, timedelta()]


def test_many_talks_begun_at_one_address_come_one_after_the_other() -> None:
    order = FairOrder()
    waits = [_waits(order, f"new{number}", visitor="192.0.2.1") for number in range(3)]
    assert waits == [NEW_FOR, NEW_FOR + EACH_BEGUN, NEW_FOR + 2 * EACH_BEGUN]
    assert _waits(order, "elsewhere", visitor="192.0.2.2") == NEW_FOR
    assert _waits(order, "known", visitor="192.0.2.1", age=NEW_FOR) == timedelta(), "who was here before is not held up"


def test_the_lines_of_a_new_talk_lie_further_apart() -> None:
    order, age = FairOrder(), timedelta(minutes=1)
    waits = [_waits(order, visitor="192.0.2.1", age=age) for _ in range(2)]
    assert waits[1] - waits[0] == EACH_OF_NEW


def test_nobody_comes_later_than_an_hour() -> None:
    order = FairOrder()
    assert max(_waits(order) for _ in range(2_000)) == timedelta(hours=1)
