"""The Rasa components, in the Python that they run on."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from understanding.reading.examples import read_training_words
from understanding.reading.rasa_environment import rasa_environment
from understanding.reading.training import TrainingFailed, run_rasa_training

ROOT = Path(__file__).resolve().parents[2]
RASA_PYTHON = ROOT / "nlu" / ".venv" / "bin" / "python"


def in_rasa(code: str, *arguments: str) -> Any:
    """Run code in Rasa's Python, from the project's folder; return the JSON that it prints last."""
    command = [str(RASA_PYTHON), "-W", "ignore", "-c", code, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=rasa_environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


TOKENIZE = """
import json, sys
from nlu.no_tensorflow import install_unless_needed
from pathlib import Path
install_unless_needed(Path("config.yml").read_text())
from nlu.components.tokenizer import BilingualTokenizer
from rasa.shared.nlu.training_data.message import Message
tokenizer = BilingualTokenizer(BilingualTokenizer.get_default_config())
texts = json.loads(sys.argv[1])
tokens = [tokenizer.tokenize(Message({"text": text}), "text") for text in texts]
print(json.dumps([[[token.text, token.start, token.end] for token in cut] for cut in tokens]))
"""


def test_mixed_text_is_cut_where_it_was_written() -> None:
    texts = [
        "我想 book 一个counselor，下周3下午2:30",
        "don't   wanna go 😭😭",
        "CET-6准考证",
        "  \t",
        "ｆｕｌｌ　width 龘𠀀",
        "naïve café",
    ]
    cuts = in_rasa(TOKENIZE, json.dumps(texts))
    for text, cut in zip(texts, cuts, strict=True):
        assert all(text[start:end] == token and token.strip() for token, start, end in cut)
        assert "".join(token for token, _, _ in cut) == "".join(text.split())
    words = [[token for token, _, _ in cut] for cut in cuts]
    assert words[0][:6] == ["我", "想", "book", "一", "个", "counselor"]
    assert words[1][0] == "don't"
    assert words[5] == ["naïve", "café"]


COUNT = """
import json
import numpy as np
from understanding.encoding.counts import Counts
texts = ["我想约心理老师", "book a counselor", "取消预约 please", "cancel it"]
counts = Counts()
counts.learn(texts)
again = Counts.from_description(json.loads(json.dumps(counts.describe())))
asked = [*texts, "something new 新的", "never 见过"]
pairs = zip(counts.count(asked), again.count(asked))
apart = [float(np.abs(one - other).max()) for one, other in pairs]
both = np.hstack([matrix.toarray() for matrix in again.count(asked)])
for text, whole in zip(asked, both):
    columns, row = again.row(text)
    whole[columns] -= row
print(json.dumps({"stored": max(apart), "by_row": float(np.abs(both).max())}))
"""


def test_counts_are_the_same_once_stored_and_text_by_text() -> None:
    apart = in_rasa(COUNT)
    assert apart["stored"] < 1e-3
    assert apart["by_row"] < 1e-6


FIT = """
import json
import numpy as np
import scipy.sparse as sp
from understanding.encoding.softmax import fit, fit_shares, log_chances, logits
rng = np.random.default_rng(1)
labels = np.arange(90) % 3
dense = (np.eye(3)[labels] + rng.normal(0, 0.3, (90, 3))).astype(np.float32)
sparse = sp.csr_matrix(rng.random((90, 5)).astype(np.float32))
weights = fit([dense, sparse], labels, 3, penalty=1e-3)
right = float((logits([dense, sparse], weights).argmax(1) == labels).mean())
knows = log_chances(2 * np.eye(3)[labels] + rng.normal(0, 1, (90, 3)))
guesses = log_chances(rng.normal(0, 1, (90, 3)))
print(json.dumps({"right": right, "shares": fit_shares([knows, guesses], labels).tolist()}))
"""


def test_the_regression_learns_from_dense_and_sparse_and_a_guesser_has_no_say() -> None:
    found = in_rasa(FIT)
    assert found["right"] > 0.95
    knows, guesses = found["shares"]
    assert knows > 5 * guesses


STAND_IN = """
import json, sys
from pathlib import Path
from nlu.no_tensorflow import install_unless_needed
installed = install_unless_needed(Path(sys.argv[1]).read_text())
import tensorflow
import rasa.core.run
import rasa.engine.recipes.default_recipe
print(json.dumps([installed, tensorflow.__version__]))
"""


def test_rasa_loads_without_tensorflow_unless_the_pipeline_is_neural(tmp_path: Path) -> None:
    neural = tmp_path / "neural.yml"
    neural.write_text("pipeline:\n  - name: DIETClassifier\n", encoding="utf-8")
    assert in_rasa(STAND_IN, "config.yml") == [True, "0"]
    installed, version = in_rasa(STAND_IN, str(neural))
    assert not installed
    assert version.startswith("2.12")


def write_data(folder: Path, *lines: str) -> Path:
    data = folder / "data"
    data.mkdir()
    blocks = [
        {"intent": "book", "examples": "\n".join(f"- {line}" for line in ["book a room", "预订一个房间", *lines])},
        {"intent": "greet", "examples": "\n".join(f"- {line}" for line in ["hello there", "你好", "hi", "早上好"])},
    ]
    written = yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True)
    (data / "nlu.yml").write_text(written, encoding="utf-8")
    return data


def test_an_entity_that_rasa_would_lose_is_told(tmp_path: Path) -> None:
    data = write_data(tmp_path, "an [inter](topic)view please", "约[面试](topic)辅导")
    lines = "\n".join(run_rasa_training(ROOT, config=ROOT / "config.yml", data=data, out=tmp_path))
    assert lines.count("Misaligned entity annotation") == 1
    assert (tmp_path / "nlu.tar.gz").exists()


def test_data_that_rasa_cannot_read_fail_with_its_words(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "nlu.yml").write_text('version: "3.1"\nnlu:\n- intent: 7\n  examples: nonsense\n', encoding="utf-8")
    with pytest.raises(TrainingFailed, match="could not train"):
        list(run_rasa_training(ROOT, config=ROOT / "config.yml", data=data, out=tmp_path))


def test_rasa_finds_nothing_wrong_with_the_training_data(tmp_path: Path) -> None:
    words = read_training_words(ROOT / "nlu_data")
    entities = {name for _, name, _ in words.forms} | {name for name, _ in words.patterns}
    intents = sorted({example.intent for example in words.examples})
    domain = tmp_path / "domain.yml"
    domain.write_text(yaml.safe_dump({"version": "3.1", "intents": intents, "entities": sorted(entities)}), "utf-8")
    command = [str(RASA_PYTHON), "-W", "ignore::DeprecationWarning", "-m", "rasa", "data", "validate"]
    command += ["--domain", str(domain), "--data", "nlu_data", "--config", "config.yml"]
    done = subprocess.run(command, cwd=ROOT, env=rasa_environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    warnings = [line for line in done.stderr.splitlines() if "UserWarning" in line]
    # The dialogue is the app's, so there are no stories that could use an intent.
    assert [line for line in warnings if "not used in any story or rule" not in line] == []
