"""Training: from nlu_data/ and config.yml to what Rasa serves and what stands in for it."""

import fcntl
import hashlib
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from understanding import digests
from understanding.reading import models
from understanding.reading.examples import read_training_words
from understanding.reading.fallback_router import train_router
from understanding.reading.rasa_environment import rasa_environment
from understanding.steps import Progress, Step

LAST_LINES = 12
NEW = ".new-"  # begins what is not whole yet

# Rasa warns of an entity that does not begin and end with its tokens, and then drops it: the model would be worse than
# its examples, and nobody would know.
_LOST_ENTITY = re.compile(r"misaligned entity", re.IGNORECASE)


class TrainingFailed(Exception):
    """Why there is no new model, in a line or a few; the one before, if any, is untouched."""


def is_stale(root: Path) -> bool:
    """Say whether what was trained is missing, or older than what it is trained from."""
    stamp = models.stamp_path(root)
    return not models.are_there(root) or not stamp.exists() or stamp.read_text(encoding="utf-8") != _fingerprint(root)


def note_fresh(root: Path, fingerprint: str | None = None) -> None:
    """Note what the model was made from; None means what lies there now."""
    models.stamp_path(root).write_text(fingerprint or _fingerprint(root), encoding="utf-8")


def train_first(root: Path, *, progress: Progress) -> None:
    """Train a router that answers until there is more; it is not as good, and here in half a minute."""
    place = models.first_router_path(root)
    with _alone(models.folder(root)), tempfile.TemporaryDirectory(dir=models.folder(root), prefix=NEW) as made:
        if models.has_router(root):
            return
        words = read_training_words(root / "nlu_data")
        train_router(words, Path(made) / place.name, kept=_vectors(root, "router"), progress=progress, first=True)
        digests.note(Path(made) / place.name)
        place.parent.mkdir(exist_ok=True)
        for path in (digests.digest_path(place), place):
            (Path(made) / path.name).replace(path)


def train(root: Path, *, progress: Progress) -> None:
    """Train anew and put the result in the place of the old in one step.

    Args:
        progress: called with each step.

    Raises:
        TrainingFailed: Rasa refused the data, lost an entity of it, or is not set up.
    """
    fingerprint, was_stale = _fingerprint(root), is_stale(root)
    with _alone(models.folder(root)), tempfile.TemporaryDirectory(dir=models.folder(root), prefix=NEW) as made:
        if was_stale and not is_stale(root):
            return  # another process trained the same while this one waited for its turn
        candidate = Path(made)
        words = read_training_words(root / "nlu_data")
        progress(Step(f"training on {len(words.examples):,} sentences; one to five minutes"))
        _train_rasa(root, candidate, progress)
        router = candidate / models.router_path(root).name
        train_router(words, router, kept=_vectors(root, "router"), progress=progress)
        digests.note(router)
        models.stamp_path(root, candidate).write_text(fingerprint, encoding="utf-8")
        models.promote(root, candidate)
        progress(Step("trained"))


def run_rasa_training(root: Path, *, config: Path, data: Path, out: Path, vectors: Path | None = None) -> Iterator[str]:
    """Train a model from any data by any pipeline into `out`/nlu.tar.gz, and yield Rasa's lines as they come.

    Args:
        vectors: where sentence vectors are kept for the next training; None reads all sentences.

    Raises:
        TrainingFailed: with Rasa's last lines.
    """
    python = root / "nlu" / ".venv" / "bin" / "python"
    if not python.exists():
        raise TrainingFailed(f"{python} is missing. Run `make setup`.")
    command = [str(part) for part in (python, "-m", "nlu.train", config, data, out, *([vectors] if vectors else []))]
    last: list[str] = []
    # The data are files of this project and no shell is between: nothing to inject.
    with subprocess.Popen(  # noqa: S603
        command, cwd=root, env=rasa_environment(), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            last = [*last[1 - LAST_LINES :], line.rstrip()]
            yield line.rstrip()
    if child.returncode != 0:
        raise TrainingFailed("Rasa could not train:\n" + "\n".join(last))


def _train_rasa(root: Path, new: Path, progress: Progress) -> None:
    lost = []
    kept = _vectors(root, "rasa")
    for line in run_rasa_training(root, config=root / "config.yml", data=root / "nlu_data", out=new, vectors=kept):
        if (step := Step.told_in(line)) is not None:
            progress(step)
        if _LOST_ENTITY.search(line):
            lost.append(line)
    if lost:
        raise TrainingFailed("Rasa would lose entities. Correct their brackets in nlu_data/:\n" + "\n".join(lost))


def _fingerprint(root: Path) -> str:
    """Return one figure for all that a model is made from: sentences, pipeline, components, library versions."""
    sources = [
        root / "config.yml",
        root / "nlu" / "requirements.lock",
        *sorted((root / "nlu_data").glob("*.yml")),
        *sorted((root / "nlu" / "components").glob("*.py")),
        *(
            root / "understanding" / place
            for place in (
                *("encoding/counts.py", "encoding/encoder.py", "encoding/softmax.py", "encoding/vectors.py"),
                *("reading/examples.py", "reading/fallback_router.py", "reading/gazetteer.py"),
            )
        ),
    ]
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    return digest.hexdigest()


def _vectors(root: Path, reader: str) -> Path:
    return models.folder(root) / "vectors" / reader


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one process train at a time; leftovers of one that was killed go."""
    folder.mkdir(exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for leftover in folder.glob(f"{NEW}*"):
            shutil.rmtree(leftover)
        yield
