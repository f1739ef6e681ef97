"""The lines that the classifier learns from."""

from collections.abc import Iterator

import yaml

from understanding.crisis.framing import framed
from understanding.crisis.lexicon import DATA
from understanding.crisis.normalise import normalise
from understanding.parse import CrisisLevel

Line = tuple[str, CrisisLevel]


def examples() -> list[Line]:
    """Return the lines that the classifier learns from, normalised, with their levels."""
    lines = [*_labelled()]
    return [(normalise(line), level) for line, level in (*lines, *framed(lines), *_chat())]


def _labelled() -> Iterator[Line]:
    """Yield what was written for one level each."""
    for path in sorted(DATA.glob("examples_*.yaml")):
        for group in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield from ((line, group["level"]) for line in group["lines"].splitlines() if line)


def _chat() -> Iterator[Line]:
    """Yield what people write each other all day; there is no danger in it."""
    for path in sorted(DATA.glob("chat_*.txt")):
        yield from ((line, "none") for line in path.read_text(encoding="utf-8").splitlines() if line)
