"""A model that is not the one which training made is never served, and none can run anything."""

import os
import pickle
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from structlog.testing import capture_logs

from bot.settings import ROOT
from tests.running import train_if_stale
from understanding import digests
from understanding.crisis import keeping
from understanding.crisis.classifier import Ear, teach
from understanding.crisis.evidence import gather
from understanding.crisis.teaching import Line
from understanding.reading import models
from understanding.usable import usable


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "a.npz"
    np.savez(path, numbers=np.arange(3))
    digests.note(path)
    return path


def test_the_digest_is_what_sha256sum_checks(model: Path) -> None:
    digests.check(model)
    checked = subprocess.run(["sha256sum", "-c", "a.npz.sha256"], cwd=model.parent, capture_output=True, text=True)
    assert checked.stdout == "a.npz: OK\n"


def test_a_model_that_was_damaged_or_has_no_digest_is_refused_with_what_to_do(model: Path) -> None:
    whole = model.read_bytes()
    model.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(digests.ModelAltered, match="bot train --force"):
        digests.check(model)
    model.write_bytes(whole)
    digests.check(model)
    digests.digest_path(model).unlink()
    with pytest.raises(digests.ModelAltered, match="bot train --force"):
        digests.check(model)


def test_the_digest_of_another_model_is_no_digest_of_this_one(model: Path) -> None:
    other = model.with_name("b.npz")
    other.write_bytes(model.read_bytes())
    digests.digest_path(other).write_bytes(digests.digest_path(model).read_bytes())
    with pytest.raises(digests.ModelAltered):
        digests.check(other)


def test_a_router_that_somebody_put_there_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    models.router_path(tmp_path).write_bytes(b"no router")
    with pytest.raises(digests.ModelAltered):
        models.read_router(tmp_path)


def damaged(model: Path) -> None:
    model.write_bytes(model.read_bytes()[:-1])


def test_where_a_model_was_cut_off_the_one_before_it_is_used_and_that_is_said(model: Path) -> None:
    digests.keep_before(model)
    first = model.read_bytes()
    np.savez(model, numbers=np.arange(4))
    digests.note(model)
    assert usable(model) == model
    damaged(model)
    with capture_logs() as logged:
        assert usable(model).read_bytes() == first
    assert [(line["event"], line["log_level"]) for line in logged] == [("model_altered", "error")]
    digests.keep_before(model)  # a damaged one does not take a good one's place
    assert usable(model).read_bytes() == first
    damaged(digests.before(model))
    with pytest.raises(digests.ModelAltered, match="bot train --force"):
        usable(model)


def test_a_router_that_was_cut_off_is_stood_in_for_by_the_one_before_it(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    router = models.router_path(tmp_path)
    train_if_stale()
    shutil.copy(models.router_path(ROOT), router)
    digests.note(router)
    digests.keep_before(router)
    damaged(router)
    assert models.read_router(tmp_path)


@pytest.fixture(scope="module")
def taught(taught_lines: list[Line]) -> Ear:
    """An ear taught with few lines, of every level."""
    texts, levels = zip(*taught_lines[::40], strict=True)
    return teach(texts, levels)


def test_what_was_taught_hears_the_same_once_it_was_kept_and_read(
    taught: Ear, taught_lines: list[Line], tmp_path: Path
) -> None:
    assert Ear.kept(tmp_path, "v1") is None
    taught.keep(tmp_path, "v1")
    read = Ear.kept(tmp_path, "v1")
    assert read is not None
    texts = [text for text, _ in taught_lines[7::97]]
    evidence = [gather(text) for text in texts]
    before = [(sound.sad, sound.danger) for sound in taught.hear(texts, evidence)]
    after = [(sound.sad, sound.danger) for sound in read.hear(texts, evidence)]
    assert np.abs(np.array(before) - np.array(after)).max() < 1e-6
    assert len({round(danger, 3) for _, danger in before}) > 10, "they must differ for this to show anything"


def test_the_newest_version_alone_is_kept_and_a_pickle_of_old_goes(taught: Ear, tmp_path: Path) -> None:
    old = tmp_path / "understanding" / "crisis"
    old.mkdir(parents=True)
    (old / "output.pkl").write_bytes(pickle.dumps("what joblib kept"))
    (tmp_path / ".gitignore").touch()
    taught.keep(tmp_path, "v1")
    taught.keep(tmp_path, "v2")
    taught.keep(tmp_path, "v2")  # another process was as quick
    assert os.listdir(tmp_path) == ["v2"]
    assert sorted(os.listdir(tmp_path / "v2")) == ["ear.npz", "ear.npz.sha256"]


def test_an_ear_that_was_damaged_does_not_hear_and_makes_room_for_one_taught_anew(taught: Ear, tmp_path: Path) -> None:
    taught.keep(tmp_path, "v1")
    with (tmp_path / "v1" / "ear.npz").open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"?")
    with capture_logs() as logged:
        assert Ear.kept(tmp_path, "v1") is None
    assert [(one["event"], one["log_level"]) for one in logged] == [("model_altered", "error")]
    assert os.listdir(tmp_path) == []
    taught.keep(tmp_path, "v1")
    assert Ear.kept(tmp_path, "v1") is not None


class Harm:
    """Runs when it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return pytest.fail, ("a model ran something",)


def test_an_object_among_the_arrays_is_never_unpickled(tmp_path: Path) -> None:
    (tmp_path / "v1").mkdir()
    model = tmp_path / "v1" / "ear.npz"
    np.savez(model, terms=np.array([Harm()], dtype=object))
    digests.note(model)
    with pytest.raises(ValueError, match="allow_pickle=False"):
        keeping.kept(tmp_path, "v1")
