"""The table of guidance: an item may begin as the answer to questions, and is tried while it is written."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette_admin.types import RequestAction
from starlette_admin.widgets import BaseWidget

from community.database import LARGEST_ID
from community.guidance.tables import GuidanceItem
from community.unanswered import desk
from community.unanswered.clusters import MOST_PHRASINGS
from console.tables.publishing import PublishedView
from console.tables.views import staff_of

ANSWERS = "answers"
"""The parameter that names the questions which a new item is to answer: by their numbers, as addresses are logged."""


class GuidanceView(PublishedView):
    """Guidance, with the box that says whether it would be found."""

    is_tried = True

    async def create(self, request: Request, data: dict[str, Any]) -> Any:
        """Add an item, and note which questions it answers."""
        row = await super().create(request, data)
        if questions := _questions_of(request):
            await run_in_threadpool(self._note_answered, request, row, questions)
        return row

    def _note_answered(self, request: Request, row: GuidanceItem, questions: list[int]) -> None:
        session: Session = request.state.session
        desk.answered_by(session, questions, row.id, staff_id=staff_of(request).id, now=self.house.now())

    def resolve_form_layout(
        self, request: Request, obj: Any = None, errors: Mapping[Any, Any] | None = None
    ) -> BaseWidget | None:
        """Return the form; that of a new item holds the questions which it is to answer."""
        if request.state.action == RequestAction.CREATE and not errors:
            obj = {**(obj or {}), **self._begun(request)}
        return super().resolve_form_layout(request, obj, errors)

    def _begun(self, request: Request) -> dict[str, Any]:
        numbers = _questions_of(request)
        questions = desk.of(request.state.session, numbers) if numbers else ()
        if not questions:
            return {}
        near = next((one.near_id for one in questions if one.near_id is not None), None)
        item = request.state.session.get(GuidanceItem, near) if near is not None else None
        begun = {"asked_as": "\n".join(one.words for one in questions[:MOST_PHRASINGS])}
        return begun | ({"subject_id": str(item.subject_id)} if item is not None else {})


def _questions_of(request: Request) -> list[int]:
    named = request.query_params.get(ANSWERS, "").split(",")
    numbers = [int(one) for one in named if one.isascii() and one.isdecimal() and len(one) < 11]
    return [number for number in numbers if 0 < number <= LARGEST_ID][: desk.MOST_READ]
