"""What the first ear hears of danger, beside the whole one: `python -m bench.first_ear`."""

import csv
from collections import Counter

from bot.settings import ROOT
from understanding import crisis
from understanding.crisis import ears

LINES = ROOT / "tests" / "understanding" / "data" / "crisis_dev.tsv"
URGENT = ("ask", "crisis")


def main() -> None:
    """Teach the first ear, judge the development lines by it and by the whole one, and print where they differ."""
    with LINES.open(encoding="utf-8") as file:
        texts = [row["text"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    crisis.warm_up()
    whole = [crisis.level(text) in URGENT for text in texts]
    ears._live.clear()
    ears._live["first"] = ears.first_taught()
    first = [crisis.level(text) in URGENT for text in texts]
    pairs = Counter(zip(whole, first, strict=True))
    print(
        f"{len(texts)} lines, {sum(whole)} of them danger to the whole ear; the first one misses {pairs[True, False]}"
    )
    print(f"and asks about {pairs[False, True]} of the others")


if __name__ == "__main__":
    main()
