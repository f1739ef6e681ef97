"""What a process of the assistant may be there for, and what it starts for that.

Every role may run in several processes on one PostgreSQL. What a role does not name here its process does not load.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import make_url


class Role(StrEnum):
    """What a process is there for."""

    WEB = "web"
    TURNS = "turns"
    SENDER = "sender"
    CLOCK = "clock"


ALL = frozenset(Role)


class Part(StrEnum):
    """What a process may start, in this order."""

    MIND = "mind"  # Rasa, what hears danger, the router
    FIRST_LOOK = "first_look"
    INTAKE = "intake"
    SENDER = "sender"
    TIMETABLE = "timetable"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class Duties:
    """What makes a role.

    Args:
        connections: how many its process has to the database at most, beside what the console has for itself.
    """

    does: str
    parts: frozenset[Part]
    connections: int


DUTIES = {
    Role.WEB: Duties(
        "serves the web chat, the console, REST and webhooks, polls Telegram, and keeps what arrives",
        frozenset((Part.FIRST_LOOK, Part.SITE)),
        connections=12,
    ),
    Role.TURNS: Duties(
        "answers what is kept",
        frozenset((Part.MIND, Part.INTAKE)),
        connections=12,
    ),
    Role.SENDER: Duties(
        "sends to Telegram what is due",
        frozenset((Part.SENDER,)),
        connections=6,
    ),
    Role.CLOCK: Duties(
        "keeps the timetable: reminders, notices, waiting lists, what is let go of",
        frozenset((Part.TIMETABLE,)),
        connections=6,
    ),
}
MOST_CONNECTIONS = 24  # of one process with several roles

IN_A_TERMINAL = frozenset((Part.MIND, Part.FIRST_LOOK, Part.INTAKE, Part.SENDER))
HELP = "What this process is there for; several may be named. All by default. " + " ".join(
    f"{role}: {duties.does}." for role, duties in DUTIES.items()
)


class RolesRefused(Exception):
    """The roles cannot be had on that database, in a line that says what to do."""


def chosen(named: Collection[Role], database_url: str) -> frozenset[Role]:
    """Return the roles that were named, all where none was.

    Raises:
        RolesRefused: only some were, on SQLite.
    """
    roles = frozenset(named) or ALL
    if roles != ALL and make_url(database_url).get_backend_name() == "sqlite":
        raise RolesRefused(
            "--role needs PostgreSQL, as SQLite wakes no other process. Leave it out and one process does everything, "
            "or set ONESTOP_DATABASE_URL=postgresql://user:password@host/name"
        )
    return roles


def parts_of(roles: Collection[Role]) -> frozenset[Part]:
    """Return what a process with these roles starts."""
    return frozenset(part for role in roles for part in DUTIES[role].parts)


def connections_of(roles: Collection[Role]) -> int:
    """Return how many connections a process with these roles has at most."""
    return min(MOST_CONNECTIONS, sum(DUTIES[role].connections for role in roles))
