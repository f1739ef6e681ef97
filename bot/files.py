"""How many files, and so connections, this process may have open."""

import asyncio
import errno
import resource
from collections.abc import Awaitable, Callable

import structlog

from bot.logs import place_of

log = structlog.get_logger()

KEPT_BACK = 256
"""Files that connections never get: those of databases, logs, models, Rasa and Telegram."""

FEW = 4096  # less than that and a school of a thousand behind one address is turned away
ENOUGH = 65_536  # where the system knows no limit
PAUSE_SECONDS = 1.0


def raise_limit() -> tuple[int, int]:
    """Raise the limit of open files as far as the system lets us; return what it was and what it is."""
    was, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH if hard == resource.RLIM_INFINITY else hard
    if was != resource.RLIM_INFINITY and was < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return _known(was), most_open()


def most_open() -> int:
    """Return how many files may be open."""
    return _known(resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def _known(limit: int) -> int:
    return ENOUGH if limit == resource.RLIM_INFINITY else limit


async def outlasting_shortage(begin: Callable[[], Awaitable[None]]) -> None:
    """Run a part, and begin it anew where it ended because no file could be opened: those come back by themselves."""
    while True:
        try:
            return await begin()
        except OSError as error:
            if error.errno not in (errno.EMFILE, errno.ENFILE):
                raise
            log.error("out_of_files", at=place_of(error), hint="raise the limit: ulimit -n")
            await asyncio.sleep(PAUSE_SECONDS)
