"""The pipelines of bench/pipelines/ beside the shipped one, on the same lines: `python -m bench.compare`.

Trains each in the real Rasa, serves it, reads every test line over HTTP, and prints a row of docs/benchmarks.md.
Without --set it learns nlu_data/ and reads the unseen lines of held_out. With --set FOLDER it learns
FOLDER/train.tsv (or what --train names) and oos_train.tsv, and reads test.tsv and oos_test.tsv. --lines learns only so
many of each intent, --only names pipelines. DIET takes some ten minutes for a thousand lines. Times are only
worth comparing within one run on a machine that does nothing else.
"""

import asyncio
import random
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import numpy as np
import typer

from bench.nlu import ROOT, Line, Served, measure, read_lines, train
from understanding.reading.examples import read_training_words
from understanding.reading.reading import CONFIDENCE_THRESHOLD, OUT_OF_SCOPE
from understanding.reading.training import TrainingFailed

PIPELINES = ROOT / "bench" / "pipelines"
SHIPPED = "shipped"
OWN = ("intents_en", "intents_zh", "intents_mixed", "out_of_scope")
HEAD = (
    "| pipeline | in scope | acted on rightly | out of scope found | parse p50 | p99 | start | resident |\n"
    "|---|---|---|---|---|---|---|---|"
)


def configs() -> dict[str, Path]:
    """Return every pipeline by its name, the quickest to train first."""
    others = {path.stem: path for path in sorted(PIPELINES.glob("*.yml"))}
    return dict(sorted({SHIPPED: ROOT / "config.yml", **others}.items(), key=lambda one: "diet" in one[0]))


def own_lines() -> tuple[list[Line], list[Line]]:
    """Return what the assistant learns, and the lines that it has never seen."""
    words = read_training_words(ROOT / "nlu_data")
    asked = [line for name in OWN for line in read_lines(ROOT / "held_out" / f"{name}.tsv")]
    return [(example.text, example.intent) for example in words.examples], asked


def lines_of(folder: Path, train_file: str) -> tuple[list[Line], list[Line]]:
    """Return what a public set teaches and what it asks; the out-of-scope files where there are such."""
    taught = [folder / train_file, folder / "oos_train.tsv"]
    asked = [folder / "test.tsv", folder / "oos_test.tsv"]
    known, questions = (
        [line for path in paths if path.exists() for line in read_lines(path)] for paths in (taught, asked)
    )
    return known, questions


def some_of_each(lines: list[Line], most: int) -> list[Line]:
    """Return up to `most` lines of each intent, drawn the same way every time, in their order."""
    by_intent: dict[str, list[int]] = {}
    for number, (_, intent) in enumerate(lines):
        by_intent.setdefault(intent, []).append(number)
    chance = random.Random(0)
    drawn = {one for numbers in by_intent.values() for one in chance.sample(numbers, min(most, len(numbers)))}
    return [line for number, line in enumerate(lines) if number in drawn]


def row(name: str, served: Served) -> str:
    """Return the pipeline's row: shares, milliseconds, seconds, megabytes."""
    inside = [line for line in served.lines if line.intent != OUT_OF_SCOPE]
    outside = [line for line in served.lines if line.intent == OUT_OF_SCOPE]
    accuracy = np.mean([line.best_guess == line.intent for line in inside])
    acted = np.mean([line.read_as(CONFIDENCE_THRESHOLD) == line.intent for line in inside])
    found = f"{np.mean([line.read_as() == OUT_OF_SCOPE for line in outside]):.3f}" if outside else ""
    middle, slow = np.percentile([line.milliseconds for line in served.lines], (50, 99))
    return (
        f"| {name} | {accuracy:.3f} | {acted:.3f} | {found} | {middle:.1f} ms | {slow:.1f} ms "
        f"| {served.start_seconds:.1f} s | {served.resident_mb:.0f} MB |"
    )


def compared(name: str, config: Path, known: list[Line], asked: list[Line]) -> str:
    """Train and measure one pipeline, and return its row; why there is none, where Rasa refuses."""
    with TemporaryDirectory(prefix="onestop-bench-") as folder:
        try:
            model = train(known, config, Path(folder))
        except TrainingFailed as failed:
            return f"| {name} | {str(failed).splitlines()[-1]} |"
        return row(name, asyncio.run(measure(model, asked, Path(folder) / "rasa.log")))


def main(
    folder: Annotated[
        Path | None, typer.Option("--set", exists=True, help="A public set; without it, our own.")
    ] = None,
    train_file: Annotated[str, typer.Option("--train", help="Which file of the set to learn.")] = "train.tsv",
    most: Annotated[int | None, typer.Option("--lines", min=1, help="Learn so many lines of each intent.")] = None,
    only: Annotated[list[str] | None, typer.Option(help="May be given more than once.")] = None,
) -> None:
    """Print the table, row by row as they come."""
    known, asked = lines_of(folder, train_file) if folder else own_lines()
    if most is not None:
        known = some_of_each(known, most)
    print(f"{len(known)} lines learnt, {len(asked)} asked\n\n{HEAD}", flush=True)
    for name, config in configs().items():
        if not only or name in only:
            print(compared(name, config, known, asked), flush=True)


if __name__ == "__main__":
    typer.run(main)
