"""Patterns kept as data, one a line, made into one."""

import re
from collections.abc import Mapping


def any_of(lines: str, macros: Mapping[str, str] | None = None) -> re.Pattern[str]:
    """Compile one alternation out of one pattern a line; %name% stands for a macro."""
    pattern = "|".join(line for line in lines.splitlines() if line)
    for name, value in (macros or {}).items():
        pattern = pattern.replace(f"%{name}%", value)
    return re.compile(pattern, re.ASCII)  # between a Chinese and a Latin letter a word ends
