"""Reminders in a student's own words, as a talk: set, read back, asked about, listed, deleted, and sent once."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from actions.dialogue.reply import Reply
from bot.sending.composing import Composed, composed
from community.database import Database
from community.post import outbox, rules
from community.post.rules import Dropped, Sent
from community.post.tables import DUE, Delivery, is_of
from community.reminders.kinds import DEADLINE, OWN
from community.reminders.rules import MOST_OWN
from tests.actions.timed import TimedReception
from tests.common import ZONE
from understanding.parse import Danger

LIST, DELETE, OFF = "list_reminders", "delete_reminder", "unsubscribe_reminders"


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


@pytest.fixture
def chat(database: Database) -> TimedReception:
    """A student on Telegram, at noon on Monday 23 November; nobody is woken between 22:30 and 07:00."""
    return TimedReception(database, "telegram")


def due(database: Database, kind: object = OWN) -> list[datetime]:
    """Return when the reminders that are queued are due, on the campus clock."""
    with database.reading() as session:
        found = session.scalars(select(Delivery.due_at).where(is_of(kind), DUE).order_by(Delivery.due_at))  # type: ignore[arg-type]
        return [one.astimezone(ZONE) for one in found]


def leaves(database: Database, now: datetime) -> Composed:
    """Compose the next reminder as the sender does at that time; record that it was sent where it is a reply."""
    with database.transaction() as session:
        delivery = session.scalars(select(Delivery).where(is_of(OWN), DUE)).first()
        assert delivery is not None, "no reminder waits"
        said = composed(session, delivery, now=now, zone=ZONE)
        if isinstance(said, Reply):
            outbox.record(session, delivery, Sent("77"), now=now)
        return said


@pytest.mark.parametrize(
    ("words", "said", "when"),
    [
        ("remind me tomorrow at 8am to hand it in", "“hand it in”: I'll remind you Tue 24 Nov 08:00.", at(24, 8)),
        ("提醒我下周三下午三点交论文", "“交论文”：12月2日周三 15:00提醒你。", at(2, 15, month=12)),
        ("半小时后提醒我关洗衣机", "“关洗衣机”：11月23日周一 12:30提醒你。", at(23, 12, 30)),
        ("明早七点半叫我起床", "“起床”：11月24日周二 07:30提醒你。", at(24, 7, 30)),
        ("wake me up at half past seven", "“Time to get up”: I'll remind you Tue 24 Nov 07:30.", at(24, 7, 30)),
        ("set an alarm for 9pm", "“Your alarm”: I'll remind you Mon 23 Nov 21:00.", at(23, 21)),
    ],
)  # fmt: skip
def test_it_is_set_at_once_and_read_back(
    database: Database, chat: TimedReception, words: str, said: str, when: datetime
) -> None:
    (reply,) = chat.says(words)
    assert reply.text == said
    assert len(reply.buttons) == 4
    assert [one.replace(second=0) for one in due(database)] == [when]


def test_without_a_time_of_day_it_is_asked_and_a_tap_or_words_answer(database: Database, chat: TimedReception) -> None:
    (asked,) = chat.says("提醒我下周三交论文")
    assert asked.text == "12月2日周三几点提醒你？点一个，或者直接写，比如 09:30。"
    assert [one.title for one in asked.buttons][:2] == ["12月1日周二 19:00", "12月2日周三 08:00"]
    (told,) = chat.says("上午九点半")
    assert told.text == "“交论文”：12月2日周三 09:30提醒你。"
    chat.says("remind me next Friday to pay the fee")
    (told,) = chat.taps("Fri 4 Dec 08:00")
    assert told.text == "“pay the fee”: I'll remind you Fri 4 Dec 08:00."
    assert due(database) == [at(2, 9, 30, month=12), at(4, 8, month=12)]


def test_without_any_time_it_is_asked_when(database: Database, chat: TimedReception) -> None:
    (asked,) = chat.says("remind me to water my plants")
    assert asked.text.startswith("When shall I remind you?")
    assert due(database) == []
    (told,) = chat.says("tomorrow at 20:15")
    assert told.text == "“water my plants”: I'll remind you Tue 24 Nov 20:15."


def test_of_two_readings_it_is_asked_which(database: Database, chat: TimedReception) -> None:
    (asked,) = chat.says("remind me tomorrow at 8 to call home")
    assert asked.text == "Which time do you mean?"
    assert [one.title for one in asked.buttons] == ["Tue 24 Nov 08:00", "Tue 24 Nov 20:00", "Menu"]
    assert due(database) == []
    chat.taps("Tue 24 Nov 20:00")
    assert due(database) == [at(24, 20)]


def test_a_matter_that_was_not_said_is_asked_for(chat: TimedReception) -> None:
    (asked,) = chat.says("明天上午十点提醒我")
    assert asked.text == "11月24日周二 10:00提醒你什么？"
    (told,) = chat.says("取包裹")
    assert told.text == "“取包裹”：11月24日周二 10:00提醒你。"


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("提醒我昨天交作业", "这个时间已经过了。\n什么时候提醒你？"),
        ("remind me today at 9am to print", "That time is over.\nWhen shall I remind you?"),
        ("remind me on 31 November to pay", "There is no 31 November: the month ends on the 30th.\nWhich day"),
    ],
)
def test_a_time_that_is_over_or_never_comes_is_asked_about(
    database: Database, chat: TimedReception, words: str, asked: str
) -> None:
    (reply,) = chat.says(words)
    assert reply.text.startswith(asked)
    assert due(database) == []


def test_another_order_is_no_answer_to_what_was_asked_about_the_first(chat: TimedReception) -> None:
    chat.says("remind me to hand in the form")
    (told,) = chat.says("remind me tomorrow at 9am to call home")
    assert told.text.startswith("“call home”")
    chat.says("remind me to hand in the form")
    (other,) = chat.says("is the library open on Saturday?", intent="ask_office")
    assert other.text.startswith("Open on Sat 28 Nov")


def test_what_comes_in_the_quiet_hours_is_said_to_come_in_the_morning(database: Database, chat: TimedReception) -> None:
    (told,) = chat.says("remind me at 5am tomorrow to catch the train")
    assert told.text == (
        "“catch the train”: I'll remind you Tue 24 Nov 07:00.\n"
        "Tue 24 Nov 05:00 is in your quiet hours, from 22:30 to 07:00: it comes when they end."
    )
    assert leaves(database, at(24, 5)) == at(24, 7)


def test_it_is_sent_once_and_only_while_it_is_of_use(database: Database, chat: TimedReception) -> None:
    chat.says("remind me at 15:00 to call home")
    said = leaves(database, at(23, 15))
    assert isinstance(said, Reply)
    assert said.text == "You asked me to remind you:\ncall home"
    assert due(database) == []
    assert "No reminder of yours is waiting" in chat.says("my reminders", intent=LIST)[0].text
    chat.says("remind me at 16:00 to call home")
    assert leaves(database, at(25, 12)) == Dropped(rules.TOO_LATE)


def test_they_are_listed_and_deleted_by_tap_and_by_words(database: Database, chat: TimedReception) -> None:
    chat.says("remind me tomorrow at 8am to hand in the form")
    chat.says("remind me tomorrow at 8pm to print the thesis")
    chat.says("提醒我周五早上九点还钥匙")
    (listed,) = chat.says("my reminders", intent=LIST)
    assert listed.text.split("\n")[1:] == [
        "1. Tue 24 Nov 08:00 · hand in the form",
        "2. Tue 24 Nov 20:00 · print the thesis",
        "3. Fri 27 Nov 09:00 · 还钥匙",
    ]
    (gone,) = chat.says("delete the reminder about the thesis", intent=DELETE)
    assert gone.text == "Deleted: “print the thesis”, Tue 24 Nov 20:00."
    (gone,) = chat.says("还钥匙那个提醒删掉", intent=DELETE)
    assert gone.text == "已删除：“还钥匙”，11月27日周五 09:00。"
    assert due(database) == [at(24, 8)]
    (back,) = chat.taps("重新设上")
    assert "还钥匙" in back.text
    chat.taps("删除第1条")
    assert due(database) == [at(27, 9)]


def test_where_the_words_fit_several_it_is_asked_which(database: Database, chat: TimedReception) -> None:
    chat.says("remind me tomorrow at 8am to print the form")
    chat.says("remind me tomorrow at 9am to sign the form")
    (asked,) = chat.says("delete the reminder about the form", intent=DELETE)
    assert asked.text.startswith("Which one shall I delete?\n1. Tue 24 Nov 08:00 · print the form")
    (none,) = chat.says("delete the reminder about my dentist", intent=DELETE)
    assert none.text.startswith("I find none of that name.")
    (gone,) = chat.says("delete the 9am reminder for tomorrow at 9am", intent=DELETE)
    assert "sign the form" in gone.text
    assert len(due(database)) == 1


def test_the_alarm_is_cancelled_and_the_choice_of_reminders_stays(chat: TimedReception) -> None:
    chat.says("set an alarm for 9pm")
    (gone,) = chat.says("cancel the alarm", intent=OFF)
    assert gone.text == "Deleted: “Your alarm”, Mon 23 Nov 21:00."
    assert chat.says("cancel the alarm", intent=OFF)[0].text == "Stop what?"


def test_undo_and_another_time_leave_one_reminder_or_none(database: Database, chat: TimedReception) -> None:
    chat.says("remind me at 15:00 to call home")
    chat.taps("Another time")
    (told,) = chat.says("16:30")
    assert told.text == "“call home”: I'll remind you Mon 23 Nov 16:30."
    assert due(database) == [at(23, 16, 30)]
    chat.taps("Undo")
    assert due(database) == []


def test_a_card_that_has_the_date_is_reminded_of(database: Database, chat: TimedReception) -> None:
    (told,) = chat.says("remind me of the CET ticket")
    assert "ticket" in told.text.split("\n")[0]
    assert "I'll remind you " in told.text
    assert (due(database), len(due(database, DEADLINE))) == ([], 2)
    (listed,) = chat.taps("My reminders")
    assert "ticket" in listed.text
    chat.taps("Delete 1")
    assert due(database, DEADLINE) == []


@pytest.mark.parametrize(
    ("words", "card"),
    [
        ("提醒我交第四季度思想汇报", "思想汇报"),
        ("remind me to hand in the quarterly thought report", "hought report"),
    ],
)
def test_a_card_that_comes_near_is_reminded_of_or_offered(
    database: Database, chat: TimedReception, words: str, card: str
) -> None:
    (told,) = chat.says(words)
    if not due(database, DEADLINE):
        assert card in told.buttons[0].title
        chat.taps(told.buttons[0].title)
    assert due(database, DEADLINE)


def test_where_no_card_is_near_none_is_offered(chat: TimedReception) -> None:
    (asked,) = chat.says("remind me to water my plants")
    assert {button.intent for button in asked.buttons} == {"set_reminder", "menu"}


@pytest.mark.parametrize("words", ["remind my roommate to pay the rent tomorrow at 9am", "提醒我室友明早九点交电费"])
def test_nobody_else_is_reminded_but_the_student_may_be(database: Database, chat: TimedReception, words: str) -> None:
    (refused,) = chat.says(words)
    assert refused.text.startswith(("I write only to those who ask me to", "我只提醒自己来找我设提醒的人"))
    assert due(database) == []
    chat.taps(refused.buttons[0].title)
    assert due(database) == [at(24, 9)]


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("how do I set a reminder?", "set_reminder"),
        ("别删提醒", DELETE),
        ("I don't want you to remind me", "set_reminder"),
    ],
)
def test_what_is_only_spoken_of_changes_nothing(
    database: Database, chat: TimedReception, words: str, intent: str
) -> None:
    chat.says("remind me tomorrow at 15:00 to call home")
    (told,) = chat.says(words, intent=intent)
    assert "call home" in told.text
    assert due(database) == [at(24, 15)]


def test_it_reminds_once_and_says_so(chat: TimedReception) -> None:
    (told,) = chat.says("每天晚上八点提醒我背单词")
    assert "我只提醒一次，不会反复提醒。" in told.text


def test_one_too_many_is_not_set_and_that_is_said(database: Database, chat: TimedReception) -> None:
    for hour in range(MOST_OWN):
        chat.says(f"remind me on {1 + hour} December at 15:00 to water plant {hour}")
        chat.now += timedelta(seconds=30)
    (refused,) = chat.says("remind me tomorrow at 15:00 to call home")
    assert refused.text.startswith("20 of your reminders wait already, so this one is not set.")
    assert len(due(database)) == MOST_OWN


def test_a_tap_on_what_is_gone_says_so(database: Database, chat: TimedReception) -> None:
    (told,) = chat.says("remind me at 15:00 to call home")
    chat.taps("Undo")
    (again,) = chat.taps("Set it again")
    assert "call home" in again.text
    chat.taps("Delete 1")
    chat.now = at(23, 16)
    (late,) = chat.taps("Set it again")
    assert late.text == "Its time is over, so it stays deleted."
    chat.shown = [told]
    (gone,) = chat.taps("Undo")
    assert gone.text == "No such reminder of yours is waiting."
    assert due(database) == []


def test_stopping_everything_says_that_own_reminders_still_come(chat: TimedReception) -> None:
    chat.says("remind me tomorrow at 15:00 to call home")
    chat.says("/stop")
    (told,) = chat.taps("Everything")
    assert "What you asked me yourself to remind you of still comes" in told.text
    assert told.buttons[0].title == "My reminders"


def test_in_danger_nothing_is_set(database: Database, chat: TimedReception) -> None:
    words = "remind me at 22:00 to take all the pills at once"
    (reply,) = chat.says(words, danger=Danger("ask", "oneself"))
    assert "remind" not in reply.text
    assert due(database) == []
