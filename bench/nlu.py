"""How well the shipped pipeline reads any intent set: `python -m bench.nlu --train T --test T [--oos T]`.

Files hold `text<TAB>intent`. Trains with config.yml in the real Rasa, serves the model and reads every test line over
HTTP, as the assistant does. In the training set `oos` or `out_of_scope` names what is out of scope.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import numpy as np
import typer
import yaml
from sklearn.metrics import f1_score

from understanding.reading.nlu import NluClient
from understanding.reading.rasa_process import RasaProcess
from understanding.reading.reading import CONFIDENCE_THRESHOLD, OUT_OF_SCOPE, Reading
from understanding.reading.training import run_rasa_training
from understanding.words.language import language_of

ROOT = Path(__file__).resolve().parent.parent
ALSO_OUT_OF_SCOPE = "oos"
THRESHOLDS = (0.0, 0.3, 0.5, 0.6, 0.7)

Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Measured:
    """One line, how it was read and how long that took, over HTTP."""

    text: str
    intent: str
    reading: Reading
    milliseconds: float

    def read_as(self, threshold: float = CONFIDENCE_THRESHOLD) -> str:
        """The intent that would be acted on; out of scope where the reading is too weak for any."""
        best = self.reading.best
        return best.name if best and best.confidence >= threshold else OUT_OF_SCOPE

    @property
    def best_guess(self) -> str:
        """The likeliest intent, whatever its confidence."""
        return self.reading.ranking[0].name if self.reading.ranking else OUT_OF_SCOPE


def read_lines(path: Path) -> list[Line]:
    """Return (text, intent) of each line."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return [(row[0], OUT_OF_SCOPE if row[1] == ALSO_OUT_OF_SCOPE else row[1]) for row in rows]


def write_training_data(lines: Sequence[Line], folder: Path) -> None:
    """Write the lines in Rasa's format, free of what it would take for markup."""
    by_intent: dict[str, list[str]] = {}
    for text, intent in lines:
        by_intent.setdefault(intent, []).append("- " + text.translate(str.maketrans("[]{}", "()()")).strip())
    blocks = [{"intent": intent, "examples": "\n".join(texts)} for intent, texts in by_intent.items()]
    written = yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True)
    (folder / "nlu.yml").write_text(written, encoding="utf-8")


def train(lines: Sequence[Line], config: Path, folder: Path) -> Path:
    """Train and return the model."""
    data = folder / "data"
    data.mkdir()
    write_training_data(lines, data)
    for _ in run_rasa_training(ROOT, config=config, data=data, out=folder):
        pass
    return folder / "nlu.tar.gz"


@dataclass(frozen=True, slots=True)
class Served:
    """A model's server: every line as it read them, and what that took."""

    lines: list[Measured]
    start_seconds: float
    resident_mb: float


async def measure(model: Path, lines: Sequence[Line], log: Path) -> Served:
    """Serve the model and read each line, one after the other."""
    rasa = RasaProcess(root=ROOT, model=model, log_path=log)
    begun = time.perf_counter()
    await rasa.start()
    try:
        if not await rasa.ready():
            raise SystemExit(f"Rasa did not start:\n{log.read_text(encoding='utf-8')}")
        started = time.perf_counter() - begun
        async with NluClient(rasa.url) as client:
            measured = [await _measure_one(client, text, intent) for text, intent in lines]
        return Served(measured, started, _resident_mb(rasa.pid))
    finally:
        await rasa.stop()


async def _measure_one(client: NluClient, text: str, intent: str) -> Measured:
    begun = time.perf_counter()
    reading = await client.read(text)
    return Measured(text, intent, reading, (time.perf_counter() - begun) * 1_000)


def _resident_mb(pid: int | None) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def report(measured: Sequence[Measured]) -> None:
    """Print the figures: in scope, out of scope, by language, latency."""
    inside = [one for one in measured if one.intent != OUT_OF_SCOPE]
    outside = [one for one in measured if one.intent == OUT_OF_SCOPE]
    _report_inside("in scope", inside)
    for language in ("en", "zh"):
        spoken = [one for one in inside if language_of(one.text, "en") == language]
        if spoken and len(spoken) < len(inside):
            _report_inside(f"in scope, {language}", spoken)
    if outside:
        _report_outside(measured, inside, outside)
    times = [one.milliseconds for one in measured]
    print(f"parse                p50 {np.percentile(times, 50):.1f} ms   p99 {np.percentile(times, 99):.1f} ms")


def _report_outside(measured: Sequence[Measured], inside: Sequence[Measured], outside: Sequence[Measured]) -> None:
    for threshold in sorted({*THRESHOLDS, CONFIDENCE_THRESHOLD}):
        refused = [one for one in measured if one.read_as(threshold) == OUT_OF_SCOPE]
        right = sum(one.intent == OUT_OF_SCOPE for one in refused)
        acted = float(np.mean([one.read_as(threshold) == one.intent for one in inside]))
        print(
            f"out of scope at {threshold:.2f} recall {right / len(outside):.4f}   "
            f"precision {right / max(len(refused), 1):.4f}   in scope then {acted:.4f}"
        )


def _report_inside(title: str, lines: Sequence[Measured]) -> None:
    truth = [one.intent for one in lines]
    best = float(np.mean([one.best_guess == one.intent for one in lines]))
    acted = float(np.mean([one.read_as() == one.intent for one in lines]))
    f1 = f1_score(truth, [one.best_guess for one in lines], average="macro", labels=sorted(set(truth)))
    print(f"{title:20} accuracy {best:.4f}   at the threshold {acted:.4f}   macro-F1 {f1:.4f}   ({len(lines)} lines)")


def main(
    train_files: Annotated[list[Path], typer.Option("--train", exists=True, help="May be given more than once.")],
    test: Annotated[Path, typer.Option(exists=True)],
    oos: Annotated[Path | None, typer.Option(exists=True, help="Test lines that no intent fits.")] = None,
    config: Annotated[Path, typer.Option(exists=True, help="Another pipeline, to compare.")] = ROOT / "config.yml",
) -> None:
    """Train with the shipped pipeline, test through the real server, print the figures."""
    known = [line for path in train_files for line in read_lines(path)]
    asked = read_lines(test) + [(text, OUT_OF_SCOPE) for text, _ in (read_lines(oos) if oos else [])]
    with TemporaryDirectory(prefix="onestop-bench-") as folder:
        begun = time.perf_counter()
        model = train(known, config.resolve(), Path(folder))
        print(f"trained in           {time.perf_counter() - begun:6.1f} s   ({len(known)} lines)")
        served = asyncio.run(measure(model, asked, Path(folder) / "rasa.log"))
    print(f"start                {served.start_seconds:6.1f} s   resident after all lines {served.resident_mb:.0f} MB")
    report(served.lines)


if __name__ == "__main__":
    typer.run(main)
