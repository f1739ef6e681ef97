"""How well the whole path understands the sentences in held_out, which are never trained on.

python -m bench.held_out            prints the figures and the intents most often taken for each other
python -m bench.held_out --write    also keeps them as the level below which `make test` fails
"""

import argparse
import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.mind import understanding_alone
from bot.settings import ROOT, Settings
from understanding.dates.teaching import FIRST_MONDAY
from understanding.parse import Parse
from understanding.trial.figures import AT_ONCE, NOW, acted_on, danger_shares, share
from understanding.trial.sets import CRISIS_SETS, INTENT_SETS, OUTSIDE_SETS, rows
from understanding.understanding import Understanding

LEVEL = ROOT / "tests" / "nlu" / "figures.json"
RASA_SECONDS = 120


async def measure(understanding: Understanding) -> tuple[dict[str, float], Counter[tuple[str, str]]]:
    """Return the share that is right in each set, between 0 and 1, and what was taken for what."""
    figures: dict[str, float] = {}
    confusions: Counter[tuple[str, str]] = Counter()
    for name in (*INTENT_SETS, *OUTSIDE_SETS):
        texts, labels = zip(*rows(name), strict=True)
        read = [acted_on(parse) for parse in await _parses(understanding, texts)]
        pairs = list(zip(labels, read, strict=True))
        figures[name] = share(label == guess for label, guess in pairs)
        confusions.update(pair for pair in pairs if pair[0] != pair[1])
    for name in CRISIS_SETS:
        texts, wanted, _ = zip(*rows(name), strict=True)
        heard = [(await understanding.judge(text)).level for text in texts]  # before anything is read, so all it takes
        figures |= danger_shares(name, list(zip(wanted, heard, strict=True)))
    for name in ("times", "second_times"):
        clocks = [(text, start) for text, start, kind in rows(name) if kind == "clock"]
        parses = await _parses(understanding, [text for text, _ in clocks])
        figures[f"{name}_clock"] = share(
            bool(parse.times) and parse.times[0].start == datetime.fromisoformat(start)
            for (_, start), parse in zip(clocks, parses, strict=True)
        )
    return figures, confusions


async def _parses(understanding: Understanding, texts: Sequence[str]) -> list[Parse]:
    """Read the texts, a few at once: our process and Rasa's work at the same time."""
    places = asyncio.Semaphore(AT_ONCE)

    async def parse(text: str) -> Parse:
        async with places:
            return await understanding.understand(text, now=NOW, term_start=FIRST_MONDAY)

    return await asyncio.gather(*map(parse, texts))


async def measured() -> tuple[dict[str, float], Counter[tuple[str, str]]]:
    """Measure with a Rasa process of our own."""
    with TemporaryDirectory() as folder:
        async with understanding_alone(Settings(data_dir=Path(folder))) as (understanding, rasa):
            assert rasa is not None, "unset ONESTOP_NLU_URL: the trained model in models/ is measured"
            await rasa.start()
            assert await rasa.ready(timeout_seconds=RASA_SECONDS), "Rasa did not start"
            return await measure(understanding)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help=f"keep the figures in {LEVEL.relative_to(ROOT)}")
    arguments = parser.parse_args()
    figures, confusions = asyncio.run(measured())
    for name, figure in figures.items():
        print(f"{name:24} {figure:.4f}")
    for (label, read), count in confusions.most_common(12):
        print(f"{count:4} {label} taken for {read}")
    if arguments.write:
        LEVEL.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
