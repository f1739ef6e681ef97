"""How often ordinary talk is taken for danger: `python -m bench.ordinary FILE... [--danger FILE...] [--reasons]`.

FILE holds one harmless message a line. Of a line with tabs the first field counts; one whose second field is `oos`, as
in the public intent sets, is left out. Prints for each file how many messages get the card, the question or another path
of danger, and how many of these meet no rule. `--danger` names files of text, level and kind and draws the curve: for each
border of the question without a rule, the share of ordinary talk that is asked and of danger that is found.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bench.crisis import ALARMS, COLUMNS
from understanding.crisis import assess, sounds, warm_up
from understanding.parse import Danger

BORDERS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def lines_of(path: Path) -> list[str]:
    """Return the harmless messages of a file."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [row[0] for row in rows if row[1:2] != ["oos"]]


def dangerous_lines_of(path: Path) -> list[str]:
    """Return the messages of a labelled file that should get the card or the question."""
    rows = [
        dict(zip(COLUMNS, line.split("\t"), strict=False)) for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [row["text"].replace("\\n", "\n") for row in rows if row.get("level") in ALARMS]


def report(path: Path, *, reasons: bool) -> None:
    """Print what the messages of one file get."""
    lines = lines_of(path)
    found = [danger for line in lines if (danger := assess(line)).is_urgent]
    cards = sum(danger.level == "crisis" for danger in found)
    by_tone = sum(danger.by_tone for danger in found)
    share = len(found) / max(1, len(lines))
    print(f"{path}: {len(lines)} lines, {share:.4f} card or question; {cards} cards, {by_tone} by tone alone")
    if reasons:
        for reason, count in _reasons(found).most_common():
            print(f"    {count:4d} {reason}")


def _reasons(found: Sequence[Danger]) -> Counter[str]:
    return Counter(f"{danger.about}: {', '.join(danger.reasons[:3])}" for danger in found)


def curve(ordinary: Sequence[Path], dangerous: Sequence[Path]) -> None:
    """Print the curve of the rule-less question; messages that meet a rule are judged as they always are."""
    talk = {path: [sounds(line) for line in lines_of(path)] for path in ordinary}
    danger = {path: [sounds(line) for line in dangerous_lines_of(path)] for path in dangerous}
    print("border".ljust(40) + "".join(f"{border:8.2f}" for border in BORDERS))
    for path, heard in (*talk.items(), *danger.items()):
        shares = [sum(judged or tone >= border for tone, judged in heard) / max(1, len(heard)) for border in BORDERS]
        print(path.name.ljust(40) + "".join(f"{share:8.3f}" for share in shares))


def main() -> None:
    """Measure the files named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--danger", nargs="+", type=Path, default=[], help="labelled files for the curve")
    parser.add_argument("--reasons", action="store_true", help="count the rules met")
    chosen = parser.parse_args()
    warm_up()
    for path in chosen.files:
        report(path, reasons=chosen.reasons)
    if chosen.danger:
        curve(chosen.files, chosen.danger)


if __name__ == "__main__":
    main()
