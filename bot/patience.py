"""Doing what needs the database once that is there."""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import structlog
from sqlalchemy.exc import DBAPIError

from community.database import DatabaseAway

log = structlog.get_logger()

P = ParamSpec("P")
T = TypeVar("T")

AGAIN_SECONDS = 1.0


async def until_it_takes(work: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """Do in a thread what needs the database, once that is there."""
    while True:
        try:
            return await asyncio.to_thread(work, *arguments, **named)
        except DatabaseAway as error:
            log.error("database_away", error=why(error))
            await asyncio.sleep(AGAIN_SECONDS)


def why(error: DatabaseAway) -> str:
    """Return what the database or its driver says in one line; a failed connection names no password."""
    cause = error.__cause__
    return str(cause.orig).partition("\n")[0] if isinstance(cause, DBAPIError) else str(error)
