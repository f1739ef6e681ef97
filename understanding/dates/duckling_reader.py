"""Words of time in English, read by Duckling where its wheel exists, else by `dateparser`.

Duckling's cost grows exponentially with the time words it is given at once and it cannot be interrupted, so a caller
passes short runs only (see `MOST_WORDS` in `english.py`).
"""

from datetime import UTC, datetime
from functools import lru_cache
from importlib import import_module, resources
from threading import Lock
from typing import Any

from understanding.dates.readings import Reader, Reading


@lru_cache(maxsize=1)
def reader() -> Reader:
    """Return the best reader this platform has."""
    try:
        duckling = import_module("duckling")
    except ModuleNotFoundError:
        from understanding.dates.dateparser_reader import read

        return read
    return _duckling(duckling)


def _duckling(duckling: Any) -> Reader:
    # An unknown folder would end the whole process; tzdata is among our requirements and always has this one.
    zones = duckling.load_time_zones(str(resources.files("tzdata") / "zoneinfo" / "Etc"))
    locale = duckling.parse_locale("EN_US", duckling.default_locale_lang(duckling.parse_lang("EN")))
    kinds = duckling.parse_dimensions(["time"])
    lock = Lock()

    def read(words: str, now: datetime) -> list[Reading]:
        # The wall time is passed off as UTC: zones and their changes stay with the caller.
        stamp = int(now.replace(tzinfo=UTC).timestamp())
        with lock:
            context = duckling.Context(duckling.parse_ref_time(zones, "UTC", stamp), locale)
            found = duckling.parse(words, context, kinds, False)
        return [reading for entry in found if (reading := _reading(entry))]

    return read


def _reading(entry: dict[str, Any]) -> Reading | None:
    value = entry["value"]
    place = entry["start"], entry["end"]
    if value.get("type") != "interval":
        times = tuple(_wall(one["value"]) for one in value["values"])
        return Reading(*place, times, value["grain"])
    if "from" not in value or "to" not in value:
        return None
    return Reading(*place, (_wall(value["from"]["value"]),), value["from"]["grain"], _wall(value["to"]["value"]))


def _wall(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=None)
