"""The live inbox: who waits for somebody, and each case with its talk."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from community.cases import desk
from console.asked import RowId
from console.auth import BASE, Staff, case_staff
from console.pages.case import CaseDesk, Refused
from console.rendering import Pages

LONGEST_ANSWER = 4000
Colleague = Annotated[Staff, Depends(case_staff)]
Answer = Annotated[str, Form(max_length=LONGEST_ANSWER)]


def inbox_pages(cases: CaseDesk, pages: Pages) -> APIRouter:
    """Return the pages on which cases are read and answered."""
    router = APIRouter(prefix="/inbox")

    async def after(request: Request, staff: Staff, case_id: int, problem: Refused | None, words: str = "") -> Response:
        """Show what has become of the case: to htmx the part that changed, to a browser without scripts the page."""
        by_htmx = "hx-request" in request.headers
        if problem is None and not by_htmx:
            return RedirectResponse(f"{BASE}/inbox/{case_id}", 303)  # so that reloading sends nothing twice
        case = await run_in_threadpool(cases.read, case_id)
        template, kept = "_case.html" if by_htmx else "case.html", words if problem else ""
        return pages.page(request, template, staff, case=case, problem=problem, words=kept)

    def lines(request: Request, staff: Staff, template: str) -> Response:
        with cases.database.reading() as session:
            alone, crowds = desk.apart(session)
            troubles = desk.troubles(session)
            return pages.page(request, template, staff, lines=alone, crowds=crowds, troubles=troubles)

    @router.get("/new-visitors")
    def new_visitors(request: Request, staff: Colleague) -> Response:
        """Show the cases that stand together in the inbox, each by itself."""
        with cases.database.reading() as session:
            _, crowds = desk.apart(session)
            return pages.page(request, "crowds.html", staff, crowds=crowds)

    @router.get("")
    def inbox(request: Request, staff: Colleague) -> Response:
        return lines(request, staff, "inbox.html")

    @router.get("/list")
    def inbox_list(request: Request, staff: Colleague) -> Response:
        return lines(request, staff, "_inbox.html")

    @router.get("/{case_id}")
    def case_page(request: Request, staff: Colleague, case_id: RowId) -> Response:
        case = cases.read(case_id)
        cases.note_reading(case_id, staff)
        return pages.page(request, "case.html", staff, case=case, problem=None, words="")

    @router.get("/{case_id}/talk")
    def talk(request: Request, staff: Colleague, case_id: RowId, shown_as: str = "") -> Response:
        case = cases.read(case_id)
        if case.mark == shown_as:
            return pages.page(request, "_talk.html", staff, case=case)
        # Somebody else has claimed or closed it: what can be done with it changes too.
        response = pages.page(request, "_case.html", staff, case=case, problem=None, words="")
        response.headers["HX-Retarget"] = "#case"
        return response

    @router.post("/{case_id}/claim")
    async def claim(request: Request, staff: Colleague, case_id: RowId) -> Response:
        return await after(request, staff, case_id, await cases.claim(case_id, staff))

    @router.post("/{case_id}/answer")
    async def answer(request: Request, staff: Colleague, case_id: RowId, words: Answer = "") -> Response:
        problem = await cases.answer(case_id, staff, words) if words.strip() else None
        return await after(request, staff, case_id, problem, words)

    @router.post("/{case_id}/close")
    async def close(request: Request, staff: Colleague, case_id: RowId) -> Response:
        return await after(request, staff, case_id, await cases.close(case_id, staff))

    return router
