"""What makes a model stale, and what the words of nlu_data/ are without Rasa."""

import shutil
from pathlib import Path

from understanding import digests
from understanding.reading import models, training
from understanding.reading.examples import read_training_words
from understanding.reading.gazetteer import Gazetteer

ROOT = Path(__file__).resolve().parents[2]

DATA = """
version: "3.1"
nlu:
- intent: book_counseling
  examples: |
    - a [female]{"entity": "counselor_gender", "value": "f"} counselor please
    - 约[李静](counselor_name)老师
- intent: ask_employment_tips
  examples: |
    - tips for my [cv](topic)
- synonym: resume
  examples: |
    - cv
    - 简历
- synonym: Li Jing
  examples: |
    - 李静
- lookup: counselor_name
  examples: |
    - Wang Min
- regex: appointment_reference
  examples: |
    - BK-\\d{4}
"""


def names_of(text: str, folder: Path) -> list[tuple[str, str, str]]:
    (folder / "nlu.yml").write_text(DATA, encoding="utf-8")
    words = read_training_words(folder)
    found = Gazetteer(sorted(words.forms), words.patterns).find(text)
    return [(text[one.start : one.end], one.name, one.value) for one in found]


def test_known_names_are_found_with_their_values(tmp_path: Path) -> None:
    assert names_of("我的简历给李静看，BK-1234", tmp_path) == [
        ("简历", "topic", "resume"),
        ("李静", "counselor_name", "Li Jing"),
        ("BK-1234", "appointment_reference", "BK-1234"),
    ]
    assert names_of("my CV for wang min, FEMALE", tmp_path) == [
        ("CV", "topic", "resume"),
        ("wang min", "counselor_name", "Wang Min"),
        ("FEMALE", "counselor_gender", "f"),
    ]


def test_a_latin_name_inside_a_word_is_none_and_one_inside_chinese_is(tmp_path: Path) -> None:
    assert names_of("scvb", tmp_path) == []
    assert names_of("帮我改cv吧", tmp_path) == [("cv", "topic", "resume")]


def test_marks_leave_the_plain_sentence(tmp_path: Path) -> None:
    (tmp_path / "nlu.yml").write_text(DATA, encoding="utf-8")
    texts = [example.text for example in read_training_words(tmp_path).examples]
    assert texts == ["a female counselor please", "约李静老师", "tips for my cv"]


def copy_of_project(folder: Path) -> Path:
    for name in ("nlu_data", "nlu/components", "understanding"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("config.yml", "nlu/requirements.lock"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "models").mkdir()
    return folder


def test_a_model_is_stale_once_what_it_is_made_from_changes(tmp_path: Path) -> None:
    root = copy_of_project(tmp_path)
    assert training.is_stale(root)
    for model in (models.rasa_path(root), models.router_path(root)):
        model.touch()
        training.note_fresh(root)
        assert training.is_stale(root), "a model without its digest is none"
        digests.note(model)
    assert not training.is_stale(root)
    (root / "README.md").write_text("no part of it", encoding="utf-8")
    assert not training.is_stale(root)
    with (root / "nlu_data" / "smalltalk.yml").open("a", encoding="utf-8") as sentences:
        sentences.write("    - one more\n")
    assert training.is_stale(root)


def test_half_a_model_is_no_model(tmp_path: Path) -> None:
    root = copy_of_project(tmp_path)
    models.rasa_path(root).touch()
    training.note_fresh(root)
    assert training.is_stale(root)
