"""How one sentence was read, by Rasa or by the router that stands in for it, and when a reading may be acted on."""

from dataclasses import dataclass
from typing import Protocol

from understanding.parse import ORDERED, Entity, Intent, TimeDoubt, TimeSpan, Wish

OUT_OF_SCOPE = "out_of_scope"

CONFIDENCE_THRESHOLD = 0.5
"""Below this the best intent is not acted on but asked back. Confidences are calibrated, so it means: act when the
best reading is more likely right than wrong. One figure for both languages and every intent. docs/benchmarks.md has the
curve: at 0.5 CLINC150 keeps 95.7 % in scope and refuses 69 % of what is out of scope."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence may mean: every intent weighed, best first, and the entities in it; its times as in `Intent`.

    `wish` is what the sentence does with the likeliest.
    """

    ranking: tuple[Intent, ...] = ()
    entities: tuple[Entity, ...] = ()
    times: tuple[TimeSpan, ...] | None = None
    ambiguous_times: tuple[TimeSpan, ...] = ()
    time_doubts: tuple[TimeDoubt, ...] = ()
    wish: Wish = ORDERED

    @property
    def best(self) -> Intent | None:
        """The likeliest intent with the sentence's entities, None for a sentence without words."""
        if not self.ranking:
            return None
        first = self.ranking[0]
        return Intent(
            first.name,
            first.confidence,
            self.entities,
            times=self.times,
            ambiguous_times=self.ambiguous_times,
            time_doubts=self.time_doubts,
            wish=self.wish,
        )

    @property
    def is_weak(self) -> bool:
        """Say whether to ask back: nothing read, out of scope, or too unsure."""
        best = self.best
        return best is None or best.name == OUT_OF_SCOPE or best.confidence < CONFIDENCE_THRESHOLD


class Reader(Protocol):
    """Reads one sentence. May raise NluUnavailable."""

    async def read(self, text: str) -> Reading: ...
