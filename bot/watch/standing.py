"""What whoever starts the assistant must know: that nobody of the staff is alerted, and that the campus is invented."""

from datetime import datetime

from community import samples
from community.cases import reach
from community.cases.reach import Reach
from community.database import Database

HOW = "Set ONESTOP_TELEGRAM_STAFF_GROUP: README.md, “Telegram”, step 2."


def warnings(database: Database, now: datetime) -> list[str]:
    """Return the lines to print in red, the gravest first."""
    with database.reading() as session:
        found, sample_rows = reach.look(session, now), samples.count_left(session)
    lines = [_alerting(found)] if found.groups == 0 else []
    if sample_rows:
        lines.append(
            f"SAMPLE CAMPUS: {sample_rows} rows are invented, and students are told so. For your own: "
            "make run SAMPLE=no on an empty database (README.md, “Your campus”)."
        )
    return lines


def _alerting(found: Reach) -> str:
    if found.broken_groups:
        return "NOBODY IS ALERTED: the staff's group takes no messages from the bot. Look at it in Telegram."
    if found.accounts:
        return (
            f"NO WAY TO ALERT STAFF IS SET UP: calls for help are seen only while somebody has the console open. {HOW}"
        )
    return f"NO WAY TO ALERT STAFF IS SET UP: nobody learns of a student who asks for help. {HOW}"
