"""What the worst text costs: `python -m bench.hostile [patterns] [messages] [serving]`; all three where none is named.

`patterns` matches every pattern of the project against texts made to hold it up. `messages` looks for the messages that
take longest to understand. `serving` sends those to the assistant, as its command line starts it, while its health and
a student in danger are timed, beside the same without them.
"""

import argparse
import asyncio
import random
import re
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any

import httpx

from bench.patterns import ROOT, every_pattern
from tests.whole_app import WholeApp
from understanding import crisis, dates
from understanding.reading import models
from understanding.reading.fallback_router import FallbackRouter
from understanding.reading.nlu import NluClient
from understanding.understanding import Understanding
from understanding.wishes import grammar

LONGEST, LOOKED_AT_FIRST = 4_096, 1_024
WORTH_A_LOOK = 0.000_5  # seconds for LOOKED_AT_FIRST characters; what takes less cannot be slow on LONGEST
GIVEN_UP_AFTER = 1.0
MOST_LETTERS, MOST_WORDS = 16, 12
KINDS = ("patterns", "messages", "serving")
TOKEN = "bench"
ANYWHERE = (
    " ", "\n", "a", "A", "1", "1 ", "1-", "1.", "12:", "1/1 ", "我", "想死", "我想", "不", "十", "\u0301", "a\u0301",
    "\u200b", "ﷺ", ".", ",", "，", "? ", '"', "'", "Aa ", "ab-", "i ", "the ", "and ", "i want to ", "please ", "周五",
    "下周三", "三点", "2026-", "from now ", "《", "k*", "s_", "haha", "那就", "嗯", "我,", "@", "((",
)  # fmt: skip
BLOCKS = (
    *ANYWHERE, "stupid ", "please just really ", "can you ", "go ahead and ", "老师你好", "麻烦你好的", "就此",
    "我自己", "kill myself ", "i want to die ", "不想活了", "跳楼", "割腕 ", "roommate said he ", "exam ",
    "book a session ", "预约", "next friday ", "in 3 days ", "at half past four ", "3月5号下午三点 ", "3万 ",
    "15000元/月 ", "train ", "take keep ", "loan instal ", "cancel move ", "so that ", "but because ", "① ", "1) ",
    "? what ", "顺便 ", "另外，", "s u i c ", "suicde ", "k1ll ", "d13 ", "。", "!\n", "谢谢 ", "sorry to bother you ",
    "CET-6 ", "abc-def-", "x@y.", "女老师 ",
)  # fmt: skip
DANGER = "I want to kill myself tonight"


class TooSlow(Exception):
    """A match was cut off."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What the worst text found costs."""

    seconds: float
    text: str
    where: str = ""


def filled(piece: str, length: int = LONGEST) -> str:
    """Return the piece again and again, so many characters in all."""
    return (piece * (length // len(piece) + 1))[:length]


def pieces_for(pattern: re.Pattern[str]) -> list[str]:
    """Return what to hold a pattern up with: what holds up others, its own letters and its own words."""
    letters: dict[str, None] = {}
    words: dict[str, None] = {}
    _take_apart(parser.parse(pattern.pattern, pattern.flags), letters, words)
    own = _spread(list(words), MOST_WORDS)
    return [*ANYWHERE, *_spread(list(letters), MOST_LETTERS), *own, *(f"{word} " for word in own), " ".join(own) or " "]


def _spread(some: list[str], most: int) -> list[str]:
    return some[:: max(1, -(-len(some) // most))]


def _take_apart(tree: Any, letters: dict[str, None], words: dict[str, None]) -> None:
    word = ""
    for operation, argument in [*tree, (None, None)]:
        if operation is code.LITERAL:
            word += chr(argument)
            letters[chr(argument)] = None
            continue
        if len(word) > 1:
            words[word] = None
        word = ""
        for part in _inside(operation, argument):
            if isinstance(part, str):
                letters[part] = None
            else:
                _take_apart(part, letters, words)


def _inside(operation: Any, argument: Any) -> Iterator[Any]:
    if operation is code.SUBPATTERN:
        yield argument[3]
    elif operation in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
        yield argument[2]
    elif operation is code.BRANCH:
        yield from argument[1]
    elif operation in (code.ASSERT, code.ASSERT_NOT):
        yield argument[1]
    elif operation is code.IN:
        yield from (
            chr(of if isinstance(of, int) else of[0]) for kind, of in argument if kind in (code.LITERAL, code.RANGE)
        )


def cost(pattern: re.Pattern[str], *, given_up_after: float = GIVEN_UP_AFTER) -> Cost:
    """Return the worst that a pattern takes, in seconds of processor time; a text is tried short before it is long.

    Only in the main thread: `re` looks for signals while it matches, which is what cuts it off.

    Args:
        given_up_after: seconds of processor time after which a text is slow enough, and no other is tried.
    """
    worst = Cost(0.0, "")
    for piece in pieces_for(pattern):
        if _seconds(pattern, filled(piece, LOOKED_AT_FIRST), given_up_after) > WORTH_A_LOOK:
            text = filled(piece)
            seconds = _seconds(pattern, text, given_up_after)
            if seconds > worst.seconds:  # whatever else runs only ever makes it slower, so what counts is tried again
                seconds = min(seconds, _seconds(pattern, text, given_up_after))
            worst = max(worst, Cost(seconds, piece), key=lambda one: one.seconds)
            if seconds >= given_up_after:
                break
    return worst


def _seconds(pattern: re.Pattern[str], text: str, given_up_after: float) -> float:
    """Return what it takes to find the pattern everywhere in the text, and to find that the text is not all of it."""
    begun = time.process_time()
    try:
        with _cut_off_after(given_up_after):
            for _ in pattern.finditer(text):
                pass
            pattern.fullmatch(f"{text}\x01")
    except TooSlow:  # also where the time was over in the moment after the last match
        return given_up_after
    return time.process_time() - begun


@contextmanager
def _cut_off_after(seconds: float) -> Iterator[None]:
    signal.signal(signal.SIGVTALRM, _cut_off)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, signal.SIG_IGN)  # one that comes late must not end the process


def _cut_off(_number: int, _frame: FrameType | None) -> None:
    raise TooSlow


def slowest_patterns(most: int = 20) -> list[Cost]:
    """Return the patterns that take longest, each with its text and where it was made."""
    known = {(one.pattern, one.flags): one for one in every_pattern()}
    costs = [(cost(one.compiled()), one.site) for one in known.values()]
    costs.sort(key=lambda one: -one[0].seconds)
    return [Cost(found.seconds, found.text, site) for found, site in costs[:most]]


class Mind:
    """Understanding as the assistant has it, without Rasa: what our own code costs."""

    def __init__(self) -> None:
        self._understanding = Understanding(
            nlu=NluClient("http://127.0.0.1:9"), router=FallbackRouter.load(models.router_path(ROOT))
        )
        for warm_up in (crisis.warm_up, dates.warm_up, grammar.warm_up):
            warm_up()
        self.seconds("hello"), self.seconds("你好，我想约下周三的咨询")

    def seconds(self, text: str) -> float:
        """Return the processor time that a message takes, judged and understood."""
        begun = time.process_time()
        asyncio.run(self._understanding.understand(text, now=datetime.now(UTC), at_once=True))
        return time.process_time() - begun


def slowest_messages(seconds: Callable[[str], float], *, tries: int, most: int = 20, seed: int = 1) -> list[Cost]:
    """Search for the messages that take longest: first at random, then around the worst so far."""
    chance = random.Random(seed)
    found: dict[str, Cost] = {}
    for number in range(tries):
        worst = sorted(found.values(), key=lambda one: -one.seconds)[:6]
        text = _varied(chance.choice(worst).text, chance) if worst and number > tries // 3 else _composed(chance)
        found[text] = Cost(seconds(text), text)
    slowest = sorted(found.values(), key=lambda one: -one.seconds)[:most]
    # Whatever else ran at that moment, the collection of garbage too, only ever made one slower.
    again = [Cost(min(one.seconds, seconds(one.text)), one.text) for one in slowest]
    return sorted(again, key=lambda one: -one.seconds)


def _composed(chance: random.Random) -> str:
    """Return blocks in an order of their own, so that no part of the text is the repeat of another."""
    blocks = chance.sample(BLOCKS, chance.randint(1, 8))
    return "".join(chance.choice(blocks) for _ in range(LONGEST))[:LONGEST]


def _varied(text: str, chance: random.Random) -> str:
    at, length = chance.randrange(LONGEST), chance.randrange(64, 2_048)
    return (text[:at] + _composed(chance)[:length] + text[at + length :])[:LONGEST]


@dataclass(frozen=True, slots=True)
class Served:
    """The worst that others had to wait, in seconds, and how long danger waited for its answer."""

    health: float
    danger: float
    answered: int


def served(app: WholeApp, texts: Sequence[str], *, rounds: int) -> Served:
    """Send the texts, each from a student of its own, while health is asked for and a student tells of danger."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    url = f"{app.url}/webhooks/rest/webhook"

    def say(sender: str, words: str) -> float:
        begun = time.monotonic()
        said = httpx.post(url, json={"sender": sender, "message": words}, headers=headers, timeout=120)
        said.raise_for_status()
        assert said.json(), "no answer"
        return time.monotonic() - begun

    def healths() -> float:
        worst = 0.0
        with httpx.Client(timeout=120) as client:
            while not done:
                begun = time.monotonic()
                client.get(f"{app.url}/healthz")
                worst = max(worst, time.monotonic() - begun)
                time.sleep(0.02)
        return worst

    done: list[bool] = []
    stamp = time.monotonic_ns()
    with ThreadPoolExecutor(6) as crowd:
        health = crowd.submit(healths)
        hostile = [crowd.submit(say, f"h{stamp}-{number}", text) for number, text in enumerate(texts)]
        danger = [say(f"d{stamp}-{number}", DANGER) for number in range(rounds)]
        answered = [one.result() for one in hostile]
        done.append(True)
        return Served(health.result(), max(danger), len(answered))


def serving(texts: Sequence[str], folder: Path, *, rounds: int = 8) -> tuple[Served, Served]:
    """Return what others waited beside so many ordinary messages, and beside these."""
    ordinary = [f"When does the library open on day {number}?" for number in range(len(texts))]
    with WholeApp(folder, {"ONESTOP_REST_TOKEN": TOKEN}) as app:
        app.wait_for_rasa()
        app.wait_for_long_texts()
        served(app, ordinary, rounds=rounds)  # warm
        return served(app, ordinary, rounds=rounds), served(app, texts, rounds=rounds)


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("kinds", nargs="*", help=", ".join(KINDS))
    options.add_argument("--tries", type=int, default=300, help="messages that the search looks at")
    chosen = options.parse_args()
    kinds = chosen.kinds or KINDS
    if "patterns" in kinds:
        for one in slowest_patterns():
            print(f"pattern  {one.seconds * 1000:7.1f} ms  {one.text[:12]!r:30} {one.where}")
    texts = slowest_messages(Mind().seconds, tries=chosen.tries) if {"messages", "serving"}.intersection(kinds) else []
    for one in texts if "messages" in kinds else ():
        print(f"message  {one.seconds * 1000:7.1f} ms  {one.text[:60]!r}")
    if "serving" in kinds:
        with TemporaryDirectory(prefix="onestop-bench-") as folder:
            for name, waited in zip(
                ("ordinary", "hostile"), serving([one.text for one in texts], Path(folder)), strict=True
            ):
                health, danger = waited.health * 1000, waited.danger * 1000
                print(f"serving  {name:9} health p100 {health:7.1f} ms  danger p100 {danger:7.1f} ms")


if __name__ == "__main__":
    main()
