"""Patterns kept as data, one a line, made into one."""

import re
from collections.abc import Iterator, Mapping

FARTHEST, LONGEST_RUN, MOST_TIMES = 200, 60, 30
"""How far a `.*` reaches, how long a run as `\\d+` may be, and how often a group may come again."""


def any_of(lines: str, macros: Mapping[str, str] | None = None) -> re.Pattern[str]:
    """Compile one alternation out of one pattern a line; %name% stands for a macro."""
    pattern = "|".join(line for line in lines.splitlines() if line)
    for name, value in (macros or {}).items():
        pattern = pattern.replace(f"%{name}%", value)
    return re.compile(bounded(pattern), re.ASCII)  # between a Chinese and a Latin letter a word ends


def bounded(pattern: str) -> str:
    """Return a pattern whose `*` and `+` end: what may go on for ever is tried anew from each letter of a long text.

    Nobody writes a number of sixty digits; who does costs a match a thousand times what a sentence does.
    """
    return "".join(_bounded(pattern))


def _bounded(pattern: str) -> Iterator[str]:
    before = ""
    for token in _TOKEN.findall(pattern):
        yield token if token not in ("*", "+") or not before else _times(token, before)
        # What stands after a quantifier only says how greedy that is: `.*?`, `a++`.
        before = "" if token in ("*", "+", "?", "(", "|", "^") or token.startswith("{") else token


_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d*,?\d*\}|.", re.DOTALL)


def _times(quantifier: str, repeated: str) -> str:
    most = {".": FARTHEST, ")": MOST_TIMES}.get(repeated, LONGEST_RUN)
    return f"{{{0 if quantifier == '*' else 1},{most}}}"
