"""The process sleeps through what is due; the clock jumps, or is changed for summer and winter."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import monotonic as clock_ticks
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from sqlalchemy import func, select

from bot.app import utc_now
from bot.settings import Settings
from community.post.tables import Delivery
from community.reminders import asking
from community.reminders.kinds import DEADLINE
from community.reminders.rules import reminder_times
from tests.community.matter import given_tip
from tests.faults.campus import Campus
from tests.faults.emulator import FaultyTelegram
from tests.faults.kill import Assistant, await_that
from tests.running import RunningApp
from tests.telegram.server import TOKEN

REMINDERS = 100
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
KIND = DEADLINE.name


def remind(
    campus: Campus, chats: Sequence[int], moments: Sequence[datetime], *, valid_until: datetime, now: datetime
) -> None:
    """Have the students asked to be reminded, at `now`, of a tip of their own."""
    with campus.database.transaction() as session:
        tip = given_tip(session, f"TIP-{chats[0]}", expires_at=valid_until + 30 * DAY)
        for talk in campus.talks(session, chats).values():
            student_id = talk.channel_address.student_id
            assert student_id is not None
            asking.remind(
                session,
                "employment",
                tip.id,
                student_id=student_id,
                conversation=talk,
                moments=moments,
                valid_until=valid_until,
                now=now,
            )


def ends(campus: Campus) -> Counter[tuple[str, str]]:
    """Return how the reminders ended, and why."""
    return Counter((one.state, one.cause) for one in campus.deliveries(KIND))


def sends_to(telegram: FaultyTelegram, chats: Sequence[int]) -> Counter[int]:
    """Return how many messages each of the chats was sent, leaving out those that got none."""
    return Counter(sent.chat for sent in telegram.emulator.sent if sent.chat in chats)


def test_what_fell_due_while_the_process_was_down_is_sent_once_or_expires(
    sqlite_campus: Campus, telegram: FaultyTelegram, assistant: Callable[..., Assistant]
) -> None:
    """100 reminders fell due an hour ago; the deadlines of half of them are over by now."""
    campus = sqlite_campus
    now, chats = utc_now(), campus.students(REMINDERS)
    useful, late = chats[: REMINDERS // 2], chats[REMINDERS // 2 :]
    remind(campus, useful, [now - HOUR], valid_until=now + DAY, now=now - 2 * HOUR)
    remind(campus, late, [now - HOUR], valid_until=now - MINUTE, now=now - 2 * HOUR)
    app = assistant(campus)
    for told in (1, 2):  # the second time there is nothing left to say
        app.start()
        await_that(lambda: campus.under_way(KIND) == 0, seconds=30, app=app)
        telegram.updates([telegram.message(chats[0], "/menu")])
        await_that(lambda told=told: sends_to(telegram, chats)[chats[0]] == 1 + told, seconds=30, app=app)  # type: ignore[misc]
        app.stop()
    assert sends_to(telegram, chats) == {**dict.fromkeys(useful, 1), chats[0]: 3}
    assert ends(campus) == {("sent", ""): len(useful), ("dropped", "too late to be of use"): len(late)}


class Clock:
    """A clock that goes on from where it is set."""

    def __init__(self, moment: datetime) -> None:
        self.set(moment)

    def set(self, moment: datetime) -> None:
        """Make it this moment now."""
        self._moment, self._set_at = moment.astimezone(UTC), clock_ticks()

    def __call__(self) -> datetime:
        return self._moment + timedelta(seconds=clock_ticks() - self._set_at)


class Night:
    """The assistant in this process, with a clock of ours; everything in it that asks for the time asks that one."""

    def __init__(self, app: RunningApp, clock: Clock, campus: Campus) -> None:
        self._app, self._clock, self._campus = app, clock, campus

    def comes(self, moment: datetime) -> None:
        """Set the clock and wait until all that is due by then has been dealt with."""
        self._clock.set(moment)
        self._app.app.engine.sender.wake()
        await_that(lambda: self._open(moment) == 0, seconds=20, what=f"at {moment}", every=0.01)

    def _open(self, moment: datetime) -> int:
        due = (Delivery.state == "due") & (Delivery.due_at <= moment)
        with self._campus.database.reading() as session:
            query = select(func.count()).where(Delivery.kind == KIND, due | (Delivery.state == "sending"))
            return session.scalar(query) or 0


@contextmanager
def by_the_clock(
    campus: Campus, telegram: FaultyTelegram, rasa_url: str, folder: Path, clock: Clock
) -> Iterator[Night]:
    """The assistant behind that Telegram, by that clock."""
    settings = Settings(
        telegram_token=SecretStr(TOKEN),
        telegram_base_url=telegram.base_url,
        database_url=campus.url,
        nlu_url=rasa_url,
        http_port=0,
        data_dir=folder,
        rate_per_chat=50,
    )
    with RunningApp(settings, now=clock) as app:
        yield Night(app, clock, campus)


def test_a_clock_that_jumps_sends_nothing_twice_and_nothing_early(
    campus: Campus, telegram: FaultyTelegram, rasa_url: str, tmp_path: Path
) -> None:
    """Three days ahead, then an hour back, then on: 90 reminders, and students who write after each jump."""
    start = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # noon on campus
    clock, chats = Clock(start), campus.students(90)
    soon, late, later = chats[:30], chats[30:60], chats[60:]
    remind(campus, soon, [start + DAY], valid_until=start + 10 * DAY, now=start)
    remind(campus, late, [start + DAY], valid_until=start + 2 * DAY, now=start)
    remind(campus, later, [start + 3 * DAY + HOUR], valid_until=start + 10 * DAY, now=start)
    writer = campus.students(1, first=700_000)[0]
    with by_the_clock(campus, telegram, rasa_url, tmp_path, clock) as night:
        for answers, (moment, told) in enumerate(
            [
                (start, []),
                (start + 3 * DAY, soon),
                (start + 3 * DAY - HOUR, soon),
                (start + 3 * DAY + HOUR, [*soon, *later]),
            ],
            start=1,
        ):
            night.comes(moment)
            telegram.updates([telegram.message(writer, "/menu")])
            await_that(
                lambda answers=answers: len(telegram.shown_to(writer)) == answers,  # type: ignore[misc]
                seconds=5,
                what=f"an answer at {moment}",
            )
            assert sends_to(telegram, chats) == dict.fromkeys(told, 1)
    assert ends(campus) == {("sent", ""): 60, ("dropped", "too late to be of use"): 30}


NEW_YORK, BERLIN = "America/New_York", "Europe/Berlin"
CHANGES = (
    (NEW_YORK, date(2026, 3, 8)),
    (BERLIN, date(2026, 3, 29)),
    (BERLIN, date(2026, 10, 25)),
    (NEW_YORK, date(2026, 11, 1)),
)
NIGHT, MORNING = time(22, 30), time(7, 0)


def half_hours(day: date, zone: ZoneInfo) -> list[datetime]:
    """Return each half hour as it passes, from noon of the day before until the evening of the day after."""
    begin = datetime.combine(day - DAY, time(12, 0), zone).astimezone(UTC)
    end = datetime.combine(day + DAY, time(20, 0), zone).astimezone(UTC)
    return [begin + n * 30 * MINUTE for n in range(int((end - begin) / (30 * MINUTE)) + 1)]


def test_reminders_come_at_the_right_wall_time_when_the_clocks_change(
    sqlite_campus: Campus, telegram: FaultyTelegram, rasa_url: str, tmp_path: Path
) -> None:
    """Both changes of 2026 in New York and Berlin, half an hour at a time: before, after, and in the night itself."""
    campus, expected = sqlite_campus, {}
    for number, (name, day) in enumerate(CHANGES):
        zone, asked = ZoneInfo(name), datetime.combine(day - 9 * DAY, time(12, 0), ZoneInfo(name))
        eve, morrow = (f"{day + days * DAY:%m-%d}" for days in (-1, 1))
        first = 300_000 + 10 * number
        chats = campus.students(3, first=first, zone=name, quiet_from=NIGHT, quiet_until=MORNING)
        closings = (datetime.combine(day, time(23, 0), zone), datetime.combine(day + DAY, time(23, 0), zone))
        for chat, closes, slow in zip(chats, (*closings, closings[1]), (False, False, True), strict=True):
            moments = reminder_times(opens=None, closes=closes, slow=slow, zone=zone, now=asked)
            remind(campus, [chat], [m for m in moments if m.date() >= day - DAY], valid_until=closes, now=asked)
        expected[first] = [f"{eve} 19:00", f"{day:%m-%d} 12:00"]
        expected[first + 1] = [f"{day:%m-%d} 19:00", f"{morrow} 12:00"]
        expected[first + 2] = [f"{day:%m-%d} 09:00"]
        for chat, at in enumerate((time(1, 30), time(2, 30)), start=first + 3):
            campus.students(1, first=chat, zone=name, quiet_from=NIGHT, quiet_until=MORNING)
            remind(campus, [chat], [datetime.combine(day, at, zone)], valid_until=closings[0], now=asked)
            expected[chat] = [f"{day:%m-%d} 07:00"]
    clock = Clock(datetime(2026, 3, 1, tzinfo=UTC))
    with by_the_clock(campus, telegram, rasa_url, tmp_path, clock) as night:
        for name, day in CHANGES:
            for moment in half_hours(day, ZoneInfo(name)):
                night.comes(moment)
    seen: dict[int, list[str]] = {}
    for one in campus.deliveries(KIND):
        zone = ZoneInfo(CHANGES[(campus.chat_of(one) - 300_000) // 10][0])
        assert one.sent_at is not None, (one.state, one.cause, one.wall_time)
        seen.setdefault(campus.chat_of(one), []).append(f"{one.sent_at.astimezone(zone):%m-%d %H:%M}")
    assert seen == expected
    assert sends_to(telegram, list(expected)) == {chat: len(times) for chat, times in expected.items()}
