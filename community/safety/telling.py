"""Telling everybody, some readers at a time: whoever writes meanwhile is answered in between.

How far it has got is a row in the same transaction as the deliveries, so that a process that dies is followed by one
that goes on there. It counts students, not talks: whoever changes to another channel meanwhile is told once too.
"""

from collections.abc import Callable, Mapping

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from community.post.tables import Telling
from community.students.preferences import Students
from community.students.tables import Student

TOLD_AT_ONCE = 500
"""Students whose deliveries are queued in one transaction: on SQLite nobody else writes meanwhile."""


def begin(session: Session, key: str) -> None:
    """Begin to tell something, from the first student on."""
    session.merge(Telling(key=key, upto=0))
    session.flush()


def go_on(session: Session, what: str, tell: Mapping[str, Callable[[Students], int]]) -> int:
    """Tell the next students of what was begun; return the number of deliveries.

    Args:
        what: how the keys begin that are looked at. What is under way and not among `tell` is told no further.
        tell: by key, the graver first, what queues it for some students and returns how many deliveries that makes.
    """
    under_way = {telling.key: telling for telling in session.scalars(_begun(what))}
    for outdated in under_way.keys() - tell.keys():
        session.delete(under_way[outdated])
    queued = 0
    for key in tell:
        if key in under_way:
            students = _next(session, under_way[key])
            queued += tell[key](students)
            if students.upto is not None:
                under_way[key].upto = students.upto
                break
            session.delete(under_way[key])
    session.flush()
    return queued


def is_under_way(session: Session, what: str) -> bool:
    """Say whether somebody is still to be told of something."""
    return session.scalar(_begun(what).limit(1)) is not None


def _begun(what: str) -> Select[Telling]:
    return select(Telling).where(Telling.key.startswith(f"{what}:"))


def _next(session: Session, telling: Telling) -> Students:
    following = select(Student.id).where(Student.id > telling.upto).order_by(Student.id)
    return Students(telling.upto, session.scalar(following.offset(TOLD_AT_ONCE - 1).limit(1)))
