"""A process stands still for longer than its leases, as a stopped one or a machine that is suspended."""

import signal
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, select, update

from actions.dialogue.reply import Reply, packed
from bot.app import utc_now
from community.post import outbox
from community.post.kinds import REPLY
from community.post.tables import Delivery
from tests.faults.breaking import Broken, stands_still
from tests.faults.campus import Campus
from tests.faults.emulator import Faults, FaultyTelegram
from tests.faults.kill import Assistant, await_that, lines_of

READERS = 20
LEASE_SECONDS = 2.0
WORDS = "The office in building 5 is open until 18:00 today."
PATIENCE = timedelta(seconds=3)


def queue(campus: Campus, chats: range, **as_if: object) -> None:
    """Queue a message for each of the chats, as if something had been done with it already."""
    now = utc_now()
    with campus.database.transaction() as session:
        for talk in campus.talks(session, chats).values():
            key = f"it:{talk.id}"
            outbox.enqueue(session, REPLY, talk, due_at=now, now=now, reply=packed(Reply(WORDS)), key=key)
            if as_if:
                session.execute(update(Delivery).where(Delivery.key == key).values(as_if))


def told(telegram: FaultyTelegram) -> Counter[int]:
    """Return how often each chat got the message."""
    return Counter(sent.chat for sent in telegram.emulator.sent if sent.text == WORDS)


def leases_have_run_out(campus: Campus) -> bool:
    with campus.database.reading() as session:
        latest = session.scalar(select(func.max(Delivery.lease_until)).where(Delivery.state == "sending"))
    return latest is not None and latest < utc_now()


def test_who_was_paused_does_not_send_its_own_live_sends_again(
    campus: Campus, telegram: FaultyTelegram, assistant: Callable[..., Assistant]
) -> None:
    """Telegram has taken 20 messages and not answered yet when the process stops.

    What it looks at afterwards holds one more, of a process on a machine that is gone: that one it does take over.
    """
    chats = campus.students(READERS)
    other = campus.students(1, first=chats.stop)
    telegram.plan = Faults(silent=frozenset(chats))
    queue(campus, chats)
    app = assistant(campus, before=Broken(lease_seconds=LEASE_SECONDS))
    app.start()
    await_that(telegram.took(READERS), seconds=30, app=app)
    queue(campus, other, state="sending", claimed_by="far away", lease_until=utc_now() + PATIENCE)
    app.process.send_signal(signal.SIGSTOP)
    await_that(lambda: leases_have_run_out(campus), seconds=30)
    app.process.send_signal(signal.SIGCONT)
    await_that(lambda: told(telegram)[other[0]] == 1, seconds=30, app=app, what="until it looked for what others left")
    telegram.plan = Faults()
    await_that(lambda: campus.under_way("reply") == 0, seconds=30, app=app)
    assert told(telegram) == dict.fromkeys((*chats, *other), 1)
    assert Counter(one.state for one in campus.deliveries("reply")) == {"sent": READERS + 1}


def test_what_was_taken_over_meanwhile_is_not_sent_by_who_was_paused(
    campus: Campus, telegram: FaultyTelegram, assistant: Callable[..., Assistant]
) -> None:
    """20 messages were noted as being sent, and none had left, when the process stopped."""
    chats = campus.students(READERS)
    queue(campus, chats)
    paused = assistant(campus, name="paused", before=Broken(lease_seconds=LEASE_SECONDS, stands_still=True))
    paused.begin()
    await_that(lambda: paused.process.poll() is None and stands_still(paused.process.pid), seconds=60, app=paused)
    assert told(telegram) == {}
    other = assistant(campus, name="other")
    other.begin()
    await_that(lambda: campus.under_way("reply") == 0, seconds=60, app=other)
    paused.process.send_signal(signal.SIGCONT)
    ends = ("send_taken_over", "delivery")
    await_that(lambda: sum(len(lines_of(paused.output, end)) for end in ends) == READERS, seconds=30, app=paused)
    assert told(telegram) == dict.fromkeys(chats, 1)
