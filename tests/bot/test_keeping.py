"""What is claimed beside what is kept: whose turn comes before those in line, and what is urgent."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.turns.keeping import Keeping
from community.database import Database
from community.post import inbox
from community.post.claiming import EVER, NEVER
from community.post.inbox import Arrival, InboxFull
from tests.conftest import NOW

A_MINUTE = timedelta(minutes=1)


def _keeping(database: Database) -> Keeping:
    return Keeping(database, ("rest",), now=lambda: NOW, claimer="here", first_look=None)


def _said(*senders: str, urgency: int = inbox.ORDINARY) -> Sequence[Sequence[Arrival]]:
    return [[Arrival("rest", sender, f"rest:{sender}", {}, urgency=urgency)] for sender in senders]


def test_all_that_come_together_and_before_those_in_line_are_claimed(database: Database) -> None:
    kept = _keeping(database).keep(_said("ada", "bo", "cy"), before=NOW + A_MINUTE, at_hand=())
    assert kept.new == [1, 1, 1]
    assert [item.lane for item in kept.claimed] == ["rest:ada", "rest:bo", "rest:cy"]


def test_what_comes_after_those_in_line_waits_in_the_inbox(database: Database) -> None:
    kept = _keeping(database).keep(_said("ada"), before=NOW - A_MINUTE, at_hand=())
    assert (kept.count, kept.claimed) == (1, [])


def test_what_is_urgent_is_claimed_though_every_place_is_taken(database: Database) -> None:
    keeping = _keeping(database)
    keeping.keep(_said("ada", "bo"), before=NEVER, at_hand=())
    kept = keeping.keep(_said("cy", urgency=inbox.URGENT), before=NEVER, at_hand=())
    assert [item.lane for item in kept.claimed] == ["rest:cy"]
    assert kept.urgent_lanes == {"rest:cy"}


def test_once_it_ends_it_keeps_and_claims_nothing(database: Database) -> None:
    keeping = _keeping(database)
    keeping.stop_claiming()
    kept = keeping.keep(_said("ada"), before=EVER, at_hand=())
    assert (kept.count, kept.claimed) == (1, [])


def test_a_copy_counts_for_whoever_brings_it_first(database: Database) -> None:
    keeping = _keeping(database)
    keeping.keep(_said("ada"), before=NEVER, at_hand=())
    assert keeping.keep(_said("ada", "bo"), before=NEVER, at_hand=()).new == [0, 1]


def test_of_a_full_inbox_only_what_is_not_urgent_is_refused(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "MOST_WAITING", 1)
    _keeping(database).keep(_said("ada"), before=NEVER, at_hand=())
    refused, taken = (
        _keeping(database).keep([*_said("bo"), *_said("cy", urgency=inbox.URGENT)], before=NEVER, at_hand=()).new
    )
    assert isinstance(refused, InboxFull)
    assert taken == 1
