"""What students ask and nothing answers, put together by meaning: to be answered, or put aside with who and when."""

from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Lock
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from community.database import LARGEST_ID, Database
from community.guidance.tables import GuidanceItem
from community.unanswered import desk, showings
from community.unanswered.clusters import Cluster, clusters
from community.unanswered.states import Settled
from community.unanswered.tables import UnansweredQuestion
from community.unanswered.trials import Draft
from community.upkeep import owners, reviewing, rules
from console.asked import RowId
from console.auth import BASE, NotAllowed, Staff, needs
from console.meaning import Meaning
from console.rendering import Pages
from console.wording import language_of

MOST_SHOWN = 100
Writer = Annotated[Staff, Depends(needs(lambda staff: staff.may_write))]
Numbers = Annotated[list[Annotated[int, Form(ge=1, le=LARGEST_ID)]], Form(max_length=desk.MOST_READ)]
Show = Literal["all", "mine"]
Text = Annotated[str, Form(max_length=20_000)]


class Unanswered:
    """The open questions in groups; the groups are made anew only where the questions are others.

    Args:
        now: the one clock, aware.
    """

    def __init__(self, database: Database, meaning: Meaning, now: Callable[[], datetime]) -> None:
        self.database, self.meaning, self.now = database, meaning, now
        self._lock = Lock()
        self._grouped: tuple[tuple[str, ...], Sequence[int]] = ((), ())

    def clusters(self) -> list[Cluster]:
        """Return what is open, what was asked most often first; the database is not held while meaning is read."""
        with self.database.reading() as session:
            questions = desk.open_ones(session)
            askers = desk.askers(session, [one.id for one in questions])
        return clusters(questions, self._groups_of(questions), askers)

    def _groups_of(self, questions: Sequence[UnansweredQuestion]) -> Sequence[int]:
        in_order = sorted(questions, key=lambda one: one.id)  # in this order they fall into the same groups every time
        words = tuple(one.words for one in in_order)
        with self._lock:  # two at once would do the same work
            if self._grouped[0] != words:
                self._grouped = words, self.meaning.groups(words)
            group = dict(zip((one.id for one in in_order), self._grouped[1], strict=True))
        return [group[one.id] for one in questions]


def unanswered_pages(unanswered: Unanswered, pages: Pages) -> APIRouter:
    """Return what is open, put aside, judged and due to be checked, and the trial of an item that is being written."""
    router = APIRouter(prefix="/unanswered")

    def page(
        request: Request, name: str, staff: Staff, *, show: str = "all", owns: bool = False, **more: Any
    ) -> Response:
        return pages.page(request, name, staff, show=show, owns=owns, **more)

    # Plain functions run in threads: putting 2,000 questions together takes a core for a second.
    @router.get("")
    def listed(request: Request, staff: Writer, show: Show = "all") -> Response:
        every = unanswered.clusters()
        with unanswered.database.reading() as session:
            near = _near(session, every)
            mine = owners.subjects_of(session, staff.id)
        found = [one for one in every if show == "all" or _subject(near.get(one.near_id or 0)) in mine]
        shown = {"clusters": found[:MOST_SHOWN], "of_all": len(found), "items": near}
        return page(request, "unanswered.html", staff, show=show, owns=bool(mine), **shown)

    @router.get("/aside")
    def aside(request: Request, staff: Writer) -> Response:
        with unanswered.database.reading() as session:
            return page(request, "unanswered_aside.html", staff, aside=desk.those_aside(session))

    @router.get("/helped")
    def helped(request: Request, staff: Writer, show: Show = "all") -> Response:
        with unanswered.database.reading() as session:
            mine = owners.subjects_of(session, staff.id)
            chosen = mine if show == "mine" else None
            found = showings.counted(session, subject_ids=chosen, now=unanswered.now())
            return page(request, "unanswered_helped.html", staff, show=show, owns=bool(mine), found=found)

    @router.get("/due")
    def due(request: Request, staff: Writer, show: Show = "all") -> Response:
        with unanswered.database.reading() as session:
            mine = owners.subjects_of(session, staff.id)
            chosen = mine if show == "mine" else None
            found = reviewing.due(session, subject_ids=chosen, now=unanswered.now())
            lines = [(item, _ends(item), staff.may_publish or item.subject_id in mine) for item in found]
            return page(request, "unanswered_due.html", staff, show=show, owns=bool(mine), lines=lines)

    @router.post("/due/{item_id}/holds")
    def holds(staff: Writer, item_id: RowId) -> Response:
        with unanswered.database.transaction() as session:
            item = session.get(GuidanceItem, item_id)
            if item is not None:
                if not staff.may_publish and item.subject_id not in owners.subjects_of(session, staff.id):
                    raise NotAllowed
                reviewing.holds(session, item, staff_id=staff.id, now=unanswered.now())
        return RedirectResponse(f"{BASE}/unanswered/due", 303)

    @router.post("/aside")
    def put_aside(staff: Writer, question: Numbers, how: Annotated[Settled, Form()]) -> Response:
        with unanswered.database.transaction() as session:
            desk.put_aside(session, question, how, staff_id=staff.id, now=unanswered.now())
        return RedirectResponse(f"{BASE}/unanswered", 303)

    @router.post("/back")
    def put_back(staff: Writer, question: Numbers) -> Response:
        with unanswered.database.transaction() as session:
            desk.put_back(session, question, staff_id=staff.id, now=unanswered.now())
        return RedirectResponse(f"{BASE}/unanswered/aside", 303)

    @router.post("/try")
    def tried(
        request: Request,
        staff: Writer,
        item: Annotated[int | None, Form(ge=1, le=LARGEST_ID)] = None,
        titles: Text = "",
        asked: Text = "",
        said: Text = "",
    ) -> Response:
        draft = Draft(item, tuple(_lines(titles) + _lines(asked)), tuple(_lines(said)))
        language = language_of(request)
        with unanswered.database.reading() as session:
            trial = unanswered.meaning.tried(session, draft, language=language, now=unanswered.now())
        return pages.page(request, "_trial.html", staff, trial=trial)

    return router


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _near(session: Session, found: Sequence[Cluster]) -> dict[int, GuidanceItem]:
    """Return the items that are nearest, or are being written to answer, by their numbers."""
    numbers = {number for one in found for number in (one.near_id, one.answer_id) if number is not None}
    return {item.id: item for item in session.scalars(select(GuidanceItem).where(GuidanceItem.id.in_(numbers)))}


def _subject(item: GuidanceItem | None) -> int | None:
    return item.subject_id if item is not None else None


def _ends(item: GuidanceItem) -> datetime | None:
    assert item.review_by is not None
    return rules.withdrawn_on(item.review_asked, item.review_asked_at, review_by=item.review_by)
