"""The client of the Rasa processes: a sentence in, a Reading out, or NluUnavailable within a second and a half."""

import asyncio
import re
import time
from collections.abc import Callable
from types import TracebackType
from typing import Annotated, Literal
from urllib.parse import urlsplit

import aiohttp
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from understanding.parse import Entity, Intent
from understanding.reading.reading import Reading

DEADLINE_SECONDS = 1.5  # for the whole exchange; an answer takes 10 ms, so a slower Rasa is a hung one
LONGEST_TEXT = 1_000  # characters; a request is in the first lines or nowhere, and encoding grows with length
UNIX = "unix://"
FAILURES_TO_OPEN = 3
FIRST_PAUSE_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 4.0  # a Rasa that is back is noticed soon; until then one message in as long waits for it

CircuitState = Literal["closed", "open", "half_open"]

_LEADING_SLASHES = re.compile(r"^[\s/]+")
_UNSENDABLE = re.compile("[\x00\ud800-\udfff]")


class NluUnavailable(Exception):
    """Rasa did not answer in time, or not sensibly. Ask the fallback router instead."""


class Circuit:
    """Stops asking what does not answer, and lets one request through now and then to see whether it does again.

    Args:
        clock: seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._pause = FIRST_PAUSE_SECONDS
        self._opened_at: float | None = None
        self._probing = False

    @property
    def state(self) -> CircuitState:
        if self._opened_at is None:
            return "closed"
        waited = self._clock() - self._opened_at >= self._pause
        return "half_open" if waited or self._probing else "open"

    def enter(self) -> bool:
        """Say whether a request may go out now; in the half-open state only one at a time may."""
        state = self.state
        if state == "half_open" and not self._probing:
            self._probing = True
            return True
        return state == "closed"

    def succeeded(self) -> None:
        self._failures, self._pause = 0, FIRST_PAUSE_SECONDS
        self._opened_at, self._probing = None, False

    def failed(self) -> None:
        self._failures += 1
        if self._probing:
            self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)
        if self._probing or self._failures >= FAILURES_TO_OPEN:
            self._opened_at, self._probing = self._clock(), False

    def left(self) -> None:
        """The request was called off: it says nothing about Rasa."""
        self._probing = False


class _Weighed(BaseModel):
    model_config = ConfigDict(strict=True)
    name: Annotated[str, Field(min_length=1)]
    confidence: Annotated[float, Field(ge=0, le=1.000_001, allow_inf_nan=False)]


class _Found(BaseModel):
    model_config = ConfigDict(strict=True)
    entity: Annotated[str, Field(min_length=1)]
    value: str
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]

    @model_validator(mode="after")
    def spans_something(self) -> "_Found":
        if self.end <= self.start:
            raise ValueError("an entity without length")
        return self


class _Answer(BaseModel):
    """The part of Rasa's answer that we use; a shape that departs from it counts as no answer."""

    model_config = ConfigDict(strict=True)
    intent_ranking: Annotated[list[_Weighed], Field(min_length=1)]
    entities: list[_Found]


class _Rasa:
    """One Rasa at one address, asked as long as its own circuit lets it be.

    aiohttp, as httpx takes several times the processor time, and every message asks at least once.
    """

    def __init__(self, url: str, *, token: str | None, circuit: Circuit) -> None:
        self._socket = url.removeprefix(UNIX) if url.startswith(UNIX) else None
        self._url = f"{'http://rasa' if self._socket else url.rstrip('/')}/model/parse"
        self._token = {"token": token} if token else {}  # Rasa takes it from the query alone
        self._http: aiohttp.ClientSession | None = None
        self.name = self._socket or urlsplit(url).netloc.rpartition("@")[2]
        self.circuit = circuit

    async def read(self, sentence: str, *, seconds: float) -> Reading:
        if not self.circuit.enter():
            raise NluUnavailable("not asked: it has just failed")
        try:
            reading = await self._ask(sentence, seconds)
        except NluUnavailable:
            self.circuit.failed()
            raise
        except BaseException:
            self.circuit.left()
            raise
        self.circuit.succeeded()
        return reading

    async def _ask(self, sentence: str, seconds: float) -> Reading:
        try:
            async with asyncio.timeout(seconds):
                answer = _Answer.model_validate_json(await self._post({"text": sentence}))
        except (TimeoutError, aiohttp.ClientError, ValidationError) as error:
            # Only the kind of error: the text of a validation error quotes what the student said.
            raise NluUnavailable(type(error).__name__) from None
        return _as_reading(answer, len(sentence))

    async def _post(self, body: dict[str, str]) -> bytes:
        if self._http is None:  # it belongs to the loop that asks, so it is opened there
            self._http = aiohttp.ClientSession(connector=aiohttp.UnixConnector(self._socket) if self._socket else None)
        async with self._http.post(self._url, json=body, params=self._token) as response:
            response.raise_for_status()
            return await response.read()

    async def aclose(self) -> None:
        if self._http is not None:
            await self._http.close()


class NluClient:
    """Asks a Rasa process what a sentence means: one of several, where there are several.

    They take turns, each behind a circuit of its own; where one fails, the next is asked. Use it as an async context
    manager, or call `aclose()` at the end.

    Args:
        urls: of each Rasa's HTTP server, or `unix://` and the path of a socket that it listens on.
        token: what they want to be shown, where they do.
        circuit: makes the circuit of each.
    """

    def __init__(self, *urls: str, token: str | None = None, circuit: Callable[[], Circuit] = Circuit) -> None:
        self._rasas = [_Rasa(url, token=token, circuit=circuit()) for url in urls]
        self._turn = 0

    @property
    def circuit_state(self) -> CircuitState:
        """closed: at least one is asked. half_open: none is, but one is being tried again. open: none is."""
        states = self.circuit_states.values()
        return "closed" if "closed" in states else "half_open" if "half_open" in states else "open"

    @property
    def circuit_states(self) -> dict[str, CircuitState]:
        """The state of each, by its address."""
        return {rasa.name: rasa.circuit.state for rasa in self._rasas}

    async def read(self, text: str) -> Reading:
        """Return how Rasa reads the sentence; offsets count in `text`.

        Raises:
            NluUnavailable: no sensible answer within DEADLINE_SECONDS, or not asked since it failed just now.
        """
        sentence = harmless(text)
        if not sentence.strip():
            return Reading()
        failure = NluUnavailable("not asked: it has just failed")
        ends_at, in_turn = time.monotonic() + DEADLINE_SECONDS, self._in_turn()
        for left, rasa in zip(range(len(in_turn), 0, -1), in_turn, strict=True):
            try:
                # One that hangs must leave the others their part of the time.
                return await rasa.read(sentence, seconds=(ends_at - time.monotonic()) / left)
            except NluUnavailable as unavailable:
                failure = unavailable
        raise failure

    def _in_turn(self) -> list[_Rasa]:
        """Return who may be asked, one that is to be tried again first: with others well, nobody would ever ask it."""
        self._turn = (self._turn + 1) % len(self._rasas)
        rotated = self._rasas[self._turn :] + self._rasas[: self._turn]
        states = {rasa: rasa.circuit.state for rasa in rotated}
        return [rasa for state in ("half_open", "closed") for rasa in rotated if states[rasa] == state]

    async def aclose(self) -> None:
        for rasa in self._rasas:
            await rasa.aclose()

    async def __aenter__(self) -> "NluClient":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


def harmless(text: str) -> str:
    """Return the text as Rasa may see it, each character in its old place.

    Rasa takes a text that starts with "/" for a ready-made intent, whoever wrote it; and JSON cannot carry half a
    surrogate pair.
    """
    short = _UNSENDABLE.sub(" ", text[:LONGEST_TEXT])
    return _LEADING_SLASHES.sub(lambda found: " " * len(found[0]), short)


def _as_reading(answer: _Answer, length: int) -> Reading:
    if any(found.end > length for found in answer.entities):
        raise NluUnavailable("an entity outside the text")
    return Reading(
        ranking=tuple(Intent(weighed.name, min(weighed.confidence, 1.0)) for weighed in answer.intent_ranking),
        entities=tuple(Entity(found.entity, found.value, found.start, found.end) for found in answer.entities),
    )
