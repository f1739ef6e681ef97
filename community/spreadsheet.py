"""Tables as files that spreadsheet programs open rightly, and without running what people typed into them."""

import csv
import io
from collections.abc import Iterable, Sequence

BOM = "\ufeff"
"""Without it Excel takes UTF-8 for the system's own encoding and shows Chinese as rubbish."""

_BEGIN_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a program take a cell for a formula (OWASP, "CSV Injection"); Chinese Excel takes the wide signs too."""


def defused(cell: object) -> str:
    """Return a cell that is shown and not run: `=1+1` becomes `'=1+1`. None is an empty cell."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_BEGIN_A_FORMULA) else text


def sheet(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table as CSV (RFC 4180) with its byte order mark; every cell is defused."""
    written = io.StringIO()
    table = csv.writer(written)
    for row in (head, *rows):
        table.writerow([defused(cell) for cell in row])
    return BOM + written.getvalue()
