"""That a model is the one which training made: its SHA-256 lies beside it, as `sha256sum` writes and checks it.

It shows damage, a mix-up of two trainings, and a file put in the place of ours. Who may write to the folder could write
both, which is why only its owner may. Rasa's Python uses it too.
"""

import hashlib
import shutil
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


def before(model: Path) -> Path:
    """Return where the model lies that this one took the place of."""
    return model.parent / "before" / model.name


def good(model: Path) -> Path:
    """Return a model that is what training made: this one, else the one before it.

    Raises:
        ModelAltered: of this one, where neither is.
    """
    try:
        check(model)
    except ModelAltered:
        if not _is_good(before(model)):
            raise
        return before(model)
    return model


def keep_before(model: Path) -> None:
    """Keep a model that is about to be replaced, unless it is damaged and the one before it is better."""
    if _is_good(model):
        kept = before(model)
        kept.parent.mkdir(exist_ok=True)
        for old, new in ((model, kept), (digest_path(model), digest_path(kept))):
            shutil.copyfile(old, new)


def _is_good(model: Path) -> bool:
    try:
        check(model)
    except ModelAltered:
        return False
    return True


def check(model: Path) -> None:
    """Do nothing where a model is what training made.

    Raises:
        ModelAltered: it is not, or nobody can tell because the digest is missing.
    """
    if not model.exists():
        raise ModelAltered(f"{model} is missing. {_ANEW}")
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
