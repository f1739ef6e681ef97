"""Words are read by the real parts, once for each sentence: students say the same things a thousand times."""

from collections.abc import Callable
from datetime import date, datetime

from understanding.parse import Danger, Language, Parse
from understanding.reading.fallback_router import FallbackRouter
from understanding.reading.nlu import CircuitState, NluClient, NluUnavailable
from understanding.reading.reading import Reading
from understanding.understanding import Understanding


class RasaInName(NluClient):
    """Answers as Rasa would, by what the router reads, and is away when Rasa is."""

    def __init__(self, router: FallbackRouter, is_away: Callable[[], bool]) -> None:
        self._router, self._is_away = router, is_away

    @property
    def circuit_states(self) -> dict[str, CircuitState]:
        return {"simulated": self.circuit_state}

    @property
    def circuit_state(self) -> CircuitState:
        return "open" if self._is_away() else "closed"

    async def read(self, text: str) -> Reading:
        """Read a sentence.

        Raises:
            NluUnavailable: Rasa is away.
        """
        if self._is_away():
            raise NluUnavailable("away")
        return await self._router.read(text)


class Remembered:
    """Understands by the real `Understanding`, once for each sentence; none of the sentences names a time."""

    def __init__(self, router: FallbackRouter, is_away: Callable[[], bool]) -> None:
        self._understanding = Understanding(nlu=RasaInName(router, is_away), router=router)
        self._is_away = is_away
        self._known: dict[tuple[str, Language | None, bool], Parse] = {}

    async def judge(self, text: str) -> Danger:
        """Return what the words tell of danger."""
        return await self._understanding.judge(text)

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
        """Return the meaning of the words."""
        key = (text, language, at_once or self._is_away())
        if key not in self._known:
            self._known[key] = await self._understanding.understand(
                text, now=now, language=language, danger=danger, at_once=at_once, term_start=term_start
            )
        return self._known[key]
