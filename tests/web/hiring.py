"""Staff of a running assistant, without its command line, which takes seconds to start."""

from collections.abc import Sequence

from bot.app import utc_now
from bot.settings import Settings
from community.counseling import people
from community.database import Database
from community.staff import accounts
from tests.whole_app import WholeApp

PASSWORD = "a long enough password"


def hire(app: WholeApp, staff: Sequence[tuple[str, str, str]], *, counselor: str | None = None) -> None:
    """Give people an account each.

    Args:
        staff: what they sign in with, their name, and their role.
        counselor: the code of the sample campus's counselor who the first of them is.
    """
    database, now = Database(Settings(data_dir=app.folder, database_url=None).database), utc_now()
    with database.transaction() as session:
        made = [accounts.add(session, login, name, PASSWORD, [role], now=now) for login, name, role in staff]
        if counselor is not None:
            people.link(session, counselor, made[0], by="system", now=now)
    database.close()
