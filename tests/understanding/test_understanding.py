"""The whole path from words to meaning, with readers that know their lines."""

import asyncio
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from understanding.parse import Entity, Intent, Language, Parse, Wish
from understanding.reading.examples import Example, TrainingWords
from understanding.reading.fallback_router import FallbackRouter, RouterMissing, train_router
from understanding.reading.nlu import NluClient
from understanding.reading.reading import CONFIDENCE_THRESHOLD, OUT_OF_SCOPE, Reading
from understanding.understanding import Understanding
from understanding.words.squeezed import squeezed

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def reading(*ranking: tuple[str, float], entities: tuple[Entity, ...] = ()) -> Reading:
    return Reading(tuple(Intent(name, confidence) for name, confidence in ranking), entities)


UNREADABLE = reading((OUT_OF_SCOPE, 0.9), ("help", 0.05), ("greet", 0.03), ("ask_events", 0.01), ("deny", 0.01))


class ScriptedReader:
    """Reads the sentences it knows; anything else is out of scope."""

    def __init__(self, lines: dict[str, Reading]) -> None:
        self._lines = lines

    async def read(self, text: str) -> Reading:
        return self._lines.get(text, UNREADABLE)


def understand(text: str, lines: dict[str, Reading], *, language: Language | None = None) -> Parse:
    """Understand while Rasa is not there, so that the scripted router reads."""

    async def run() -> Parse:
        async with NluClient("http://127.0.0.1:9") as nobody:
            understanding = Understanding(nlu=nobody, router=ScriptedReader(lines))
            return await understanding.understand(text, now=NOW, language=language)

    return asyncio.run(run())


def names(intents: tuple[Intent, ...]) -> list[str]:
    return [intent.name for intent in intents]


def test_a_sure_reading_is_acted_on_with_its_entities_and_times() -> None:
    who = Entity("counselor_name", "Li Jing", 10, 17)
    lines = {"book with Li Jing tomorrow at 3pm": reading(("book_counseling", 0.9), entities=(who,))}
    parse = understand("book with Li Jing tomorrow at 3pm", lines)
    wish = Wish("ordered", "book with li jing tomorrow at 3pm")
    assert parse.intent == Intent("book_counseling", 0.9, (who,), wish=wish)
    assert not parse.fallback
    assert parse.times[0].start == datetime(2026, 11, 24, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_a_weak_reading_is_asked_back_with_the_likeliest() -> None:
    weak = reading(("ask_events", CONFIDENCE_THRESHOLD - 0.01), ("greet", 0.2), ("help", 0.15), ("ask_growth", 0.1))
    parse = understand("something on", {"something on": weak})
    assert parse.fallback
    assert parse.intents == ()
    assert names(parse.likeliest) == ["ask_events", "help", "ask_growth"]


def test_what_is_out_of_scope_is_a_fallback_however_sure() -> None:
    parse = understand("how tall is Everest", {})
    assert parse.fallback
    assert names(parse.likeliest) == ["help", "ask_events"]


def test_two_requests_in_one_message_are_both_understood() -> None:
    message = "我想约心理老师？最近有什么活动？"
    lines = {
        message: reading(("book_counseling", 0.5)),
        "我想约心理老师？": reading(("book_counseling", 0.9)),
        "最近有什么活动？": reading(("ask_events", 0.8)),
    }
    assert names(understand(message, lines).intents) == ["book_counseling", "ask_events"]


def test_a_greeting_around_a_request_is_not_a_second_request() -> None:
    message = "你好吗？我想约心理老师"
    lines = {
        message: reading(("book_counseling", 0.8)),
        "你好吗？": reading(("greet", 0.99)),
        "我想约心理老师": reading(("book_counseling", 0.95)),
    }
    assert names(understand(message, lines).intents) == ["book_counseling"]


def test_one_clause_understood_saves_a_message_that_is_not() -> None:
    message = "食堂几点开门？我想约心理老师"
    lines = {"我想约心理老师": reading(("book_counseling", 0.95))}
    assert names(understand(message, lines).intents) == ["book_counseling"]


def test_the_language_is_that_of_the_words_then_that_of_the_student() -> None:
    assert understand("book 一个 counselor", {}, language="en").language == "zh"
    assert understand("ok", {}, language="zh").language == "zh"
    assert understand("ok", {}).language == "en"


@pytest.mark.parametrize("text", ["我不想活了", "我不想活了，顺便问下食堂几点开门"])
def test_danger_is_seen_whatever_the_readers_say(text: str) -> None:
    assert understand(text, {}).danger.is_urgent


@pytest.mark.parametrize("text", ["", "   ", "\x00", "\ud83d", "/greet", "😭" * 2_000])
def test_no_text_is_too_odd(text: str) -> None:
    parse = understand(text, {})
    assert parse.fallback
    assert parse.text == squeezed(text)


EXAMPLES = [
    Example(text, intent)
    for intent, texts in {
        "book_counseling": ["book a counselor", "can I see a psychologist", "我想约心理咨询", "预约心理老师"],
        "ask_events": ["what events are on", "any activities this week", "最近有什么活动", "周末有什么讲座"],
        OUT_OF_SCOPE: ["how tall is Everest", "what is for lunch", "食堂几点开门", "宿舍网坏了"],
    }.items()
    for text in texts
]


@pytest.mark.parametrize("first", [True, False])
def test_the_router_reads_sentences_like_its_examples_and_names_it_knows(tmp_path: Path, *, first: bool) -> None:
    path = tmp_path / "router.npz"
    forms = {("李静", "counselor_name", "Li Jing")}
    train_router(
        TrainingWords(EXAMPLES, forms, [("building", r"\d+号楼")]), path, kept=tmp_path / "vectors", first=first
    )
    router = FallbackRouter.load(path)
    found = asyncio.run(router.read("帮我约一下李静心理老师，在3号楼"))
    assert found.best is not None
    assert found.best.name == "book_counseling"
    assert [(entity.name, entity.value) for entity in found.entities] == [
        ("counselor_name", "Li Jing"),
        ("building", "3号楼"),
    ]
    assert abs(sum(intent.confidence for intent in found.ranking) - 1) < 1e-5
    assert asyncio.run(router.read("  ")) == Reading()


def test_a_missing_router_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RouterMissing, match="make train"):
        FallbackRouter.load(tmp_path / "router.npz")


def at(hour: int, *, day: int) -> datetime:
    return datetime(2026, 11, day, hour, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def starts(parse: Parse) -> dict[str, list[datetime] | None]:
    """Return when each request's own times start; None where it has all of the message's."""
    return {
        intent.name: None if intent.times is None else [time.start for time in intent.times] for intent in parse.intents
    }


BOOK, EVENTS = reading(("book_counseling", 0.9)), reading(("ask_events", 0.9))


@pytest.mark.parametrize(
    ("message", "lines", "meant"),
    [
        (
            "明天下午三点约老师，另外周五的双选会怎么报名",
            {"明天下午三点约老师": BOOK, "周五的双选会怎么报名": reading(("sign_up_event", 0.9))},
            {"book_counseling": [at(15, day=24)], "sign_up_event": [at(0, day=27)]},
        ),
        (
            "book a counselor tomorrow at 3 and remind me of the job fair on Friday",
            {
                "book a counselor tomorrow at 3": BOOK,
                "remind me of the job fair on Friday": reading(("subscribe_reminders", 0.9)),
            },
            {"book_counseling": [at(15, day=24)], "subscribe_reminders": [at(0, day=27)]},
        ),
        (
            "我想约心理老师？周五有什么活动？",
            {"我想约心理老师？": BOOK, "周五有什么活动？": EVENTS},
            {"book_counseling": [], "ask_events": [at(0, day=27)]},
        ),
        (
            "我周五下午都没有课！我想约心理老师？最近有什么活动？",
            {"我想约心理老师？": BOOK, "最近有什么活动？": EVENTS},
            {"book_counseling": [at(13, day=27)], "ask_events": []},
        ),
        (
            "我想约心理老师？周五下午可以吗？最近有什么活动？",
            {"我想约心理老师？": BOOK, "最近有什么活动？": EVENTS},
            {"book_counseling": [at(13, day=27)], "ask_events": []},
        ),
        (
            "周五有什么活动？那天能约心理老师吗？",
            {"周五有什么活动？": EVENTS, "那天能约心理老师吗？": BOOK},
            {"ask_events": [at(0, day=27)], "book_counseling": [at(0, day=27)]},
        ),
        (
            "食堂周五几点开门？我想约心理老师？",
            {"食堂周五几点开门？我想约心理老师？": BOOK, "我想约心理老师？": BOOK},
            {"book_counseling": []},
        ),
        ("周五下午想约心理老师", {"周五下午想约心理老师": BOOK}, {"book_counseling": None}),
    ],
)
def test_each_request_has_its_own_times(
    message: str, lines: dict[str, Reading], meant: dict[str, list[datetime] | None]
) -> None:
    assert starts(understand(message, lines)) == meant


@pytest.mark.parametrize(
    ("message", "lines"),
    [
        (
            "book a counselor on Wednesday 3 December and what events are on 31 November?",
            {
                "book a counselor on Wednesday 3 December": BOOK,
                "what events are on 31 November?": EVENTS,
            },
        ),
        (
            "我想约心理老师？12月3号周三可以吗？11月31号有什么活动？",
            {"我想约心理老师？": BOOK, "11月31号有什么活动？": EVENTS},
        ),
    ],
)
def test_each_request_has_its_own_doubts(message: str, lines: dict[str, Reading]) -> None:
    parse = understand(message, lines)
    kinds = {intent.name: [doubt.kind for doubt in intent.time_doubts] for intent in parse.intents}
    assert kinds == {"book_counseling": ["weekday_differs"], "ask_events": ["no_such_day"]}
    assert {doubt.kind for doubt in parse.time_doubts} == {"weekday_differs", "no_such_day"}
    assert len(parse.time_words) == 2
