"""What a running assistant has read into memory after its first seconds; the server that forks processes imports this.

Every process would read the same files and encode the same sentences of the sample campus: ten seconds of one core.
None of it starts a thread, or opens anything that stays open. Duckling would: its runtime does not outlive a fork.
"""

import sys
import threading
from datetime import UTC, datetime
from functools import partialmethod
from pathlib import Path
from tempfile import TemporaryDirectory

from actions.dialogue import registry
from actions.guidance import warming
from bot.cli.running import seed_if_empty
from bot.settings import ROOT, Settings
from community.database import Database
from tests.databases import create_tables
from understanding import crisis
from understanding.care import first_look
from understanding.long_texts import LongTexts
from understanding.reading import models
from understanding.wishes import grammar as wishes

NEVER_SECONDS = 3600.0


def warm_up() -> None:
    """Do what `bot.app` does while it starts and warms up."""
    registry.load()
    for part in (crisis, first_look, wishes):
        part.warm_up()
    if models.router_path(ROOT).exists():
        models.read_router(ROOT).warm_up()
    _encode_the_sample_campus(datetime.now(UTC))


def _encode_the_sample_campus(now: datetime) -> None:
    with TemporaryDirectory(prefix="onestop-warmed-") as folder:
        database = create_tables(Database(f"sqlite:///{Path(folder) / 'onestop.db'}"))
        seed_if_empty(database, Settings(database_url=database.url, telegram_token=None), now=now)
        warming.warm_up(database, now)
        while not warming.read_on(database):
            pass
        database.close()


# Ten seconds after its start an assistant begins a second copy of what judges, from nothing: four seconds of a core for
# each of the many that tests start. Here a thread works in its place, as it does in those ten seconds.
LongTexts.keep = partialmethod(LongTexts.keep, start_after=NEVER_SECONDS)  # type: ignore[method-assign, assignment]
warm_up()
assert "duckling" not in sys.modules
assert threading.active_count() == 1, "a fork keeps none of the other threads, and the locks that they hold"
