"""A counselor's own chat, and answers that do not get through: over the real Telegram code, on the story's clock."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import pytest
from lo_bot_api_emulator import ApiRefusal
from sqlalchemy import select

from bot.settings import Settings
from community.counseling import leaves, people
from community.counseling.tables import Appointment, Counselor
from community.staff import accounts, chats
from tests.conftest import NOW
from tests.running import RunningApp
from tests.telegram.conftest import STAFF_GROUP, reply_to
from tests.telegram.server import Sent, TelegramServer
from tests.telegram.test_chats import blocked_at, membership, refusing

ADA, LI = 7001, 9001
PASSWORD = "correct horse battery"


@pytest.fixture
def at_noon(settings: Callable[..., Settings], campus_at: Callable[[datetime | None], str]) -> Iterator[RunningApp]:
    """The assistant, polling, on a Monday from noon on: nobody's quiet hours."""
    began = time.monotonic()

    def now() -> datetime:
        return NOW + timedelta(seconds=time.monotonic() - began)

    with RunningApp(settings(database_url=campus_at(NOW)), now=now) as running:
        yield running


def hired(running: RunningApp, code: str = "C-LI") -> int:
    """Give a counselor of the sample campus an account."""
    with running.app.database.transaction() as session:
        account = accounts.add(session, code, "Li Jing", PASSWORD, ["counselor"], now=running.app.now())
        people.link(session, code, account, by="system", now=running.app.now())
        return account.id


def new_code(running: RunningApp, account: int) -> str:
    with running.app.database.transaction() as session:
        row = accounts.everyone(session)[0]
        assert row.id == account
        return chats.make_code(session, row, now=running.app.now())


def bound(telegram: TelegramServer, running: RunningApp) -> None:
    """Let Li Jing bind her chat."""
    telegram.says(LI, f"/bind {new_code(running, hired(running))}", name="Li")
    telegram.await_text(LI, "This chat is now Li Jing's")


def book_with_li(telegram: TelegramServer) -> None:
    telegram.says(ADA, "I want to book Li Jing")
    offer = telegram.await_shown(ADA, 1)[-1]
    key = next(key for title, key in offer.buttons if title.endswith("Li Jing"))
    telegram.taps(ADA, key)
    telegram.await_text(ADA, "Booked: ")


def ref_of(running: RunningApp) -> str:
    with running.app.database.reading() as session:
        return session.scalars(select(Appointment.ref)).one()


def test_a_counselor_binds_a_chat_and_learns_of_a_booking_a_move_and_a_cancel_there(
    telegram: TelegramServer, at_noon: RunningApp
) -> None:
    bound(telegram, at_noon)
    book_with_li(telegram)
    ref = ref_of(at_noon)
    new = telegram.await_text(LI, f"New appointment: {ref}, ")
    assert new.text.endswith("first visit.")
    telegram.says(ADA, "move my appointment")
    offer = telegram.await_text(ADA, "Your appointment is")
    telegram.taps(ADA, next(key for title, key in offer.buttons if title.endswith("Li Jing")))
    telegram.await_text(LI, f"Moved: {ref}, from ")
    moved = telegram.await_text(ADA, "Moved to ")
    telegram.taps(ADA, moved.key("Cancel it"))
    telegram.await_text(LI, f"Cancelled: {ref}, ")
    assert [shown.text.split(":")[0] for shown in telegram.shown_to(LI)][1:] == [
        "New appointment",
        "Moved",
        "Cancelled",
    ]
    telegram.says(LI, "what is next?", name="Li")
    telegram.await_text(LI, "No appointment in the next seven days.")


def test_what_could_not_be_sent_to_the_counselor_is_told_as_it_stands_later(
    telegram: TelegramServer, at_noon: RunningApp
) -> None:
    bound(telegram, at_noon)
    busy = refusing(LI, ApiRefusal("Internal Server Error", 500))
    telegram.emulator.faults.append(busy)
    book_with_li(telegram)
    telegram.taps(ADA, telegram.await_text(ADA, "Booked: ").key("Cancel it"))
    telegram.await_text(ADA, "Cancelled: ")
    telegram.emulator.faults.remove(busy)
    telegram.says(LI, "hello?", name="Li")
    telegram.await_text(LI, "No appointment in the next seven days.", seconds=60)
    assert not any("appointment: " in shown.text for shown in telegram.shown_to(LI))


def test_a_guessed_code_binds_nothing_and_five_lock_the_chat(telegram: TelegramServer, at_noon: RunningApp) -> None:
    account = hired(at_noon)
    for number in range(5):
        telegram.says(LI, f"/bind GUESS{number}XX")
        telegram.await_shown(LI, number + 1)
    telegram.says(LI, f"/bind {new_code(at_noon, account)}")
    telegram.await_text(LI, "Too many wrong codes.")
    with at_noon.app.database.reading() as session:
        assert chats.of_account(session, account) is None


def test_a_code_in_the_staffs_group_binds_nothing(telegram: TelegramServer, at_noon: RunningApp) -> None:
    code = new_code(at_noon, hired(at_noon))
    telegram.says(STAFF_GROUP, f"/bind {code}")
    telegram.says(LI, f"/bind {code}")
    telegram.await_text(LI, "This chat is now Li Jing's")
    assert telegram.shown_to(STAFF_GROUP) == []


def test_staff_read_that_an_answer_was_not_delivered_and_the_student_gets_it_on_coming_back(
    telegram: TelegramServer, at_noon: RunningApp
) -> None:
    telegram.says(ADA, "I want to talk to a real person")
    post = telegram.await_text(STAFF_GROUP, "HC-")
    telegram.await_shown(ADA, 1)  # that she is heard has reached her before she blocks the bot
    refuse = refusing(ADA, ApiRefusal("Forbidden: bot was blocked by the user", 403))
    telegram.emulator.faults.append(refuse)
    telegram.says(STAFF_GROUP, "I am here for you", name="Wang Min", reply_to_message=reply_to(at_noon, post))
    telegram.await_text(STAFF_GROUP, "正在发给学生")
    telegram.await_that(lambda: blocked_at(at_noon) is not None, what="the refusal written down")
    at_noon.tick("look_after_answers")
    telegram.await_text(STAFF_GROUP, "没有送达：学生屏蔽了机器人", seconds=60)
    assert not any("passed on" in shown.text for shown in telegram.shown_to(STAFF_GROUP))
    telegram.emulator.faults.remove(refuse)
    telegram.update(membership(ADA, "member"))
    telegram.await_that(lambda: blocked_at(at_noon) is None, what="her coming back written down")
    at_noon.tick("look_after_answers")
    telegram.await_text(ADA, "I am here for you", seconds=60)
    assert blocked_at(at_noon) is None


@dataclass(frozen=True)
class Story:
    """What is said in the whole story of an appointment, in one language."""

    language: str
    bound: str
    wish: str
    booked: str
    new: str
    move: str
    offered: str
    moved: str
    moved_news: str
    cannot: str
    cancel: str
    cancelled: str
    cancelled_news: str


STORIES = (
    Story(
        language="en",
        bound="This chat is now Li Jing's",
        wish="I want to book Li Jing",
        booked="Booked: ",
        new="New appointment: {ref}, ",
        move="move my appointment",
        offered="Your appointment is",
        moved="Moved to ",
        moved_news="Moved: {ref}, from ",
        cannot="cannot take place: the person you were to see is away then",
        cancel="Cancel it",
        cancelled="Cancelled: ",
        cancelled_news="Cancelled: {ref}, ",
    ),
    Story(
        language="zh",
        bound="这个聊天现在归Li Jing使用",
        wish="我想约李静老师",
        booked="约好了：",
        new="新预约：{ref}，",
        move="我想改预约时间",
        offered="你现在约的是",
        moved="已改到",
        moved_news="改期：{ref}，从 ",
        cannot="不能照常进行：你要见的老师那时不在",
        cancel="取消预约",
        cancelled="已取消：",
        cancelled_news="取消：{ref}，",
    ),
)


def first_with_li(offer: Sent) -> str:
    """Return the button of the first time of hers that is offered."""
    return next(key for title, key in offer.buttons if "Li Jing" in title or "李静" in title)


def goes_on_leave(running: RunningApp) -> None:
    with running.app.database.transaction() as session:
        li = session.scalars(select(Counselor).where(Counselor.code == "C-LI")).one()
        now = running.app.now()
        assert li.staff_id is not None
        leaves.take(
            session, li, starts_at=now, ends_at=now + timedelta(days=30), reason="", staff_id=li.staff_id, now=now
        )
    running.app.engine.sender.wake()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.language)
def test_the_whole_story_of_an_appointment_is_told_to_both_sides(
    telegram: TelegramServer, at_noon: RunningApp, story: Story
) -> None:
    says, taps = partial(telegram.says, language=story.language), partial(telegram.taps, language=story.language)
    says(LI, f"/bind {new_code(at_noon, hired(at_noon))}", name="Li")
    telegram.await_text(LI, story.bound)
    says(ADA, story.wish)
    taps(ADA, first_with_li(telegram.await_shown(ADA, 1)[-1]))
    telegram.await_text(ADA, story.booked)
    ref = ref_of(at_noon)
    telegram.await_text(LI, story.new.format(ref=ref))
    says(ADA, story.move)
    taps(ADA, first_with_li(telegram.await_text(ADA, story.offered)))
    telegram.await_text(ADA, story.moved)
    telegram.await_text(LI, story.moved_news.format(ref=ref))
    goes_on_leave(at_noon)
    told = telegram.await_text(ADA, story.cannot)
    assert not any("Li Jing" in title or "李静" in title for title, _ in told.buttons)
    taps(ADA, told.key(story.cancel))
    telegram.await_text(ADA, story.cancelled)
    telegram.await_text(LI, story.cancelled_news.format(ref=ref))
    assert len(telegram.shown_to(LI)) == 4, "bound, new, moved, cancelled, and nothing twice"
