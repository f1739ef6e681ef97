"""A message that kills its turn again and again is set aside, over restarts too; the others are answered."""

import socket
from collections.abc import Callable, Iterator

import pytest

from bot.turns import tries
from community.post.claiming import MOST_ATTEMPTS
from community.post.tables import InboxItem
from tests.faults.campus import Campus
from tests.faults.emulator import FaultyTelegram
from tests.faults.kill import Assistant, await_that
from tests.faults.sizes import FULL

WORDS = "where do I borrow a projector for our club"


def be_calm_soon() -> None:
    """Have a process try sooner after its start what two have died over."""
    tries.CALM_SECONDS = 0.5


SOON = None if FULL else be_calm_soon


@pytest.fixture
def silent_rasa() -> Iterator[str]:
    """The URL of a Rasa that takes questions and never answers: a turn that asks it is under way for over a second."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def row_of(campus: Campus, chat: int) -> InboxItem | None:
    return next((item for item in campus.inbox() if item.lane == f"telegram:{chat}"), None)


def is_under_way(campus: Campus, chat: int, turn: int) -> Callable[[], bool]:
    """Return what says whether that turn of the chat's message has begun."""

    def holds() -> bool:
        row = row_of(campus, chat)
        return row is not None and (row.state, row.attempts) == ("claimed", turn)

    return holds


def is_closed(campus: Campus, chat: int) -> Callable[[], bool]:
    def holds() -> bool:
        row = row_of(campus, chat)
        return row is not None and row.state in ("done", "parked")

    return holds


def test_a_message_that_kills_its_turn_three_times_is_set_aside_and_its_sender_told(
    campus: Campus, telegram: FaultyTelegram, assistant: Callable[..., Assistant], silent_rasa: str
) -> None:
    ada, bo = campus.students(2)
    app = assistant(campus, before=SOON, ONESTOP_NLU_URL=silent_rasa)
    telegram.updates([telegram.message(ada, WORDS), telegram.message(bo, WORDS)])
    for turn in range(1, MOST_ATTEMPTS + 1):
        app.begin()
        app.kill_when(is_under_way(campus, ada, turn))
    app.start()
    await_that(lambda: is_closed(campus, ada)() and is_closed(campus, bo)(), seconds=60, app=app)
    parked, answered = row_of(campus, ada), row_of(campus, bo)
    assert parked is not None
    assert answered is not None
    assert (parked.state, answered.state) == ("parked", "done")
    told = telegram.await_text(ada, str(parked.reference))
    assert "I tried several times" in told.text
    assert [title for title, _ in told.buttons] == ["A person", "Help now"]
    telegram.says(ada, "/menu")
    telegram.await_text(ada, "Here is what I can do")


def test_a_message_that_is_answered_is_no_parked_one(
    sqlite_campus: Campus, telegram: FaultyTelegram, assistant: Callable[..., Assistant], silent_rasa: str
) -> None:
    """Killed twice over it, which may be chance."""
    (ada,) = sqlite_campus.students(1)
    app = assistant(sqlite_campus, before=SOON, ONESTOP_NLU_URL=silent_rasa)
    telegram.updates([telegram.message(ada, WORDS)])
    for turn in (1, 2):
        app.begin()
        app.kill_when(is_under_way(sqlite_campus, ada, turn))
    app.start()
    await_that(is_closed(sqlite_campus, ada), seconds=60, app=app)
    row = row_of(sqlite_campus, ada)
    assert row is not None
    assert (row.state, row.reference, row.attempts) == ("done", None, 3)
    telegram.await_shown(ada, 1)
    assert not any("I tried several times" in sent.text for sent in telegram.shown_to(ada))
