"""The trained models on disk: which of them is live, what comes in its place, and the way back.

A candidate is trained in a folder of its own and takes the place of the live ones (`promote`); those are kept as the
ones before, and come back with `roll_back`. Whoever serves looks here, and swaps in what it finds (`bot/mind.py`).
"""

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

    Args:
        candidate: a folder beside the live ones that holds both models, their digests, and what they were made from.
    """
    stamp = stamp_path(root)
    if stamp.exists():
        stamp.replace(_before(stamp))
    # Who starts between two of these steps finds no stamp, takes the models for stale and waits.
    for model in (rasa_path(root), router_path(root)):
        digests.keep_before(model)
        for place in (model, digests.digest_path(model)):
            (candidate / place.name).replace(place)
    for path in (first_router_path(root), digests.digest_path(first_router_path(root))):
        path.unlink(missing_ok=True)
    (candidate / stamp.name).replace(stamp)


def roll_back(root: Path) -> None:
    """Put the models before in the place of the live ones, and those in theirs: a second time undoes the first.

    Raises:
        ModelAltered: there are none before, or they are damaged.
    """
    pairs = [(model, digests.before(model)) for model in (rasa_path(root), router_path(root))]
    for _, before in pairs:
        digests.check(before)
    stamp = stamp_path(root)
    for model, before in pairs:
        _swap(model, before)
        _swap(digests.digest_path(model), digests.digest_path(before))
    _swap(stamp, _before(stamp))


def _before(path: Path) -> Path:
    place = digests.before(path)
    place.parent.mkdir(exist_ok=True)
    return place


def _swap(one: Path, other: Path) -> None:
    aside = one.with_name(f".swapped-{one.name}")
    for old, new in ((one, aside), (other, one), (aside, other)):
        if old.exists():
            old.replace(new)
