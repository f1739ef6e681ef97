"""The whole path from a student's words to their meaning, as the dispatcher uses it."""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar, TypeVarTuple

from understanding import crisis
from understanding.dates import Found, read_times
from understanding.long_texts import LongTexts
from understanding.parse import Danger, Intent, Language, Parse
from understanding.reading.nlu import CircuitState, NluClient, NluUnavailable
from understanding.reading.reading import CONFIDENCE_THRESHOLD, OUT_OF_SCOPE, Reader, Reading
from understanding.wishes import plainly
from understanding.wishes.clauses import asks, split
from understanding.wishes.courtesy import without_courtesies
from understanding.wishes.judging import judged, leaves_alone, without_mere_mentions
from understanding.wishes.reading import both
from understanding.words.language import language_of
from understanding.words.spelling import mended
from understanding.words.squeezed import ORDINARY, squeezed

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
MOST_CLAUSES = 5  # a longer message is a story; its first requests are answered
LIKELIEST = 3
LITTLE = 5  # words or Chinese characters that may stand around a time which is asked about alone
PLEASANTRIES = frozenset({"greet", "goodbye", "thanks", "affirm", "deny"})
"""Said around a request rather than as one: "hi, can I see a counselor? thanks" asks for one thing."""
_THAT_DAY = re.compile(
    r"那天|同一天|当天|那个?时候|\b(?:that|the same) (?:day|time|morning|afternoon|evening)\b|\bthen\b[?.!]*$",
    re.IGNORECASE | re.ASCII,
)
_REASON = re.compile(r"\s{0,9}(?:因为|由于|考虑到|鉴于|(?:because|since|as i|due to|given that)\b)", re.IGNORECASE)
_WORD = re.compile(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+")


class Understanding:
    """Crisis, language, intents and times of a message.

    Rasa reads; while it is down, hung or still starting, the router does, as it does where danger was found: that
    answer waits for nobody. A best reading below CONFIDENCE_THRESHOLD, or out of scope, makes the Parse a fallback: no
    intent to act on but a plain `out_of_scope`, and the likeliest three to offer.
    """

    def __init__(self, *, nlu: NluClient, router: Reader) -> None:
        self._nlu, self._router = nlu, router
        self.long_texts = LongTexts()

    def read_by(self, *, nlu: NluClient | None = None, router: Reader | None = None) -> None:
        """Have what comes from now on read by these; what is being read already goes on where it began."""
        self._nlu, self._router = nlu or self._nlu, router or self._router

    @property
    def nlu_state(self) -> CircuitState:
        """closed: Rasa answers. open: it does not, the router reads. half_open: Rasa is being tried again."""
        return self._nlu.circuit_state

    @property
    def nlu_states(self) -> dict[str, CircuitState]:
        """The same of each Rasa, by its address."""
        return self._nlu.circuit_states

    async def judge(self, text: str) -> Danger:
        """Return what a message tells of danger; asks neither Rasa nor the router."""
        if len(text) <= ORDINARY:
            return await asyncio.to_thread(crisis.assess, text)
        return await self.long_texts.run(crisis.assess, text)

    async def understand(
        self,
        text: str,
        *,
        now: datetime,
        language: Language | None = None,
        danger: Danger | None = None,
        at_once: bool = False,
        term_start: date | None = None,
    ) -> Parse:
        """Return the meaning of a message.

        Args:
            now: aware; what "tomorrow" counts from.
            language: the student's own choice, for a message without Chinese characters; None means English.
            danger: what was judged of it before; None has it judged here.
            at_once: the answer must not wait for Rasa.
            term_start: a day of the first teaching week; None where no term is known: "week 14" is a doubt then.
        """
        if danger is None:
            danger = await self.judge(text)
        text = squeezed(text)
        spoken = language_of(text, language)
        said = (now, spoken, term_start)
        found, asked, clauses = await self._aside(text, taken_apart, text, *said)
        sentences = (asked, *clauses) if len(clauses) > 1 else (asked,)
        alone = at_once or danger.is_urgent
        heard = await asyncio.gather(*(self._read(sentence, alone=alone) for sentence in sentences))
        whole, parts = await self._aside(text, put_together, sentences, tuple(heard), *said)
        intents = requests(whole, parts)
        return Parse(
            text=text,
            language=spoken,
            danger=danger,
            fallback=not intents,
            intents=intents or foreign(whole),
            missed=missed(clauses, parts, intents),
            likeliest=likeliest(whole),
            times=found.times,
            ambiguous_times=found.readings,
            time_doubts=found.doubts,
        )

    async def _aside(self, text: str, work: Callable[[*Ts], T], *arguments: *Ts) -> T:
        """Return what the work on this text returns; on a long one it is done where nobody else waits for it."""
        if len(text) <= ORDINARY:
            return work(*arguments)
        return await self.long_texts.run(work, *arguments)

    async def _read(self, text: str, *, alone: bool) -> Reading:
        heard = await self._heard(text, alone=alone)
        return await self._aside(text, judged, heard, text)

    async def _heard(self, text: str, *, alone: bool) -> Reading:
        text = mended(text)
        if alone:
            return await self._router.read(text)
        try:
            return await self._nlu.read(text)
        except NluUnavailable:
            return await self._router.read(text)


def taken_apart(text: str, now: datetime, language: Language, term_start: date | None) -> tuple[Found, str, list[str]]:
    """Return the times of a message, what it asks without its courtesies, and its clauses."""
    found = read_times(text, now=now, language=language, term_start=term_start)
    return found, without_courtesies(text), split(text)[:MOST_CLAUSES]


def put_together(
    sentences: Sequence[str], heard: Sequence[Reading], now: datetime, language: Language, term_start: date | None
) -> tuple[Reading, list[Reading]]:
    """Return the reading of the whole message, said first, and of its clauses, each clause with its own times."""
    whole, *read = (
        _with_plain_words(sentence, reading, now, term_start)
        for sentence, reading in zip(sentences, heard, strict=True)
    )
    clauses = sentences[1:]
    named = [read_times(one, now=now, language=language, term_start=term_start) for one in clauses]
    return whole, with_own_times(clauses, read, named)


def _with_plain_words(text: str, reading: Reading, now: datetime, term_start: date | None) -> Reading:
    plain = plainly.meaning(text, now=now, term_start=term_start)
    return with_first(reading, plain) if plain else reading


def with_first(reading: Reading, plain: Intent) -> Reading:
    """Return the reading with what was plainly said before all that the models weighed, and its entities too."""
    best = reading.best
    if plain.name == plainly.STEAM and best and not reading.is_weak and best.name in plainly.BEFORE_STEAM:
        return reading
    others = tuple(intent for intent in reading.ranking if intent.name != plain.name)
    first = Intent(plain.name, plain.confidence)
    return replace(reading, ranking=(first, *others), entities=(*plain.entities, *reading.entities))


def with_own_times(clauses: Sequence[str], parts: Sequence[Reading], named: Sequence[Found]) -> list[Reading]:
    """Return the readings of the clauses, each with its own times, so that no request takes those of another.

    What is told rather than asked ("I'm free on Friday!") and what names a time and little else ("would Friday do?")
    gives its times to the request before it, else to the one after, unless that has times of its own. A request for
    "that day" takes what was named last.

    Args:
        named: the times of each clause.
    """
    timed = [_with_times(part, own) for part, own in zip(parts, named, strict=False)]
    asked = [place for place, part in enumerate(timed) if _is_request(part)]
    for place, (clause, part) in enumerate(zip(clauses, timed, strict=False)):
        if place in asked or not _names_times(part) or (asks(clause) and not _says_little_but(named[place], clause)):
            continue
        before, after = [one for one in asked if one < place], [one for one in asked if one > place]
        nearest = (before[-1:] or after[:1] or [place])[0]
        if not _names_times(timed[nearest]):
            timed[nearest] = _with_times(timed[nearest], named[place])
    for place, clause in enumerate(clauses[: len(timed)]):
        if not _names_times(timed[place]) and _THAT_DAY.search(clause):
            last = next((part for part in reversed(timed[:place]) if _names_times(part)), timed[place])
            timed[place] = replace(
                timed[place], times=last.times, ambiguous_times=last.ambiguous_times, time_doubts=last.time_doubts
            )
    return timed


def _with_times(part: Reading, found: Found) -> Reading:
    return replace(part, times=found.times, ambiguous_times=found.readings, time_doubts=found.doubts)


def _names_times(part: Reading) -> bool:
    return bool(part.times or part.time_doubts)


def _is_request(part: Reading) -> bool:
    return part.best is not None and not part.is_weak and part.best.name not in PLEASANTRIES


def _says_little_but(found: Found, clause: str) -> bool:
    for words in found.words:
        clause = clause.replace(words, "")
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
    if not sure or (len(of_clauses) >= 2 and not leaves_alone(sure, of_clauses)):
        return of_clauses
    own = of_clauses[0] if of_clauses and of_clauses[0].name == sure.name else sure
    return (replace(sure, times=own.times, ambiguous_times=own.ambiguous_times, time_doubts=own.time_doubts),)


def missed(clauses: Sequence[str], parts: Sequence[Reading], intents: Sequence[Intent]) -> tuple[str, ...]:
    """Return the clauses to name back: those that want something which no reading answers.

    What is told rather than asked is none, nor what seems to go on with a request found or to be a mere pleasantry.
    """
    answered = {intent.name for intent in intents} | PLEASANTRIES
    return tuple(
        clause
        for clause, part in zip(clauses, parts, strict=False)
        if intents and part.best and part.is_weak and part.best.name not in answered and asks(clause)
        if not _REASON.match(clause)
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
    """Keep the first of each name, with the times and wishes of all; pleasantries only when nothing else was said."""
    by_name: dict[str, Intent] = {}
    for intent in intents:
        first = by_name.setdefault(intent.name, intent)
        if first is not intent:
            by_name[intent.name] = _as_one(first, intent)
    asked = without_mere_mentions([intent for name, intent in by_name.items() if name not in PLEASANTRIES])
    return tuple(asked or by_name.values())


def _as_one(first: Intent, second: Intent) -> Intent:
    """Return two requests for the same as one."""
    one = replace(first, wish=both(first.wish, second.wish))
    if first.times is None:
        return one
    return replace(
        one,
        times=(*first.times, *(second.times or ())),
        ambiguous_times=(*first.ambiguous_times, *second.ambiguous_times),
        time_doubts=(*first.time_doubts, *second.time_doubts),
    )
