"""One thread at a time, and who is in a hurry first."""

from threading import Thread

import pytest

from community.turnstile import Turnstile
from tests.waiting import until

PATIENCE_SECONDS = 30


def test_who_is_in_a_hurry_goes_before_those_who_came_earlier() -> None:
    turnstile, through = Turnstile(), list[str]()

    def passes(name: str, *, hurried: bool) -> Thread:
        def go() -> None:
            with turnstile.passed(hurried=hurried):
                through.append(name)

        thread = Thread(target=go)
        thread.start()
        return thread

    with turnstile.passed(hurried=False):
        threads = [passes("turn", hurried=False), passes("another turn", hurried=False), passes("kept", hurried=True)]
        assert until(lambda: turnstile._waiting_hurried == 1)
        assert through == [], "one at a time"
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    assert through[0] == "kept"
    assert sorted(through[1:]) == ["another turn", "turn"]


def test_an_error_leaves_the_way_free() -> None:
    turnstile = Turnstile()
    with pytest.raises(ValueError, match="wrong"), turnstile.passed(hurried=True):
        raise ValueError("wrong")
    free = Thread(target=lambda: _passes(turnstile), daemon=True)
    free.start()
    free.join(PATIENCE_SECONDS)
    assert not free.is_alive()


def _passes(turnstile: Turnstile) -> None:
    with turnstile.passed(hurried=False):
        pass
