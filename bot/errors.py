"""Failures that a person at the command line can mend, each in one line that says how."""

import errno

from sqlalchemy.exc import ArgumentError, OperationalError

from bot.channels.channel import ChannelRefused
from bot.channels.web.assets import WebPartsMissing
from bot.cli.running import PartDied
from bot.cli.transcript import Departed, Unreadable
from bot.environment import SettingWrong
from bot.http.server import PortTaken
from bot.private import LiesOpen
from bot.roles import RolesRefused
from community.backups.files import BackupFailed
from community.database import DatabaseAway
from community.schema import DatabaseNewer
from understanding.digests import ModelAltered
from understanding.reading.fallback_router import RouterMissing
from understanding.reading.training import TrainingFailed


def explained(error: BaseException) -> str | None:
    """Return the line to show, None where the failure is ours and its traceback is wanted."""
    match error:
        case PortTaken() | ChannelRefused() | Departed() | Unreadable() | PartDied() | RouterMissing():
            return str(error)
        case WebPartsMissing() | ModelAltered() | LiesOpen() | SettingWrong() | BackupFailed() | DatabaseNewer():
            return str(error)
        case RolesRefused() | TrainingFailed():
            return str(error)
        case OperationalError():
            reason = str(error.orig).partition("\n")[0]
            return f"the database cannot be used: {reason}. Look at ONESTOP_DATABASE_URL and the disk it lies on"
        case DatabaseAway():
            return f"the database cannot be used ({error}). Look at ONESTOP_DATABASE_URL and the disk it lies on"
        case ArgumentError():
            return f"ONESTOP_DATABASE_URL is no database address: {error}"
        case OSError(errno=errno.ENOSPC):
            return "the disk is full; free some space and start again"
        case PermissionError():
            return f"no permission for {error.filename}; set ONESTOP_DATA_DIR to a folder of yours"
    return None
