"""Whether a question could be settled by what offices write at all, or by nobody who only writes.

"Is the library open on Sunday?" and "is there a seat in the library now?" share their words and lie near in meaning;
the one has an answer in writing, the other never will. What tells them apart is learned from 500 lines of each kind
(`data/knowable.yaml`), which no measuring set has seen.
"""

from functools import lru_cache
from pathlib import Path

import numpy as np
import yaml

from understanding.encoding.encoder import Matrix, encode, encode_all
from understanding.encoding.softmax import fit, logits

LINES = Path(__file__).parent / "data" / "knowable.yaml"
PENALTY = 3e-4
BEYOND = 1.5
"""Log-odds from which a question is beyond what can be written. On the 300 everyday questions of two hands who saw none
of these lines that is 0.68 of those that nobody can know, and 0.105 of the others."""


def is_beyond(words: str) -> bool:
    """Say whether no office's written answer could settle what the words ask."""
    return odds(words) >= BEYOND


def odds(words: str) -> float:
    """Return the log-odds that nothing written could settle it."""
    scores = logits([encode(words)[None]], _weights())[0]
    return float(scores[1] - scores[0])


def warm_up() -> None:
    """Learn now what the first question would else wait for: about a second of one core."""
    _weights()


@lru_cache(maxsize=1)
def _weights() -> Matrix:
    lines = yaml.safe_load(LINES.read_text(encoding="utf-8"))
    written, beyond = lines["written"].splitlines(), lines["beyond"].splitlines()
    labels = np.repeat([0, 1], [len(written), len(beyond)])
    return fit([encode_all([*written, *beyond])], labels, 2, penalty=PENALTY)
