"""What students do: each talk is a small play, in which they read the answers and choose among the buttons."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from random import Random

from actions.dialogue.reply import Button, Reply
from simulation.faults import DAY, HOUR, MINUTE, WEEK
from simulation.people import Person

SENTENCES = {
    "en": (
        "hello",
        "thank you!",
        "how do I write a resume?",
        "what can you do?",
        "any safety notices right now?",
        "any tips for a job interview?",
        "are you a robot?",
        "what events are coming up?",
        "I want to know about scholarships",
        "can you order me a pizza",
    ),
    "zh": (
        "你好",
        "谢谢",
        "简历怎么写",
        "你能做什么",
        "最近有什么安全通知",
        "面试要注意什么",
        "你是机器人吗",
        "最近有什么活动",
        "奖学金怎么申请",
        "帮我点个外卖",
    ),
}
BOOKING_WORDS = {"en": "can I see a counselor?", "zh": "我想预约心理咨询"}
NOBODY_ASKS_FOR = ("academics", "growth")  # in this term only jobs have deadlines that are asked for


@dataclass(frozen=True, slots=True)
class Step:
    """The next thing a student does, so many seconds after the last: write words, tap a button, leave, come back."""

    after: float
    words: str = ""
    button: Button | None = None
    deed: str = ""
    twice: bool = False


Play = Generator[Step, Reply | None, None]


def joins(person: Person) -> Play:
    """Say hello, and settle the language or not."""
    reply = yield Step(0, "/start")
    if person.chance.random() < 0.2 and (button := _button(reply, "change_language", language=person.language)):
        yield Step(_thinks(person), button=button)


def books(person: Person) -> Play:
    """Book an appointment; some change their mind later, by words or by button."""
    chance = person.chance
    reply = yield Step(0, BOOKING_WORDS[person.language] if chance.random() < 0.2 else "/book")
    reply = yield from _choose_time(person, reply, "book_counseling")
    if person.appointment is None or reply is None:
        return
    drawn = chance.random()
    if drawn < 0.3:
        if button := _button(reply, "cancel_counseling"):
            yield Step(chance.uniform(MINUTE, 3 * DAY), button=button)
    elif drawn < 0.55 and (button := _button(reply, "reschedule_counseling")):
        reply = yield Step(chance.uniform(MINUTE, 2 * DAY), button=button)
        yield from _choose_time(person, reply, "reschedule_counseling")


def _choose_time(person: Person, reply: Reply | None, intent: str) -> Generator[Step, Reply | None, Reply | None]:
    times = [b for b in (reply.buttons if reply else ()) if "appointment_slot" in b.entities and b.intent == intent]
    if not times:
        return None
    chosen = person.chance.choice(times)
    return (yield Step(_thinks(person), button=chosen, twice=person.chance.random() < 0.1))


def signs_up(person: Person) -> Play:
    """Look at what is on and sign up for something, waiting where it is full; some leave again."""
    chance = person.chance
    reply = yield Step(0, "/events")
    offered = [b for b in (reply.buttons if reply else ()) if b.intent == "ask_events" and "event" in b.entities]
    if not offered:
        return
    reply = yield Step(_thinks(person), button=chance.choice(offered))
    if button := _button(reply, "sign_up_event"):
        reply = yield Step(_thinks(person), button=button, twice=chance.random() < 0.1)
    if button := _button(reply, "sign_up_event", join="yes"):
        reply = yield Step(_thinks(person), button=button)
    if chance.random() < 0.25 and (button := _button(reply, "leave_event")):
        yield Step(chance.uniform(MINUTE, 4 * DAY), button=button)


def asks_for_tip(person: Person) -> Play:
    """Look for a job tip and have oneself reminded of its deadline; some are done earlier."""
    reply = yield Step(0, "/jobs")
    topics = [b for b in (reply.buttons if reply else ()) if "topic" in b.entities and b.intent != "talk_to_human"]
    if not topics:
        return
    reply = yield Step(_thinks(person), button=person.chance.choice(topics))
    if button := _button(reply, "remind_tip"):
        reply = yield Step(_thinks(person), button=button)
        if person.chance.random() < 0.3 and (button := _button(reply, "tip_done")):
            yield Step(person.chance.uniform(MINUTE, 5 * DAY), button=button)


def talks(person: Person) -> Play:
    """Say one thing or two."""
    for _ in range(person.chance.randint(1, 2)):
        yield Step(_thinks(person), person.chance.choice(SENTENCES[person.language]))


def stops(person: Person) -> Play:
    """Turn reminders off; some turn them on again after a while."""
    chance = person.chance
    reply = yield Step(0, chance.choice(("/stop", "STOP", "退订")))
    offered = [b for b in (reply.buttons if reply else ()) if b.intent == "unsubscribe_reminders" and b.entities]
    offered = [b for b in offered if b.entities["subject"] not in NOBODY_ASKS_FOR]
    if not offered:
        return
    yield Step(_thinks(person), button=chance.choice(offered))
    if chance.random() < 0.5:
        reply = yield Step(chance.uniform(DAY, 3 * WEEK), "/reminders")
        offered = [b for b in (reply.buttons if reply else ()) if b.intent == "subscribe_reminders" and b.entities]
        if offered:
            yield Step(_thinks(person), button=chance.choice(offered))


def wants_person(person: Person) -> Play:
    """Ask for somebody and say what it is about."""
    reply = yield Step(0, "/person")
    if button := _button(reply, "talk_to_human", topic="study"):
        yield Step(_thinks(person), button=button)


def blocks(person: Person) -> Play:
    """Block the assistant, and come back after some weeks, or never."""
    yield Step(0, deed="block")
    if person.chance.random() < 0.7:
        yield Step(person.chance.uniform(DAY, 3 * WEEK), deed="unblock")
        yield Step(1, "/start")


def takes_seat(person: Person, reply: Reply) -> Play:
    """Take the seat that was offered, mostly."""
    if person.chance.random() < 0.7 and (button := _button(reply, "sign_up_event")):
        yield Step(person.chance.uniform(MINUTE, 3 * HOUR), button=button)


def opens_up(person: Person) -> Play:
    """Tell the counselor who came."""
    yield Step(_thinks(person), f"#S{person.number} it is about my thesis", deed="to counselor")


PLAYS: tuple[tuple[Callable[[Person], Play], float], ...] = (
    (books, 0.26),
    (signs_up, 0.36),
    (asks_for_tip, 0.12),
    (talks, 0.14),
    (stops, 0.06),
    (wants_person, 0.02),
    (blocks, 0.04),
)


def a_play(chance: Random) -> Callable[[Person], Play]:
    """Draw what somebody does."""
    plays, shares = zip(*PLAYS, strict=True)
    drawn: Callable[[Person], Play] = chance.choices(plays, shares)[0]
    return drawn


def _thinks(person: Person) -> float:
    return person.chance.uniform(2, 90)


def _button(reply: Reply | None, intent: str, **about: str) -> Button | None:
    """Return the first button that stands for that, None where there is none."""
    for button in reply.buttons if reply else ():
        if button.intent == intent and about.items() <= dict(button.entities).items():
            return button
    return None
