"""What staff do with one case: each act one transaction in a worker thread, then the sender is woken."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from community import audit
from community.cases import arrivals, cases, desk, history, reopening
from community.cases.arrivals import Arrival
from community.cases.history import Line
from community.cases.tables import CaseMessage, HandoffCase
from community.database import Database
from console.auth import Staff

MOST_BEFORE = 100  # lines of the talk before a case


class NoSuchCase(Exception):
    """There is no case of that number."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why something was not done: `claimed` (somebody named `by` was first) or `closed`."""

    why: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A case as its page shows it.

    `arrived` says of each message to the student how its delivery stands; `before` is the talk before the case, where
    the student shares it; `earlier` are other cases of the same talk.
    """

    row: HandoffCase
    messages: list[CaseMessage]
    arrived: dict[int, Arrival]
    before: list[Line]
    earlier: list[HandoffCase]

    @property
    def gone(self) -> bool:
        """Whether the student has blocked us, so that nothing arrives for the time being."""
        return self.row.conversation.channel_address.blocked_at is not None

    @property
    def mark(self) -> str:
        """What decides which buttons make sense; when it differs, the page must offer others."""
        return f"{self.row.state}-{self.row.staff_id or ''}"

    @property
    def person(self) -> str:
        """How staff call the student: by name where one is known."""
        return self.row.student.name or f"#{self.row.student_id}"


class CaseDesk:
    """Reads cases and acts on them for whoever is signed in.

    Args:
        now: the one clock, aware.
        wake: has the outbox looked at, so that what was written leaves at once.
    """

    def __init__(self, database: Database, now: Callable[[], datetime], wake: Callable[[], None]) -> None:
        self.database, self._now, self._wake = database, now, wake

    def read(self, case_id: int) -> Case:
        """Return a case.

        Raises:
            NoSuchCase: there is none.
        """
        with self.database.reading() as session:
            row = desk.case_of(session, case_id)
            if row is None:
                raise NoSuchCase(case_id)
            return Case(
                row,
                list(row.messages),
                arrivals.of_case(session, row),
                history.before(session, row, most=MOST_BEFORE),
                list(reopening.earlier(session, row)),
            )

    def note_reading(self, case_id: int, staff: Staff) -> None:
        """Write down that somebody opened a case."""
        with self.database.transaction() as session:
            audit.record(session, who=f"staff:{staff.id}", what="case_read", about=f"case:{case_id}", now=self._now())

    async def claim(self, case_id: int, staff: Staff) -> Refused | None:
        """Take a case."""

        def act(session: Session, case: HandoffCase) -> None:
            cases.claim(session, case, staff_label=staff.name, staff_id=staff.id, now=self._now())

        return await self._act(case_id, act)

    async def answer(self, case_id: int, staff: Staff, words: str) -> Refused | None:
        """Send words to the student."""

        def act(session: Session, case: HandoffCase) -> None:
            cases.answer_from_staff(
                session, case, staff_label=staff.name, staff_id=staff.id, words=words.strip(), now=self._now()
            )

        return await self._act(case_id, act)

    async def close(self, case_id: int, staff: Staff) -> Refused | None:
        """Give the student back to the assistant."""

        def act(session: Session, case: HandoffCase) -> None:
            cases.close(session, case, staff_label=staff.name, staff_id=staff.id, now=self._now())

        return await self._act(case_id, act)

    async def _act(self, case_id: int, act: Callable[[Session, HandoffCase], None]) -> Refused | None:
        refused = await run_in_threadpool(self._in_transaction, case_id, act)
        self._wake()
        return refused

    def _in_transaction(self, case_id: int, act: Callable[[Session, HandoffCase], None]) -> Refused | None:
        try:
            with self.database.transaction() as session:
                case = session.get(HandoffCase, case_id, with_for_update=True)
                if case is None:
                    raise NoSuchCase(case_id)
                act(session, case)
        except cases.AlreadyClaimed as claimed:
            return Refused("claimed", claimed.by)
        except cases.CaseClosed:
            return Refused("closed")
        return None
