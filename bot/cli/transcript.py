"""Talks written down: read, played against the real parts, and compared with what was really said.

A transcript is a text file, one line a step; `…` stands for anything, `#` begins a comment.

    at 2026-11-23 12:00          the clock shows this from here on, in the campus zone
    S: hello                     student S says something (any name that is not B or C)
    S taps: Menu                 S taps the button of that title, of those last shown
    B: Hi! …                     the bot's next message to S
    B shows: [Jobs] [Safety]     buttons under that message, in this order, others may stand between
    B is silent                  the bot has said nothing more to S
    C is reachable               the staff have a chat from here on, and read it
    C claims                     a counselor takes S's case
    C: I am here                 the counselor writes to S
    C closes                     the counselor closes the case
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from actions.dialogue.reply import Reply
from bot.channels import terminal
from bot.channels.terminal import TerminalTalk
from bot.engine import Engine
from community.cases import cases
from community.channels import TELEGRAM
from community.post import talks
from community.post.conversations import Conversation

COUNSELOR = "Wang Min"
_VERBS = "taps|shows|claims|closes|is silent|is reachable"
_STEP = re.compile(rf"^(?:(?P<who>\w+)(?: (?P<verb>{_VERBS}))?(?::\s*(?P<words>.*))?)$")
_BUTTON = re.compile(r"\[([^\]]+)\]")


class Departed(Exception):
    """The real talk went another way than the transcript; names the line, what was expected and what came."""


class Unreadable(Exception):
    """A line of the transcript is none of the known steps."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a transcript."""

    number: int
    who: str
    verb: str
    words: str


def read(path: Path) -> list[Step]:
    """Read a transcript.

    Raises:
        Unreadable: a line is no step.
    """
    return list(_steps(path.read_text(encoding="utf-8").splitlines(), path.name))


def _steps(lines: Sequence[str], name: str) -> Iterator[Step]:
    for number, line in enumerate(lines, start=1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        if text.startswith("at "):
            yield Step(number, "", "at", text[3:].strip())
            continue
        step = _STEP.match(text)
        if step is None or (step["verb"] is None and step["words"] is None):
            raise Unreadable(f"{name}:{number}: {text!r} is no step; see the head of bot/cli/transcript.py")
        yield Step(number, step["who"], step["verb"] or "says", (step["words"] or "").replace("\\n", "\n"))


class StageClock:
    """A clock that shows what the transcript says."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self.shown = datetime.now(zone)

    def __call__(self) -> datetime:
        return self.shown

    def set(self, words: str) -> None:
        """Show another time, such as `2026-11-23 12:00`."""
        self.shown = datetime.fromisoformat(words).replace(tzinfo=self.zone)


class Stage:
    """Plays transcripts on real parts.

    Args:
        show: called with every line as it is said, for whoever watches.
    """

    def __init__(
        self,
        engine: Engine,
        clock: StageClock,
        *,
        show: Callable[[str], None] = lambda _line: None,
    ) -> None:
        self._engine, self._clock, self._show = engine, clock, show
        self._talks: dict[str, TerminalTalk] = {}
        self._unseen: dict[str, list[Reply]] = {}
        self._student = ""
        self._last: Reply | None = None

    async def play(self, steps: Sequence[Step], *, name: str) -> None:
        """Play every step in order.

        Raises:
            Departed: the bot said something else.
        """
        for step in steps:
            await self._step(step, f"{name}:{step.number}")

    async def _step(self, step: Step, place: str) -> None:
        match step.who, step.verb:
            case "", "at":
                self._clock.set(step.words)
            case "B", "says":
                await self._expect_words(step.words, place)
            case "B", "shows":
                self._expect_buttons(_BUTTON.findall(step.words), place)
            case "B", "is silent":
                await self._expect_silence(place)
            case "C", verb:
                self._counselor(verb, step.words)
            case who, verb:
                await self._student_does(who, verb, step.words, place)

    async def _student_does(self, who: str, verb: str, words: str, place: str) -> None:
        self._student = who
        self._show(f"{who}: {words}")
        talk = self._talks.setdefault(who, TerminalTalk(self._engine, f"stage-{who}"))
        if verb == "taps":
            self._unseen.setdefault(who, []).extend(self._shown(await talk.waiting()))
            number = talk.number_of(words)
            if number is None:
                raise Departed(f"{place}: there is no button [{words}] to tap")
            words = str(number)
        self._unseen.setdefault(who, []).extend(self._shown(await talk.say(words)))

    def _shown(self, replies: list[Reply]) -> list[Reply]:
        for reply in replies:
            self._show(f"B: {terminal.rendered(reply)}")
        return replies

    async def _next(self) -> Reply | None:
        unseen = self._unseen.setdefault(self._student, [])
        if not unseen:
            unseen += self._shown(await self._talks[self._student].waiting())
        return unseen.pop(0) if unseen else None

    async def _expect_words(self, expected: str, place: str) -> None:
        reply = await self._next()
        if reply is None:
            raise Departed(f"{place}: expected {expected!r}, but the bot said nothing")
        if not matches(expected, reply.text):
            raise Departed(f"{place}: expected {expected!r}, but the bot said {reply.text!r}")
        self._last = reply

    def _expect_buttons(self, expected: Sequence[str], place: str) -> None:
        shown = [button.title for button in self._last.buttons] if self._last else []
        remaining = iter(shown)
        if not all(any(matches(title, one) for one in remaining) for title in expected):
            raise Departed(f"{place}: expected the buttons {expected}, but the bot showed {shown}")

    async def _expect_silence(self, place: str) -> None:
        reply = await self._next()
        if reply is not None:
            raise Departed(f"{place}: expected silence, but the bot said {reply.text!r}")

    def _counselor(self, verb: str, words: str) -> None:
        self._show(f"C {verb}: {words}" if words else f"C {verb}")
        with self._engine.common.database.transaction() as session:
            if verb == "is reachable":
                talks.keep_staff_group(session, TELEGRAM.name, "-1", now=self._clock())
                return
            conversation = talks.find(session, terminal.NAME, f"stage-{self._student}")
            counselor_does(session, conversation, verb, words, now=self._clock())


def counselor_does(
    session: Session, conversation: Conversation | None, verb: str, words: str, *, now: datetime
) -> None:
    """Have the counselor claim or close the student's case, or write to the student.

    Raises:
        Departed: the student has no open case.
    """
    case = cases.open_of(session, conversation.id) if conversation else None
    if case is None:
        raise Departed("the student has no open case for a counselor")
    if verb == "claims":
        cases.claim(session, case, staff_label=COUNSELOR, now=now)
    elif verb == "closes":
        cases.close(session, case, staff_label=COUNSELOR, now=now)
    else:
        cases.answer_from_staff(session, case, staff_label=COUNSELOR, words=words, now=now)


def matches(expected: str, said: str) -> bool:
    """Say whether that was said, where `…` stands for anything."""
    pattern = ".*".join(re.escape(part) for part in expected.split("…"))
    return re.fullmatch(pattern, said, re.DOTALL) is not None
