"""How well danger is heard: `python -m bench.crisis --test FILE...`; files hold text, level, kind, tab-separated.

Danger (crisis, ask) counts as answered at either level; a harmless line should get neither. Prints one row a language
and kind, then the means; with `--markdown` as tables for docs/benchmarks.md.
"""

import argparse
import csv
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from understanding.crisis import assess, warm_up
from understanding.parse import CrisisLevel
from understanding.words.language import language_of

ALARMS = ("ask", "crisis")
COLUMNS = ("text", "level", "kind")


@dataclass(frozen=True, slots=True)
class Line:
    """One tested line: what it should be, what it was taken for, and how long that took."""

    language: str
    expected: str
    kind: str
    level: CrisisLevel
    third_person: bool
    seconds: float

    @property
    def group(self) -> str:
        """Danger, or the level that should raise no alarm."""
        return "danger" if self.expected in ALARMS else self.expected


def measure(paths: Iterable[Path]) -> list[Line]:
    """Judge every line of the files."""
    warm_up()
    return [_judge(row, _language(path, row)) for path in paths for row in _rows(path)]


def _language(path: Path, row: dict[str, str]) -> str:
    """Return the language of a file named like crisis_zh.tsv, else the one the line is mostly in."""
    named = path.stem.rsplit("_", 1)[-1]
    return named if named in ("zh", "en") else language_of(row["text"], "en")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, COLUMNS, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row for row in rows if row["level"] != "level"]


def _judge(row: dict[str, str], language: str) -> Line:
    start = time.perf_counter()
    found = assess(row["text"].replace("\\n", "\n"))  # a line of a set holds no line break
    seconds = time.perf_counter() - start
    return Line(language, row["level"], row["kind"], found.level, found.about == "friend", seconds)


def share(lines: Iterable[Line], levels: tuple[str, ...]) -> float:
    """Return the share of lines taken for one of these levels, 0 to 1; 0 without lines."""
    taken = [line.level in levels for line in lines]
    return sum(taken) / len(taken) if taken else 0.0


def table(lines: list[Line], *, by_kind: bool) -> list[tuple[str, ...]]:
    """Return rows of language, group, kind, lines, share of card or question, share of card."""
    groups: dict[tuple[str, ...], list[Line]] = defaultdict(list)
    for line in lines:
        groups[(line.language, line.group, line.kind if by_kind else "all")].append(line)
    return [
        (*key, str(len(group)), f"{share(group, ALARMS):.3f}", f"{share(group, ('crisis',)):.3f}")
        for key, group in sorted(groups.items())
    ]


def _print(rows: list[tuple[str, ...]], *, markdown: bool) -> None:
    head = ("language", "should be", "kind", "lines", "card or question", "card")
    separator = [("---",) * len(head)] if markdown else []
    for row in [head, *separator, *rows]:
        print("| " + " | ".join(row) + " |" if markdown else "".join(cell.ljust(20) for cell in row))


def main() -> None:
    """Measure the files named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--test", nargs="+", type=Path, required=True)
    parser.add_argument("--markdown", action="store_true")
    chosen = parser.parse_args()
    lines = measure(chosen.test)
    _print(table(lines, by_kind=True), markdown=chosen.markdown)
    print()
    _print(table(lines, by_kind=False), markdown=chosen.markdown)
    times = sorted(line.seconds * 1000 for line in lines)
    print(f"\nmilliseconds a line: median {times[len(times) // 2]:.1f}, 99 % under {times[len(times) * 99 // 100]:.1f}")


if __name__ == "__main__":
    main()
