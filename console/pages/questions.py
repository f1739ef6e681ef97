"""Questions that nothing written answers, those asked most often first; whoever writes answers takes them off."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from community import audit
from community.answers import questions
from community.database import Database
from console.asked import RowId
from console.auth import BASE, Door, NotAllowed, Staff, signed_in
from console.rendering import Pages


async def writing_staff(staff: Staff = Depends(signed_in)) -> Staff:  # noqa: B008
    """Return who is signed in and may write answers.

    Raises:
        NotAllowed: their roles don't.
    """
    if not staff.may_write:
        raise NotAllowed
    return staff


Writer = Annotated[Staff, Depends(writing_staff)]


def questions_pages(database: Database, door: Door, pages: Pages) -> APIRouter:
    """Return the list of open questions and the button that settles one."""
    router = APIRouter(prefix="/questions")

    @router.get("")
    def listed(request: Request, staff: Writer) -> Response:
        with database.reading() as session:
            return pages.page(request, "questions.html", staff, questions=questions.open_ones(session))

    @router.post("/{question_id}/settle")
    def settle(question_id: RowId, staff: Writer) -> Response:
        with database.transaction() as session:
            settled = questions.settle(session, question_id, now=door.now())
            if settled is not None:
                about = f"question:{question_id}"
                audit.record(session, who=f"staff:{staff.id}", what="question_settled", about=about, now=door.now())
        return RedirectResponse(f"{BASE}/questions", 303)  # one that is gone is off the list, as was wanted

    return router
