"""Rasa's own report on the sentences that it has never seen: `python -m bench.report`, `make report-nlu`.

`rasa test nlu` reads the unseen sets of held_out with the trained model and leaves in the folder named
intent_report.json (precision, recall and F1 of each intent), intent_errors.json and intent_confusion_matrix.png.
"""

import json
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from bench.nlu import ROOT, Line, read_lines, write_training_data
from understanding.reading import models
from understanding.reading.rasa_environment import rasa_environment
from understanding.words.language import language_of

SETS = ("intents_en", "intents_zh", "intents_mixed", "out_of_scope")
DATA = ROOT / "held_out"
PICTURE = "intent_confusion_matrix.png"


def report(lines: list[Line], out: Path) -> dict[str, dict[str, float]]:
    """Have Rasa read the lines and return its figures, by intent and on the average."""
    python = ROOT / "nlu" / ".venv" / "bin" / "python"
    with TemporaryDirectory(prefix="onestop-report-") as folder:
        write_training_data(lines, Path(folder))
        command = [python, "-m", "rasa", "test", "nlu", "--model", models.rasa_path(ROOT)]
        arguments = ["--nlu", Path(folder) / "nlu.yml", "--out", out, "--quiet"]
        done = subprocess.run(
            [str(part) for part in (*command, *arguments)],
            cwd=ROOT,
            env=rasa_environment(),
            capture_output=True,  # its libraries warn by the page of what is no concern of the reader
            text=True,
            check=False,
        )
    if done.returncode:
        raise SystemExit(f"rasa test nlu failed:\n{done.stderr[-2000:]}")
    figures: dict[str, dict[str, float]] = json.loads((out / "intent_report.json").read_text(encoding="utf-8"))
    return figures


def main(
    out: Annotated[Path, typer.Option(help="Where the report goes.")] = ROOT / "results" / "nlu",
    picture: Annotated[Path | None, typer.Option(help="Also copy the confusion matrix there.")] = None,
) -> None:
    """Write Rasa's report on the unseen sentences, over all and for each language."""
    lines = [line for name in SETS for line in read_lines(DATA / f"{name}.tsv")]
    for language in ("en", "zh", "all"):
        spoken = lines if language == "all" else [one for one in lines if language_of(one[0], "en") == language]
        average = report(spoken, out / language)["weighted avg"]
        figures = "   ".join(f"{name} {average[name]:.3f}" for name in ("precision", "recall", "f1-score"))
        print(f"{language:4} {len(spoken):5} lines   {figures}")
    if picture is not None:
        shutil.copy(out / "all" / PICTURE, picture)
    print(f"the report is in {out}")


if __name__ == "__main__":
    typer.run(main)
