"""Training: from nlu_data/ and config.yml to what Rasa serves and what stands in for it."""

import fcntl
import hashlib
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
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
    return (
        not models.are_there(root)
        or not stamp.exists()
        or stamp.read_text(encoding="utf-8") != _fingerprint(root, models.taught(root))
    )


def note_fresh(root: Path, fingerprint: str | None = None) -> None:
    """Note what the model was made from; None means what lies there now."""
    models.stamp_path(root).write_text(fingerprint or _fingerprint(root, models.taught(root)), encoding="utf-8")


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
    was_stale = is_stale(root)
    with _alone(models.folder(root)), tempfile.TemporaryDirectory(dir=models.folder(root), prefix=NEW) as made:
        if was_stale and not is_stale(root):
            return  # another process trained the same while this one waited for its turn
        _make(root, Path(made), models.taught(root), progress)
        models.promote(root, Path(made))
        progress(Step("trained"))


def train_candidate(root: Path, taught: str, *, progress: Progress) -> Path:
    """Train nlu_data/ and the office's lessons into a folder beside the live models, which stay; return that folder.

    Args:
        taught: all of the office's lessons, as `lessons.as_yaml` writes them.

    Raises:
        TrainingFailed: as of `train`.
    """
    candidate = models.candidate_folder(root)
    with _alone(models.folder(root)):
        shutil.rmtree(candidate, ignore_errors=True)
        candidate.mkdir()
        _make(root, candidate, taught, progress)
    return candidate


def promote_candidate(root: Path, *, instead_of: str) -> bool:
    """Put the candidate in the place of the live models; False where those are not the ones that it was tried beside.

    Args:
        instead_of: what `models.live` said of them.
    """
    with _alone(models.folder(root)):
        if models.live(root) != instead_of:
            return False
        models.promote(root, models.candidate_folder(root))
        return True


def roll_back(root: Path) -> None:
    """Put the models before in the place of the live ones; no training is under way meanwhile.

    Raises:
        ModelAltered: there are none before, or they are damaged.
    """
    with _alone(models.folder(root)):
        models.roll_back(root)


def _make(root: Path, candidate: Path, taught: str, progress: Progress) -> None:
    """Train both models into an empty folder, on both cores at once, with all that is noted beside them."""
    said = candidate / "said"
    _gather(root, said, taught)
    words = read_training_words(said)
    progress(Step(f"training on {len(words.examples):,} sentences; some seconds to five minutes"))
    router = candidate / models.router_path(root).name
    with ThreadPoolExecutor(1, thread_name_prefix="router") as beside:
        kept, weights = _vectors(root, "router"), _weights(root, "router")
        trained = beside.submit(train_router, words, router, kept=kept, weights=weights, progress=progress)
        _train_rasa(root, said, candidate, progress)
        trained.result()
    shutil.rmtree(said)
    digests.note(router)
    models.taught_path(root, candidate).write_text(taught, encoding="utf-8")
    models.stamp_path(root, candidate).write_text(_fingerprint(root, taught), encoding="utf-8")


def _gather(root: Path, said: Path, taught: str) -> None:
    shutil.copytree(root / "nlu_data", said)
    if taught:
        (said / models.taught_path(root).name).write_text(taught, encoding="utf-8")


def run_rasa_training(
    root: Path, *, config: Path, data: Path, out: Path, kept: tuple[Path, Path] | None = None
) -> Iterator[str]:
    """Train a model from any data by any pipeline into `out`/nlu.tar.gz, and yield Rasa's lines as they come.

    Args:
        kept: where sentence vectors and weights are kept for the next training; None begins with nothing.

    Raises:
        TrainingFailed: with Rasa's last lines.
    """
    python = root / "nlu" / ".venv" / "bin" / "python"
    if not python.exists():
        raise TrainingFailed(f"{python} is missing. Run `make setup`.")
    command = [str(part) for part in (python, "-m", "nlu.train", config, data, out, *(kept or ()))]
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


def _train_rasa(root: Path, said: Path, new: Path, progress: Progress) -> None:
    lost = []
    kept = _vectors(root, "rasa"), _weights(root, "rasa")
    for line in run_rasa_training(root, config=root / "config.yml", data=said, out=new, kept=kept):
        if (step := Step.told_in(line)) is not None:
            progress(step)
        if _LOST_ENTITY.search(line):
            lost.append(line)
    if lost:
        raise TrainingFailed("Rasa would lose entities. Correct their brackets in nlu_data/:\n" + "\n".join(lost))


def _fingerprint(root: Path, taught: str) -> str:
    """Return one figure for all that a model is made from: sentences, lessons, pipeline, components, libraries."""
    sources = [
        root / "config.yml",
        root / "nlu" / "requirements.lock",
        *sorted((root / "nlu_data").glob("*.yml")),
        *sorted((root / "nlu" / "components").glob("*.py")),
        *(
            root / "understanding" / place
            for place in (
                *(
                    "encoding/counts.py",
                    "encoding/encoder.py",
                    "encoding/learnt.py",
                    "encoding/softmax.py",
                    "encoding/vectors.py",
                ),
                *("reading/examples.py", "reading/fallback_router.py", "reading/gazetteer.py"),
            )
        ),
    ]
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    digest.update(taught.encode())
    return digest.hexdigest()


def forget(root: Path) -> None:
    """Have the next training begin with nothing but the vectors of sentences, which are the same each time."""
    shutil.rmtree(models.folder(root) / "weights", ignore_errors=True)


def _weights(root: Path, reader: str) -> Path:
    return models.folder(root) / "weights" / reader


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
