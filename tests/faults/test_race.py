"""A thousand students want the same hour."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from actions.dialogue.reply import Button
from bot.app import utc_now
from community.counseling.tables import Appointment, AppointmentSlot
from tests.faults.campus import Campus
from tests.faults.emulator import FaultyTelegram
from tests.faults.kill import Assistant, await_that
from tests.faults.sizes import size


def test_one_of_a_thousand_gets_the_time_and_the_others_get_alternatives(
    campus: Campus, telegram: FaultyTelegram, assistant: Callable[..., Assistant]
) -> None:
    """250 taps on one time through Telegram; 1,000 in full."""
    chats = campus.students(size(250, 1_000))
    with campus.database.reading() as session:
        free = select(AppointmentSlot.id).where(AppointmentSlot.starts_at > utc_now() + timedelta(days=2))
        wanted = session.scalars(
            free.where(AppointmentSlot.state == "open").order_by(AppointmentSlot.starts_at)
        ).first()
    keys = campus.offer(chats, Button("Wed 10:00", "book_counseling", {"appointment_slot": str(wanted)}))
    app = assistant(campus)
    telegram.updates(telegram.tap(chat, keys[chat][0]) for chat in chats)
    app.start()
    await_that(lambda: len({sent.chat for sent in telegram.emulator.sent}) == len(chats), seconds=120, app=app)
    with campus.database.reading() as session:
        booked = session.scalars(select(Appointment)).unique().all()
        assert [appointment.slot_id for appointment in booked] == [wanted]
    said = Counter(sent.text.split()[0] for sent in telegram.emulator.sent if sent.text)
    assert said == {"Booked:": 1, "That": len(chats) - 1}
    others = [sent for sent in telegram.emulator.sent if sent.text.startswith("That time has just been taken")]
    assert all(len(sent.buttons) >= 2 for sent in others)
    assert {item.state for item in campus.inbox()} == {"done"}
