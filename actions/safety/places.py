"""What areas are called: by the tree's names, else by the end of their paths, as people do."""

from actions.dialogue.cards import Teller
from community.campus import areas
from community.campus.area_rules import around
from community.languages import either


def named(teller: Teller, path: str) -> str:
    """Return what an area is called: `East dorm 7`, with what of the path leads further in, as `East dorm 7 F4`.

    Where the tree names nothing on the path but the campus, `SHU/E/D7` is E-D7.
    """
    tree = areas.tree(teller.session)
    for known in (path, *around(path)):
        place = tree.named(known)
        if place is not None and ("/" in known or known == path):
            return " ".join((either(teller.language, place.name_zh, place.name_en), *_further(path, known)))
    return "-".join(path.split("/")[-2:])


def _further(path: str, known: str) -> list[str]:
    return path.removeprefix(known).strip("/").split("/") if path != known else []
