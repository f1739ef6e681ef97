"""Measure how times are read: `python -m bench.times --test FILE` prints accuracy by kind and language, and latency.

FILE is tab-separated: text, ISO 8601 start (empty where no time is named), kind. A line is right when the first time
found starts at that minute, or when none was named and none is found.
"""

import argparse
import csv
import statistics
import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from understanding.dates import find_times

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def main() -> None:
    """Print the figures of one file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--test", type=Path, required=True)
    parser.add_argument("--wrong", action="store_true", help="print the lines that were read wrongly")
    arguments = parser.parse_args()
    with arguments.test.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if row]
    find_times("明天 at 3", now=NOW)  # the libraries load at first use
    report(rows, show_wrong=arguments.wrong)


def report(rows: Iterable[list[str]], *, show_wrong: bool) -> None:
    """Read every row and print the shares right and the time taken."""
    right: dict[str, list[bool]] = defaultdict(list)
    taken: list[float] = []
    for text, start, kind in rows:
        began = time.perf_counter()
        spans = find_times(text, now=NOW, language=language_of(text))
        taken.append((time.perf_counter() - began) * 1000)
        found = spans[0].start if spans else None
        hit = found == (datetime.fromisoformat(start) if start else None)
        for group in (kind, language_of(text), "all"):
            right[group].append(hit)
        if show_wrong and not hit:
            print(f"{kind}\t{text}\tmeant {start or '-'}\tread {found.isoformat() if found else '-'}")
    for group, hits in right.items():
        print(f"{group:6} {sum(hits) / len(hits):6.1%} of {len(hits)}")
    print(f"p50 {statistics.median(taken):.1f} ms, p99 {statistics.quantiles(taken, n=100)[98]:.1f} ms")


def language_of(text: str) -> str:
    """Return zh, en, or mixed."""
    chinese = any("\u4e00" <= char <= "\u9fff" for char in text)
    latin = sum(char.isascii() and char.isalpha() for char in text)
    return ("mixed" if latin > 2 else "zh") if chinese else "en"


if __name__ == "__main__":
    main()
