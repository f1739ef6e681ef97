"""Training: from nlu_data/ and config.yml to what Rasa serves and what stands in for it."""

import fcntl
import hashlib
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from understanding import digests
from understanding.reading.examples import read_training_words
from understanding.reading.fallback_router import FallbackRouter, train_router
from understanding.reading.rasa_environment import rasa_environment
from understanding.usable import usable

LAST_LINES = 12

Progress = Callable[[str], None]

# Rasa warns of an entity that does not begin and end with its tokens, and then drops it: the model would be worse than
# its examples, and nobody would know.
_LOST_ENTITY = re.compile(r"misaligned entity", re.IGNORECASE)


class TrainingFailed(Exception):
    """Why there is no new model, in a line or a few; the one before, if any, is untouched."""


def model_path(root: Path) -> Path:
    """Return where the model for Rasa lies."""
    return root / "models" / "nlu.tar.gz"


def router_path(root: Path) -> Path:
    """Return where the fallback router lies."""
    return root / "models" / "router.npz"


def is_stale(root: Path) -> bool:
    """Say whether what was trained is missing, or older than what it is trained from."""
    stamp = _stamp_path(root)
    models = (model_path(root), router_path(root))
    built = all(path.exists() for model in models for path in (model, digests.digest_path(model))) and stamp.exists()
    return not built or stamp.read_text(encoding="utf-8") != _fingerprint(root)


def read_router(root: Path) -> FallbackRouter:
    """Return the fallback router.

    Raises:
        RouterMissing: it has not been trained.
        ModelAltered: neither it nor the one before it is what training made.
    """
    router = router_path(root)
    return FallbackRouter.load(usable(router) if router.exists() else router)


def note_fresh(root: Path, fingerprint: str | None = None) -> None:
    """Note what the model was made from; None means what lies there now."""
    _stamp_path(root).write_text(fingerprint or _fingerprint(root), encoding="utf-8")


def train(root: Path, *, progress: Progress) -> None:
    """Train anew and put the result in the place of the old in one step.

    Args:
        progress: called with a line for each step.

    Raises:
        TrainingFailed: Rasa refused the data, lost an entity of it, or is not set up.
    """
    models = root / "models"
    models.mkdir(exist_ok=True)
    fingerprint, was_stale = _fingerprint(root), is_stale(root)
    with _alone(models), tempfile.TemporaryDirectory(dir=models, prefix=".new-") as made:
        if was_stale and not is_stale(root):
            return  # another process trained the same while this one waited for its turn
        new = Path(made)
        words = read_training_words(root / "nlu_data")
        progress(f"training on {len(words.examples)} sentences; three to five minutes")
        _train_rasa(root, new, progress)
        progress("training the router that answers while Rasa starts")
        train_router(words, new / "router.npz")
        digests.note(new / "router.npz")
        _stamp_path(root).unlink(missing_ok=True)  # who starts between two of these steps takes it for stale and waits
        for model in (model_path(root), router_path(root)):
            digests.keep_before(model)
            for place in (model, digests.digest_path(model)):
                (new / place.name).replace(place)
        note_fresh(root, fingerprint)
        progress("trained")


def run_rasa_training(root: Path, *, config: Path, data: Path, out: Path) -> Iterator[str]:
    """Train a model from any data by any pipeline into `out`/nlu.tar.gz, and yield Rasa's lines as they come.

    Raises:
        TrainingFailed: with Rasa's last lines.
    """
    python = root / "nlu" / ".venv" / "bin" / "python"
    if not python.exists():
        raise TrainingFailed(f"{python} is missing. Run `make setup`.")
    command = [str(part) for part in (python, "-m", "nlu.train", config, data, out)]
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
    for line in run_rasa_training(root, config=root / "config.yml", data=root / "nlu_data", out=new):
        if line.startswith("=> "):
            progress(line[3:])
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
                *("encoding/counts.py", "encoding/encoder.py", "encoding/softmax.py"),
                *("reading/examples.py", "reading/fallback_router.py", "reading/gazetteer.py"),
            )
        ),
    ]
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    return digest.hexdigest()


def _stamp_path(root: Path) -> Path:
    return root / "models" / "trained-from.txt"


@contextmanager
def _alone(models: Path) -> Iterator[None]:
    """Let one process train at a time; leftovers of one that was killed go."""
    with (models / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for leftover in models.glob(".new-*"):
            shutil.rmtree(leftover)
        yield
