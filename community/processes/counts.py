"""What several processes count together."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from community.database import insert_into, table_of
from community.processes.tables import SharedCount


def add(session: Session, key: str, count: int, *, now: datetime) -> int:
    """Add to what has been counted under a key, and return all of it, whoever counted."""
    counted = table_of(SharedCount).c
    new = insert_into(session, SharedCount).values(key=key, total=count, last_at=now)
    raised: dict[str, Any] = {"total": counted.total + new.excluded.total, "last_at": now}
    added = new.on_conflict_do_update(index_elements=[counted.key], set_=raised).returning(counted.total)
    total: int = session.connection().execute(added).scalar_one()
    return total
