"""The settings as the environment and `.env` have them, or one line on what is wrong with them and what to do."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dotenv.parser import parse_stream
from pydantic import ValidationError

from bot.settings import ENV_FILE, Settings

PREFIX = "ONESTOP_"
_BARE = sorted(name.upper() for name in Settings.model_fields)
KNOWN = frozenset(PREFIX + name for name in _BARE)
MOVED = {"ONESTOP_TERM_START": "take it out; terms are rows now, in the console under Tables, Terms"}
"""What was a setting once, and where it is found now."""

NOT_OURS = frozenset(("ONESTOP_FAULTS", "ONESTOP_SETUP_SECONDS", "ONESTOP_TEST_BROWSER"))
"""What our own tests read, and may leave in the environment of what they start."""

LIKE_OURS = 0.88
LIKE_IT = 0.6

# Kubernetes tells every process beside a service named onestop where it is, in variables that look like settings.
_SERVICE = re.compile(r"\A\w{1,80}_(SERVICE_(HOST|PORT(_\w+)?)|PORT_\d+_(TCP|UDP)(_PORT|_PROTO|_ADDR)?)\Z")
_LINK = re.compile(r"(tcp|udp)://\S+")


class SettingWrong(Exception):
    """A setting cannot be used, in a line that says what to do."""


def read(**overrides: Any) -> Settings:
    """Read the settings.

    Raises:
        SettingWrong: in one line, all names that are wrong, else all values.
    """
    if names := [*_in_file(ENV_FILE), *_in_environment(os.environ)]:
        raise SettingWrong(f"a setting is wrong. {'; '.join(names)}")
    try:
        return Settings(**overrides)
    except ValidationError as error:
        values = map(_told, error.errors(include_input=False, include_url=False))
        raise SettingWrong(f"a setting is wrong. {'; '.join(values)}") from None


def _told(problem: Mapping[str, Any]) -> str:
    """Tell of one value; never the value itself, which may be a secret."""
    name = f"{PREFIX}{str(problem['loc'][0]).upper()}: " if problem["loc"] else ""
    return name + str(problem["msg"]).removeprefix("Value error, ")


def _in_environment(environment: Mapping[str, str]) -> Iterator[str]:
    told = {name.upper() for name, value in environment.items() if not _is_service(name.upper(), value)}
    return _strangers(told, "the environment")


def _is_service(name: str, value: str) -> bool:
    return bool(_SERVICE.fullmatch(name) or (_LINK.fullmatch(value) and name not in KNOWN))


def _in_file(file: Path) -> Iterator[str]:
    """Find what is wrong with the lines of a file; where there is none, nothing is."""
    try:
        with file.open(encoding="utf-8") as lines:
            written = list(parse_stream(lines))
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        yield f"{file} cannot be read ({type(error).__name__}): make it a text file in UTF-8 that is yours"
        return
    yield from (f"{file}, line {one.original.line}: write it as NAME=value" for one in written if _is_torn(one))
    yield from _strangers({one.key.upper() for one in written if one.key and not _is_torn(one)}, str(file))


def _is_torn(line: Any) -> bool:
    return bool(line.error or (line.key is not None and line.value is None))


def _strangers(names: Iterable[str], where: str) -> Iterator[str]:
    for name in sorted(set(names) - KNOWN - NOT_OURS):
        if name.startswith(PREFIX) or get_close_matches(name, KNOWN, n=1, cutoff=LIKE_OURS):
            nearest = get_close_matches(name.removeprefix(PREFIX), _BARE, n=1, cutoff=LIKE_IT)
            advice = f"did you mean {PREFIX}{nearest[0]}?" if nearest else "take it out; README.md lists them all"
            yield f"{name} in {where} is no setting: {MOVED.get(name, advice)}"
