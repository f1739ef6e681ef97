"""The whole path from a student's words to their meaning, as the dispatcher uses it."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from understanding.clauses import asks, split
from understanding.crisis import assess
from understanding.dates import read_times
from understanding.language import language_of
from understanding.nlu import CircuitState, NluClient, NluUnavailable
from understanding.parse import Danger, Intent, Language, Parse, TimeSpan
from understanding.reading import CONFIDENCE_THRESHOLD, OUT_OF_SCOPE, Reader, Reading

MOST_CLAUSES = 5  # a longer message is a story; its first requests are answered
LIKELIEST = 3
LITTLE = 5  # words or Chinese characters that may stand around a time which is asked about alone
PLEASANTRIES = frozenset({"greet", "goodbye", "thanks", "affirm", "deny"})
"""Said around a request rather than as one: "hi, can I see a counselor? thanks" asks for one thing."""
_THAT_DAY = re.compile(
    r"那天|同一天|当天|那个?时候|\b(?:that|the same) (?:day|time|morning|afternoon|evening)\b|\bthen\b[?.!]*$",
    re.IGNORECASE | re.ASCII,
)
_WORD = re.compile(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+")


class Understanding:
    """Crisis, language, intents and times of a message.

    Rasa reads; while it is down, hung or still starting, the router does, as it does where danger was found: that
    answer waits for nobody. A best reading below CONFIDENCE_THRESHOLD, or out of scope, makes the Parse a fallback: no
    intent to act on but a plain `out_of_scope`, and the likeliest three to offer.
    """

    def __init__(self, *, nlu: NluClient, router: Reader, term_start: date | None = None) -> None:
        self._nlu, self._router, self._term_start = nlu, router, term_start

    @property
    def nlu_state(self) -> CircuitState:
        """closed: Rasa answers. open: it does not, the router reads. half_open: Rasa is being tried again."""
        return self._nlu.circuit_state

    async def judge(self, text: str) -> Danger:
        """Return what a message tells of danger; asks neither Rasa nor the router."""
        return await asyncio.to_thread(assess, text)

    async def understand(
        self,
        text: str,
        *,
        now: datetime,
        language: Language | None = None,
        danger: Danger | None = None,
        at_once: bool = False,
    ) -> Parse:
        """Return the meaning of a message.

        Args:
            now: aware; what "tomorrow" counts from.
            language: the student's own choice, for a message without Chinese characters; None means English.
            danger: what was judged of it before; None has it judged here.
            at_once: the answer must not wait for Rasa.
        """
        if danger is None:
            danger = await self.judge(text)
        spoken = language_of(text, language)
        times, ambiguous = read_times(text, now=now, language=spoken, term_start=self._term_start)
        clauses = split(text)[:MOST_CLAUSES]
        sentences = (text, *clauses) if len(clauses) > 1 else (text,)
        alone = at_once or danger.is_urgent
        whole, *read = await asyncio.gather(*(self._read(sentence, alone=alone) for sentence in sentences))
        named = [read_times(one, now=now, language=spoken, term_start=self._term_start) for one in clauses if read]
        parts = with_own_times(clauses, read, named)
        intents = requests(whole, parts)
        return Parse(
            text=text,
            language=spoken,
            danger=danger,
            fallback=not intents,
            intents=intents or foreign(whole),
            missed=missed(clauses, parts, intents),
            likeliest=likeliest(whole),
            times=times,
            ambiguous_times=ambiguous,
        )

    async def _read(self, text: str, *, alone: bool) -> Reading:
        if alone:
            return await self._router.read(text)
        try:
            return await self._nlu.read(text)
        except NluUnavailable:
            return await self._router.read(text)


Times = tuple[TimeSpan, ...]


def with_own_times(
    clauses: Sequence[str], parts: Sequence[Reading], named: Sequence[tuple[Times, Times]]
) -> list[Reading]:
    """Return the readings of the clauses, each with its own times, so that no request takes those of another.

    What is told rather than asked ("I'm free on Friday!") and what names a time and little else ("would Friday do?")
    gives its times to the request before it, else to the one after, unless that has times of its own. A request for
    "that day" takes what was named last.

    Args:
        named: the times of each clause and their other readings, as `read_times` returns them.
    """
    timed = [
        replace(part, times=own, ambiguous_times=others) for part, (own, others) in zip(parts, named, strict=False)
    ]
    asked = [place for place, part in enumerate(timed) if _is_request(part)]
    for place, (clause, part) in enumerate(zip(clauses, timed, strict=False)):
        if place in asked or not part.times or (asks(clause) and not _says_little_but(part.times, clause)):
            continue
        before, after = [one for one in asked if one < place], [one for one in asked if one > place]
        nearest = (before[-1:] or after[:1] or [place])[0]
        if not timed[nearest].times:
            timed[nearest] = replace(timed[nearest], times=part.times, ambiguous_times=part.ambiguous_times)
    for place, clause in enumerate(clauses[: len(timed)]):
        if not timed[place].times and _THAT_DAY.search(clause):
            last = next((part for part in reversed(timed[:place]) if part.times), timed[place])
            timed[place] = replace(timed[place], times=last.times, ambiguous_times=last.ambiguous_times)
    return timed


def _is_request(part: Reading) -> bool:
    return part.best is not None and not part.is_weak and part.best.name not in PLEASANTRIES


def _says_little_but(times: Times, clause: str) -> bool:
    for time in times:
        clause = clause.replace(time.text, "")
    return len(_WORD.findall(clause)) <= LITTLE


def requests(whole: Reading, parts: Sequence[Reading]) -> tuple[Intent, ...]:
    """Return what is asked for, first said first: of each clause when the clauses ask for different things.

    A clause too short to be sure of counts where the whole message surely means what it seems to mean.
    """
    sure = None if whole.is_weak else whole.best
    borne_out = sure.name if sure else None
    of_clauses = _distinct(
        [part.best for part in parts if part.best and (not part.is_weak or part.best.name == borne_out)]
    )
    if len(of_clauses) >= 2 or not sure:
        return of_clauses
    own = of_clauses[0] if of_clauses and of_clauses[0].name == sure.name else sure
    return (replace(sure, times=own.times, ambiguous_times=own.ambiguous_times),)


def missed(clauses: Sequence[str], parts: Sequence[Reading], intents: Sequence[Intent]) -> tuple[str, ...]:
    """Return the clauses to name back: those that want something which no reading answers.

    What is told rather than asked is none, nor what seems to go on with a request found or to be a mere pleasantry.
    """
    answered = {intent.name for intent in intents} | PLEASANTRIES
    return tuple(
        clause
        for clause, part in zip(clauses, parts, strict=False)
        if intents and part.best and part.is_weak and part.best.name not in answered and asks(clause)
    )


def foreign(whole: Reading) -> tuple[Intent, ...]:
    """Return `out_of_scope` where that is what the message surely is, so that it can be said plainly."""
    best = whole.best
    return (best,) if best and best.name == OUT_OF_SCOPE and best.confidence >= CONFIDENCE_THRESHOLD else ()


def likeliest(whole: Reading) -> tuple[Intent, ...]:
    """Return the best readings to offer as buttons, with the message's entities."""
    offered = [intent for intent in whole.ranking if intent.name not in {OUT_OF_SCOPE, *PLEASANTRIES}]
    return tuple(Intent(intent.name, intent.confidence, whole.entities) for intent in offered[:LIKELIEST])


def _distinct(intents: Sequence[Intent]) -> tuple[Intent, ...]:
    """Keep the first of each name, with the times of all; pleasantries only when nothing else was said."""
    by_name: dict[str, Intent] = {}
    for intent in intents:
        first = by_name.setdefault(intent.name, intent)
        if first is not intent and first.times is not None and intent.times:
            others = (*first.ambiguous_times, *intent.ambiguous_times)
            by_name[intent.name] = replace(first, times=(*first.times, *intent.times), ambiguous_times=others)
    asked = [intent for name, intent in by_name.items() if name not in PLEASANTRIES]
    return tuple(asked or by_name.values())
