"""What is still invented: rows of the sample campus, until somebody of the staff has made them their own."""

from sqlalchemy import String, delete, exists, func, inspect, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from community.database import Base


class SampleRow(Base):
    """A row of any table that came with the sample and that nobody of the staff has made their own."""

    __tablename__ = "sample_rows"

    table_name: Mapped[str] = mapped_column(String(40), primary_key=True)
    row_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


def is_sample(session: Session, row: object) -> bool:
    """Say whether a row is an invented one."""
    return session.get(SampleRow, _key(row)) is not None


def any_left(session: Session) -> bool:
    """Say whether anything that is shown is invented."""
    return session.scalar(select(exists().where(SampleRow.row_id.is_not(None)))) or False


def count_left(session: Session) -> int:
    """Return how many rows are invented."""
    return session.scalar(select(func.count()).select_from(SampleRow)) or 0


def note(session: Session, row: object) -> None:
    """Note that a row is an invented one."""
    table_name, row_id = _key(row)
    session.add(SampleRow(table_name=table_name, row_id=row_id))


def made_own(session: Session, row: object) -> None:
    """Note that staff answer for a row from now on: they have changed it, published it or removed it."""
    table_name, row_id = _key(row)
    session.execute(delete(SampleRow).where(SampleRow.table_name == table_name, SampleRow.row_id == row_id))


def _key(row: object) -> tuple[str, int]:
    state = inspect(row)
    assert state is not None
    return state.mapper.local_table.description, int(state.identity[0])
