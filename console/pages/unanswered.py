"""What students ask and nothing answers, put together by meaning: to be answered, or put aside with who and when."""

from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from community.database import LARGEST_ID, Database
from community.guidance.tables import GuidanceItem
from community.unanswered import desk
from community.unanswered.clusters import Cluster, clusters
from community.unanswered.states import Settled
from community.unanswered.tables import UnansweredQuestion
from community.unanswered.trials import Draft
from console.auth import BASE, Staff, needs
from console.meaning import Meaning
from console.rendering import Pages
from console.wording import language_of

MOST_SHOWN = 100
Writer = Annotated[Staff, Depends(needs(lambda staff: staff.may_write))]
Numbers = Annotated[list[Annotated[int, Form(ge=1, le=LARGEST_ID)]], Form(max_length=desk.MOST_READ)]
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
    """Return the list of open questions, what was put aside, and the trial of an item that is being written."""
    router = APIRouter(prefix="/unanswered")

    # Plain functions run in threads: putting 2,000 questions together takes a core for a second.
    @router.get("")
    def listed(request: Request, staff: Writer) -> Response:
        found = unanswered.clusters()
        with unanswered.database.reading() as session:
            titles = _titles(session, found[:MOST_SHOWN], language_of(request))
        return pages.page(
            request, "unanswered.html", staff, clusters=found[:MOST_SHOWN], of_all=len(found), titles=titles
        )

    @router.get("/aside")
    def aside(request: Request, staff: Writer) -> Response:
        with unanswered.database.reading() as session:
            return pages.page(request, "unanswered_aside.html", staff, aside=desk.those_aside(session))

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
        draft = Draft(item, tuple(_lines(titles) + _lines(asked)), tuple(_lines(said)), titles=len(_lines(titles)))
        language = language_of(request)
        with unanswered.database.reading() as session:
            trial = unanswered.meaning.tried(session, draft, language=language, now=unanswered.now())
        return pages.page(request, "_trial.html", staff, trial=trial)

    return router


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _titles(session: Session, found: Sequence[Cluster], language: str) -> dict[int, str]:
    """Return what the items are called that are nearest, or are being written to answer."""
    numbers = {number for one in found for number in (one.near_id, one.answer_id) if number is not None}
    items = (session.get(GuidanceItem, number) for number in numbers)
    return {item.id: item.title(language) for item in items if item is not None}
