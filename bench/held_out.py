"""How well the whole path understands the sentences in tests/nlu/data, which are never trained on.

python -m bench.held_out            prints the figures and the intents most often taken for each other
python -m bench.held_out --write    also keeps them as the level below which `make test` fails
"""

import argparse
import asyncio
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from bot.mind import understanding_alone
from bot.settings import ROOT, Settings
from understanding.parse import Parse
from understanding.understanding import Understanding

DATA = ROOT / "tests" / "nlu" / "data"
LEVEL = ROOT / "tests" / "nlu" / "figures.json"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
INTENT_SETS = (
    "intents_en",
    "intents_zh",
    "intents_mixed",
    "second_intents_en",
    "second_intents_zh",
    "third_intents_en",
    "third_intents_zh",
    "fourth_intents_en",
    "fourth_intents_zh",
)
OUTSIDE_SETS = ("out_of_scope", "second_out_of_scope", "third_out_of_scope", "fourth_out_of_scope")
CRISIS_SETS = (
    "crisis_en",
    "crisis_zh",
    "crisis_fresh_en",
    "crisis_fresh_zh",
    "crisis_third_en",
    "crisis_third_zh",
    "crisis_fourth_en",
    "crisis_fourth_zh",
    "crisis_fifth_en",
    "crisis_fifth_zh",
)
RASA_SECONDS = 120
AT_ONCE = 4


def rows(name: str) -> list[list[str]]:
    """Return the fields of every line of a set."""
    lines = (DATA / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line]


def acted_on(parse: Parse) -> str:
    """Return the intent that would be answered; `out_of_scope` where the assistant would ask back."""
    return "out_of_scope" if parse.fallback or parse.intent is None else parse.intent.name


async def measure(understanding: Understanding) -> tuple[dict[str, float], Counter[tuple[str, str]]]:
    """Return the share that is right in each set, between 0 and 1, and what was taken for what."""
    figures: dict[str, float] = {}
    confusions: Counter[tuple[str, str]] = Counter()
    for name in (*INTENT_SETS, *OUTSIDE_SETS):
        texts, labels = zip(*rows(name), strict=True)
        read = [acted_on(parse) for parse in await _parses(understanding, texts)]
        pairs = list(zip(labels, read, strict=True))
        figures[name] = _share(label == guess for label, guess in pairs)
        confusions.update(pair for pair in pairs if pair[0] != pair[1])
    for name in CRISIS_SETS:
        texts, wanted, _ = zip(*rows(name), strict=True)
        heard = [(await understanding.judge(text)).level for text in texts]  # before anything is read, so all it takes
        levels = list(zip(wanted, heard, strict=True))
        figures[f"{name}_found"] = _share(
            found in ("ask", "crisis") for level, found in levels if level in ("ask", "crisis")
        )
        harmless = [found for level, found in levels if level in ("none", "distress")]
        figures[f"{name}_no_card"] = _share(found != "crisis" for found in harmless)
        figures[f"{name}_not_asked"] = _share(found not in ("ask", "crisis") for found in harmless)
    for name in ("times", "second_times"):
        clocks = [(text, start) for text, start, kind in rows(name) if kind == "clock"]
        parses = await _parses(understanding, [text for text, _ in clocks])
        figures[f"{name}_clock"] = _share(
            bool(parse.times) and parse.times[0].start == datetime.fromisoformat(start)
            for (_, start), parse in zip(clocks, parses, strict=True)
        )
    return figures, confusions


async def _parses(understanding: Understanding, texts: Sequence[str]) -> list[Parse]:
    """Read the texts, a few at once: our process and Rasa's work at the same time."""
    places = asyncio.Semaphore(AT_ONCE)

    async def parse(text: str) -> Parse:
        async with places:
            return await understanding.understand(text, now=NOW)

    return await asyncio.gather(*map(parse, texts))


def _share(right: Iterable[bool]) -> float:
    answers = list(right)
    return round(sum(answers) / len(answers), 4)


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
    for name, share in figures.items():
        print(f"{name:24} {share:.4f}")
    for (label, read), count in confusions.most_common(12):
        print(f"{count:4} {label} taken for {read}")
    if arguments.write:
        LEVEL.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
