"""The secret that signs cookies: a setting, or one of the data folder's own."""

import hashlib
import os
import secrets
from pathlib import Path

from bot.settings import Settings

PRINT_LENGTH = 16


def signing_secret(settings: Settings) -> str:
    """Return what signs the cookies of students and staff."""
    return settings.secret.get_secret_value() if settings.secret else _of_folder(settings.data_dir)


def print_of(secret: str) -> str:
    """Return what tells two secrets apart; nobody can tell the secret from it, as that is long and drawn at random."""
    return hashlib.sha256(f"onestop's secret {secret}".encode()).hexdigest()[:PRINT_LENGTH]


def _of_folder(data_dir: Path) -> str:
    """Return the folder's secret; made once, readable by the owner alone."""
    path = data_dir / "secret"
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text()
