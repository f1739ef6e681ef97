"""That a model is the one which training made: its SHA-256 lies beside it, as `sha256sum` writes and checks it.

It shows damage, a mix-up of two trainings, and a file put in the place of ours. Who may write to the folder could write
both, which is why only its owner may. Rasa's Python uses it too.
"""

import hashlib
from pathlib import Path

_AT_ONCE = 1 << 20  # bytes


class ModelAltered(Exception):
    """A model is not the file that training made, in a line that says what to do."""


def digest_path(model: Path) -> Path:
    """Return where a model's digest lies."""
    return model.with_name(f"{model.name}.sha256")


def note(model: Path) -> None:
    """Write the digest of a model that has just been made."""
    digest_path(model).write_text(f"{_digest(model)}  {model.name}\n", encoding="utf-8")


def check(model: Path) -> None:
    """Do nothing where a model is what training made.

    Raises:
        ModelAltered: it is not, or nobody can tell because the digest is missing.
    """
    beside = digest_path(model)
    if not beside.exists():
        raise ModelAltered(f"{beside} is missing, so nobody can tell whether the model is ours. {_ANEW}")
    if beside.read_text(encoding="utf-8").split() != [_digest(model), model.name]:
        raise ModelAltered(f"{model} is not the file that training made: it was damaged or replaced. {_ANEW}")


_ANEW = "Train anew: `.venv/bin/python -m bot train --force`"


def _digest(model: Path) -> str:
    digest = hashlib.sha256()  # hashlib.file_digest came with Python 3.11, which Rasa's is not
    with model.open("rb") as content:
        while part := content.read(_AT_ONCE):
            digest.update(part)
    return digest.hexdigest()
