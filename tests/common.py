"""The engine as tests drive it: on their database, by their clock."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from actions.dialogue import registry
from bot.engine import Common
from community.clock import Clock
from community.database import Database
from tests.conftest import NOW

ZONE = ZoneInfo("Asia/Shanghai")
TERM_START = date(2026, 8, 31)


def noon() -> datetime:
    """The moment at which every story plays that sets no clock of its own."""
    return NOW


def common(database: Database, *, now: Clock = noon, claimer: str = "test") -> Common:
    """Return what the parts of one process have in common."""
    return Common(database, now, ZONE, TERM_START, claimer, registry.load())
