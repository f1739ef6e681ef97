"""Which trained model is used: the newest, or the one before it where the newest was damaged."""

from pathlib import Path

import structlog

from understanding import digests

log = structlog.get_logger(__name__)


def usable(model: Path) -> Path:
    """Return a model that is what training made, and say so where it is not the newest.

    Raises:
        ModelAltered: there is none.
    """
    found = digests.good(model)
    if found != model:
        log.error("model_altered", model=str(model), used=str(found), hint="train anew: python -m bot train --force")
    return found
