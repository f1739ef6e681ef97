"""The tree of areas, read from its rows."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.campus.area_rules import Place, Tree
from community.campus.tables import Area
from community.content import read_once

_ROWS = select(Area.id, Area.parent_id, Area.code, Area.name_zh, Area.name_en)

_Row = tuple[int | None, str, str, str]


def tree(session: Session) -> Tree:
    """Return all areas by their paths."""
    return read_once(session, "areas", lambda: Tree({place.path: place for place in by_number(session).values()}))


def by_number(session: Session) -> dict[int, Place]:
    """Return all areas by the ids of their rows."""
    rows: dict[int, _Row] = {
        number: (parent, code, name_zh, name_en) for number, parent, code, name_zh, name_en in session.execute(_ROWS)
    }
    return {number: Place(_path(number, rows), *rows[number][2:]) for number in rows}


def _path(number: int, rows: dict[int, _Row]) -> str:
    parent, code, *_ = rows[number]
    return code if parent is None else f"{_path(parent, rows)}/{code}"
