"""One thread at a time, and who is in a hurry first."""

from threading import Event, Thread

from community.turnstile import Turnstile

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
        _until(lambda: turnstile._waiting_hurried == 1)
        assert through == [], "one at a time"
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    assert through[0] == "kept"
    assert sorted(through[1:]) == ["another turn", "turn"]


def test_an_error_leaves_the_way_free() -> None:
    turnstile = Turnstile()
    try:
        with turnstile.passed(hurried=True):
            raise ValueError
    except ValueError:
        pass
    with turnstile.passed(hurried=False):
        pass


def _until(holds: object) -> None:
    assert callable(holds)
    waits = Event()
    for _ in range(PATIENCE_SECONDS * 100):
        if holds():
            return
        waits.wait(0.01)
    raise AssertionError("never")
