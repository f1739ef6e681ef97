"""All measurements of speed, one after the other: `make bench`, or `python -m bench [PART ...]`.

Prints tables and keeps the figures in results/bench.json. Parts: turns, accepting, drain, limited, growth, years,
guidance, clocks.
"""

import argparse
import json
import os
import platform
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from bench import accepting, delivery, guidance, outbox_growth, turns, two_clocks, years
from bench.databases import KINDS
from bench.load import ROOT, machine_load, quiet

OUT = ROOT / "results" / "bench.json"
BOTH = list(KINDS)

PARTS: Mapping[str, Callable[[], list[dict[str, Any]]]] = {
    "turns": lambda: turns.measure(kinds=BOTH, clients=[1, 8, 32], rounds=3, count=280),
    "accepting": lambda: accepting.measure(kinds=BOTH, rounds=3, count=4_000),
    "drain": lambda: delivery.drain(kinds=BOTH, rounds=3, readers=2_000),
    "limited": lambda: delivery.limited(kinds=BOTH, readers=2_000),
    "growth": lambda: outbox_growth.measure(kinds=BOTH, sizes=outbox_growth.SIZES),
    "years": lambda: years.measure(kinds=BOTH, kept=(*years.KEPT, 1_000_000)),
    "guidance": lambda: guidance.measure(kinds=BOTH),
    "clocks": lambda: two_clocks.measure(apart=two_clocks.APART, readers=150),
}


def main() -> None:
    """Run the parts and show what came of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all where none is named")
    chosen = parser.parse_args().parts or list(PARTS)
    if unknown := set(chosen) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    quiet()
    kept = json.loads(OUT.read_text(encoding="utf-8")) if OUT.exists() else {}
    OUT.parent.mkdir(exist_ok=True)
    for part in chosen:
        print(f"==> {part}", flush=True)
        begun, load = time.monotonic(), machine_load()
        rows = PARTS[part]()
        kept[part] = {**_circumstances(load, time.monotonic() - begun), "rows": rows}
        OUT.write_text(json.dumps(kept, indent=1), encoding="utf-8")
        print(turns.table(rows) if part == "turns" else table(rows), flush=True)
    print(f"==> all figures: {OUT}")


def _circumstances(load: float, seconds: float) -> dict[str, Any]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load_before": round(load, 1),
        "load_after": round(machine_load(), 1),
        "seconds": round(seconds),
    }


def table(rows: list[dict[str, Any]]) -> str:
    """Return rows as a Markdown table, with figures within figures side by side."""
    flat = [_flat(row) for row in rows]
    names = list(flat[0])
    return "\n".join(
        ["| " + " | ".join(names) + " |", "|---" * len(names) + "|"]
        + ["| " + " | ".join(_shown(row[name]) for name in names) + " |" for row in flat]
    )


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            flat |= {f"{name} {inner}": figure for inner, figure in value.items()}
        else:
            flat[name] = value
    return flat


def _shown(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"


if __name__ == "__main__":
    main()
