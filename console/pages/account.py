"""One's own account: binding a Telegram chat to it."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from community.counseling import diary
from community.database import Database
from community.staff import chats
from community.staff.tables import StaffAccount
from console.auth import BASE, Staff, signed_in
from console.rendering import Pages

Somebody = Annotated[Staff, Depends(signed_in)]


def account_pages(database: Database, pages: Pages, now: Callable[[], datetime]) -> APIRouter:
    """Return the page of one's own account."""
    router = APIRouter(prefix="/account")

    def shown(request: Request, staff: Staff, code: str = "") -> Response:
        with database.reading() as session:
            chat = chats.of_account(session, staff.id)
            counselor = diary.of_account(session, staff.id)
        return pages.page(request, "account.html", staff, chat=chat, counselor=counselor, code=code)

    def new_code(staff: Staff) -> str:
        with database.transaction() as session:
            return chats.make_code(session, session.get_one(StaffAccount, staff.id), now=now())

    def give_back(staff: Staff) -> None:
        with database.transaction() as session:
            chat = chats.of_account(session, staff.id)
            if chat is not None:
                chats.unbind(session, chat, now=now())

    @router.get("")
    def page(request: Request, staff: Somebody) -> Response:
        return shown(request, staff)

    @router.post("/code")
    async def code(request: Request, staff: Somebody) -> Response:
        return await run_in_threadpool(shown, request, staff, await run_in_threadpool(new_code, staff))

    @router.post("/unbind")
    async def unbind(staff: Somebody) -> Response:
        await run_in_threadpool(give_back, staff)
        return RedirectResponse(f"{BASE}/account", 303)

    return router
