"""The trained models on disk: which of them is live, what comes in its place, and the way back.

A candidate is trained in a folder of its own and takes the place of the live ones (`promote`); those are kept as the
ones before, and come back with `roll_back`. Whoever serves looks here, and swaps in what it finds (`bot/mind.py`).
"""

import shutil
from pathlib import Path

from understanding import digests
from understanding.reading.fallback_router import FallbackRouter
from understanding.usable import usable


def folder(root: Path) -> Path:
    """Return where the models lie."""
    return root / "models"


def rasa_path(root: Path) -> Path:
    """Return where the model for Rasa lies."""
    return folder(root) / "nlu.tar.gz"


def router_path(root: Path) -> Path:
    """Return where the fallback router lies."""
    return folder(root) / "router.npz"


def first_router_path(root: Path) -> Path:
    """Return where the router lies that answers before anything else was trained; it goes with the first promotion."""
    return folder(root) / "first" / "router.npz"


def stamp_path(root: Path, candidate: Path | None = None) -> Path:
    """Return where it stands what the live models were made from, or those of a candidate."""
    return (candidate or folder(root)) / "trained-from.txt"


def candidate_folder(root: Path) -> Path:
    """Return where the models lie that are tried before they may take the place of the live ones."""
    return folder(root) / "candidate"


def taught_path(root: Path, candidate: Path | None = None) -> Path:
    """Return where the office's lessons lie that the live models learnt beside nlu_data/, or those of a candidate."""
    return (candidate or folder(root)) / "taught.yml"


def figures_path(root: Path, candidate: Path | None = None) -> Path:
    """Return where it stands how the live models read the held-out sets, or those of a candidate."""
    return (candidate or folder(root)) / "figures.json"


def taught(root: Path) -> str:
    """Return the office's lessons that the live models learnt, as Rasa reads them; empty where there are none."""
    place = taught_path(root)
    return place.read_text(encoding="utf-8") if place.exists() else ""


def live(root: Path) -> str:
    """Return what the live models were made from, as one figure; empty while they are missing or being replaced."""
    stamp = stamp_path(root)
    return stamp.read_text(encoding="utf-8") if are_there(root) and stamp.exists() else ""


def before(root: Path) -> str:
    """Return the same of the models that `roll_back` would bring back; empty where there are none."""
    stamp = digests.before(stamp_path(root))
    return stamp.read_text(encoding="utf-8") if stamp.exists() else ""


def are_there(root: Path) -> bool:
    """Say whether both models lie there with their digests."""
    pairs = [(model, digests.digest_path(model)) for model in (rasa_path(root), router_path(root))]
    return all(path.exists() for pair in pairs for path in pair)


def has_router(root: Path) -> bool:
    """Say whether there is a router that can answer, be it the first one."""
    return router_path(root).exists() or first_router_path(root).exists()


def read_router(root: Path) -> FallbackRouter:
    """Return the fallback router, the first one where there is no other yet.

    Raises:
        RouterMissing: it has not been trained.
        ModelAltered: neither it nor the one before it is what training made.
    """
    whole, first = router_path(root), first_router_path(root)
    router = first if first.exists() and not whole.exists() else whole
    return FallbackRouter.load(usable(router) if router.exists() else router)


def promote(root: Path, candidate: Path) -> None:
    """Put a candidate's models in the place of the live ones, which become those before.

    What needs room on the disk is done first, beside the live models; then all is moved. Whoever starts between two
    moves finds no stamp, takes the models for stale and waits.

    Args:
        candidate: a folder beside the live ones that holds both models, their digests, and what they were made from.
    """
    stamp = stamp_path(root)
    for model in (rasa_path(root), router_path(root)):
        digests.keep_before(model)
    beside = [taught_path(root), figures_path(root)]
    for path in beside:
        _keep_before(path)
    if stamp.exists():
        stamp.replace(_before(stamp))
    for path in (rasa_path(root), router_path(root)):
        for place in (path, digests.digest_path(path)):
            (candidate / place.name).replace(place)
    for path in beside:
        if (candidate / path.name).exists():
            (candidate / path.name).replace(path)
        else:
            path.unlink(missing_ok=True)
    for path in (first_router_path(root), digests.digest_path(first_router_path(root))):
        path.unlink(missing_ok=True)
    (candidate / stamp.name).replace(stamp)


def roll_back(root: Path) -> None:
    """Put the models before in the place of the live ones, and those in theirs: a second time undoes the first.

    Raises:
        ModelAltered: there are none before, or they are damaged.
    """
    pairs = [(model, digests.before(model)) for model in (rasa_path(root), router_path(root))]
    for _, kept in pairs:
        digests.check(kept)
    stamp = stamp_path(root)
    aside = stamp.with_name(f".swapped-{stamp.name}")
    if stamp.exists():
        stamp.replace(aside)
    for model, kept in pairs:
        _swap(model, kept)
        _swap(digests.digest_path(model), digests.digest_path(kept))
    for path in (taught_path(root), figures_path(root)):
        _swap(path, _before(path))
    if _before(stamp).exists():
        _before(stamp).replace(stamp)
    if aside.exists():
        aside.replace(_before(stamp))


def _before(path: Path) -> Path:
    place = digests.before(path)
    place.parent.mkdir(exist_ok=True)
    return place


def _keep_before(path: Path) -> None:
    """Keep what lies beside the models; where there is nothing, nothing is left of an older one."""
    if path.exists():
        shutil.copyfile(path, _before(path))
    else:
        _before(path).unlink(missing_ok=True)


def _swap(one: Path, other: Path) -> None:
    aside = one.with_name(f".swapped-{one.name}")
    for old, new in ((one, aside), (other, one), (aside, other)):
        if old.exists():
            old.replace(new)
