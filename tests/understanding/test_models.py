"""A candidate takes the place of the live models; the way back leads to those before."""

from pathlib import Path

import pytest

from understanding import digests
from understanding.reading import models


def candidate(root: Path, name: str) -> Path:
    folder = models.folder(root) / f".new-{name}"
    folder.mkdir(parents=True)
    for model in (models.rasa_path(root), models.router_path(root)):
        (folder / model.name).write_text(f"{model.name} of {name}", encoding="utf-8")
        digests.note(folder / model.name)
    models.stamp_path(root, folder).write_text(name, encoding="utf-8")
    for path in (models.taught_path(root, folder), models.figures_path(root, folder)):
        path.write_text(f"{path.name} of {name}", encoding="utf-8")
    return folder


def live(root: Path) -> set[str]:
    """Return whose the live models are, all of which must be what training made."""
    for model in (models.rasa_path(root), models.router_path(root)):
        digests.check(model)
    whole = (models.rasa_path(root), models.router_path(root), models.taught_path(root), models.figures_path(root))
    stamp = models.stamp_path(root).read_text(encoding="utf-8")
    return {stamp, *(model.read_text(encoding="utf-8").rpartition(" ")[2] for model in whole)}


def test_a_candidate_is_promoted_rolled_back_and_put_forward_again(tmp_path: Path) -> None:
    models.promote(tmp_path, candidate(tmp_path, "first"))
    assert live(tmp_path) == {"first"}
    models.promote(tmp_path, candidate(tmp_path, "second"))
    assert live(tmp_path) == {"second"}
    models.roll_back(tmp_path)
    assert live(tmp_path) == {"first"}
    models.roll_back(tmp_path)
    assert live(tmp_path) == {"second"}


def test_there_is_no_way_back_to_what_is_not_there_or_damaged(tmp_path: Path) -> None:
    models.promote(tmp_path, candidate(tmp_path, "first"))
    with pytest.raises(digests.ModelAltered):
        models.roll_back(tmp_path)
    models.promote(tmp_path, candidate(tmp_path, "second"))
    digests.before(models.router_path(tmp_path)).write_text("cut", encoding="utf-8")
    with pytest.raises(digests.ModelAltered):
        models.roll_back(tmp_path)
    assert live(tmp_path) == {"second"}


def test_the_first_router_goes_with_the_first_promotion(tmp_path: Path) -> None:
    first = models.first_router_path(tmp_path)
    first.parent.mkdir(parents=True)
    first.write_text("a first one", encoding="utf-8")
    digests.note(first)
    assert models.has_router(tmp_path)
    models.promote(tmp_path, candidate(tmp_path, "whole"))
    assert not first.exists()
    assert live(tmp_path) == {"whole"}


def test_a_full_disk_leaves_the_live_models_and_their_stamp_as_they_are(tmp_path: Path) -> None:
    models.promote(tmp_path, candidate(tmp_path, "first"))
    models.promote(tmp_path, candidate(tmp_path, "second"))
    for name in ("router.npz", "taught.yml"):
        kept = models.folder(tmp_path) / "before" / name
        kept.unlink()
        kept.symlink_to("/dev/full")
        with pytest.raises(OSError, match="No space left on device"):
            models.promote(tmp_path, candidate(tmp_path, f"third, {name}"))
        assert live(tmp_path) == {"second"}
        kept.unlink()


def test_what_is_half_swapped_counts_as_nothing_live(tmp_path: Path) -> None:
    models.promote(tmp_path, candidate(tmp_path, "first"))
    assert models.live(tmp_path) == "first"
    models.stamp_path(tmp_path).unlink()
    assert models.live(tmp_path) == ""


def test_lessons_come_and_go_with_the_models_that_learnt_them(tmp_path: Path) -> None:
    assert models.taught(tmp_path) == ""
    first = candidate(tmp_path, "first")
    models.taught_path(tmp_path, first).unlink()
    models.promote(tmp_path, first)
    models.promote(tmp_path, candidate(tmp_path, "second"))
    assert models.taught(tmp_path) == "taught.yml of second"
    models.roll_back(tmp_path)
    assert models.taught(tmp_path) == ""
    models.roll_back(tmp_path)
    assert models.taught(tmp_path) == "taught.yml of second"
