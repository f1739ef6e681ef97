"""How a model reads the held-out sets, line by line, and how danger is heard in them."""

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from understanding import crisis
from understanding.crisis import ears
from understanding.parse import Parse
from understanding.steps import Progress, Step
from understanding.trial import sets
from understanding.understanding import Understanding

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
AT_ONCE = 4
TOLD_EVERY = 200  # lines

Read = dict[str, list[str]]
"""By set, the intent that each line would be answered by."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of one model; `danger` holds shares between 0 and 1, of the ear of version `ear`."""

    sets: str
    read: Read
    ear: str
    danger: dict[str, float] = field(default_factory=dict)

    def keep(self, path: Path) -> None:
        """Write them beside the model."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def kept(cls, path: Path) -> "Figures | None":
        """Return what was kept, None where there is nothing, or it was measured on other sets."""
        if not path.exists():
            return None
        found = cls(**json.loads(path.read_text(encoding="utf-8")))
        return found if found.sets == sets.version() else None


async def measured(understanding: Understanding, *, what: str, known: Figures | None, progress: Progress) -> Figures:
    """Have a model read every set.

    Args:
        what: whose figures they are, for whoever waits.
        known: figures of another model; danger is heard by the same ear, and not measured twice.
    """
    lines = [(name, fields[0]) for name in sets.meant() for fields in sets.rows(name)]
    answers = await read_all(understanding, [text for _, text in lines], what=what, progress=progress)
    read: Read = {name: [] for name in sets.meant()}
    for (name, _), answer in zip(lines, answers, strict=True):
        read[name].append(answer)
    ear = ears.made_from()
    is_known = known is not None and known.ear == ear and bool(known.danger)
    danger = known.danger if known is not None and is_known else await asyncio.to_thread(heard, progress)
    return Figures(sets.version(), read, ear, danger)


async def read_all(understanding: Understanding, texts: Sequence[str], *, what: str, progress: Progress) -> list[str]:
    """Return by which intent each text would be answered, a few read at once."""
    places, done = asyncio.Semaphore(AT_ONCE), 0

    async def read(text: str) -> str:
        nonlocal done
        async with places:
            parse = await understanding.understand(text, now=NOW)
        done += 1
        if done % TOLD_EVERY == 0:
            progress(Step(what, done, len(texts)))
        return acted_on(parse)

    return await asyncio.gather(*map(read, texts))


def acted_on(parse: Parse) -> str:
    """Return the intent that would be answered; `out_of_scope` where the assistant would ask back."""
    return "out_of_scope" if parse.fallback or parse.intent is None else parse.intent.name


def heard(progress: Progress) -> dict[str, float]:
    """Return of each set about danger how much of it is found, and how many others are left in peace."""
    figures: dict[str, float] = {}
    for done, name in enumerate(sets.CRISIS_SETS):
        progress(Step(f"danger is listened for: set {done + 1} of {len(sets.CRISIS_SETS)}"))
        levels = [(wanted, crisis.assess(text).level) for text, wanted, *_ in sets.rows(name)]
        figures |= danger_shares(name, levels)
    return figures


def danger_shares(name: str, levels: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Return a set's shares, of the levels that are wanted and those that were heard."""
    harmless = [found for level, found in levels if level in ("none", "distress")]
    return {
        f"{name}_found": share(found in ("ask", "crisis") for level, found in levels if level in ("ask", "crisis")),
        f"{name}_no_card": share(found != "crisis" for found in harmless),
        f"{name}_not_asked": share(found not in ("ask", "crisis") for found in harmless),
    }


def share(right: Iterable[bool]) -> float:
    """Return how many are right, between 0 and 1; 1 of nothing."""
    answers = list(right)
    return round(sum(answers) / len(answers), 4) if answers else 1.0
