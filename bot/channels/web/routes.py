"""The routes of the web chat."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import quote

import anyio
from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader

from bot.channels.channel import Pages
from bot.channels.web import assets
from bot.channels.web.guard import GuardedRoute, Refused, only_from_our_page
from bot.channels.web.judge import Judge
from bot.channels.web.others import Others
from bot.channels.web.posts import Post, read_post
from bot.channels.web.quotas import Quotas
from bot.channels.web.sessions import Sessions
from bot.channels.web.stream import CountedStream, Doorbell, Streams, sign_of_life
from bot.channels.web.talk import NAME, Talks, lane_of, update_id_of
from bot.channels.web.threads import Threads
from bot.engine import Engine
from bot.http.openapi import body_of
from bot.turns.intake import Intake
from community.database import LARGEST_ID, DatabaseAway
from community.post.inbox import Arrival
from community.visitor import visitor_of

ANSWER_WITHIN_SECONDS = 2.0  # how long a post is held to say whether it is answered; it is kept long before
SIGN_OF_LIFE_SECONDS = 15
SAMPLE_WITHIN_SECONDS = 1.0  # so long the page waits for a database that hangs
LONGEST_ID = len(str(LARGEST_ID))
LONGEST_CODE = 20  # of a language, as zh-hans-cn
RowId = Annotated[int, Path(ge=0, le=LARGEST_ID)]
UNREAD_SECONDS = 60  # a page that takes nothing for so long is gone
ENDS_WITHIN_SECONDS = 1.0  # a stream, once the server is told to end


def web_router(engine: Engine, pages: Pages) -> APIRouter:
    """Return the page, its files, and the routes that it talks to.

    Raises:
        WebPartsMissing: the chat component has not been fetched.
    """
    router = APIRouter(route_class=GuardedRoute)
    common, sender = engine.common, engine.sender
    database, now = common.database, common.now
    sessions = Sessions(pages.secret, secure_cookies=pages.over_tls)
    others = Others(database, pages.secret, now) if database.engine.dialect.name == "postgresql" else None
    talks, quotas, reads = Talks(database, now), Quotas(others), Threads()

    async def session(request: Request) -> str:
        only_from_our_page(request)
        address = sessions.address_of(request)
        if address is None:
            raise Refused(
                401, "no_session", zh="页面已过期，请刷新。", en="This page is out of date. Please reload it."
            )
        return address

    streams = Streams(Doorbell(database, sender, now=now), sender, talks, reads)
    _add_page(router, sessions, talks, quotas, Threads(abandons=True), pages.learning)
    _add_posts(router, engine.intake, session, quotas, Judge(talks, common.registry))
    _add_talk(router, talks, session, quotas, reads)
    _add_stream(router, streams, session, quotas, pages.learning)
    return router


Session = Callable[[Request], Any]


def _add_page(
    router: APIRouter,
    sessions: Sessions,
    talks: Talks,
    quotas: Quotas,
    looks: Threads,
    learning: Callable[[], bool],
) -> None:
    version, files = assets.load()
    templates = Environment(loader=FileSystemLoader(assets.HERE / "templates"), autoescape=True)
    page, busy = templates.get_template("chat.html"), templates.get_template("busy.html")

    @router.get("/", include_in_schema=False)
    async def chat(request: Request) -> HTMLResponse:
        if sessions.address_of(request) is None:
            try:
                await quotas.new_session(visitor_of(request.scope))
            except Refused as refused:
                again = refused.response.headers["Retry-After"]
                return HTMLResponse(busy.render(again=again), 429, headers={"Retry-After": again})
        language = _language_of(request.headers.get("accept-language", ""))
        sample = await _is_sample(talks, looks)
        shown = page.render(version=version, language=language, sample=sample, learning=learning())
        response = HTMLResponse(shown)
        sessions.keep(request, response)
        return response

    @router.get("/chat/static/{of_version}/{name}", include_in_schema=False)
    async def file(request: Request, of_version: str, name: str) -> Response:
        if of_version != version or name not in files:
            raise Refused(404, "no_file", zh="页面已更新，请刷新。", en="The page has changed. Please reload it.")
        return files[name].response(request)


async def _is_sample(talks: Talks, looks: Threads) -> bool:
    """Say whether the page must say that the campus is invented; the page itself comes without the database too."""
    try:
        async with asyncio.timeout(SAMPLE_WITHIN_SECONDS):
            return await looks.run(talks.are_on_a_sample_campus)
    except (DatabaseAway, TimeoutError):
        return False


def _add_posts(router: APIRouter, intake: Intake, session: Session, quotas: Quotas, judge: Judge) -> None:
    async def admit(said: Post, address: str, visitor: str) -> None:
        """Refuse what is too much, but no call for help."""
        try:
            await quotas.post(address, visitor)
        except Refused:
            if not await judge.hears_a_call(said, address, line=quotas.counted_as(address, visitor)):
                raise
            await quotas.urgent(address)

    @router.post("/chat/messages", status_code=202, openapi_extra=body_of(Post))
    async def post(request: Request, address: Annotated[str, Depends(session)]) -> dict[str, bool]:
        said = await read_post(request)
        visitor = visitor_of(request.scope)
        await admit(said, address, visitor)
        arrival = _arrival(address, visitor, said, tongue=_tongue_of(request.headers.get("accept-language", "")))
        with quotas.answering(address, visitor):
            answered = await intake.keep_and_await(arrival, timeout_seconds=ANSWER_WITHIN_SECONDS)
        return {"kept": True, "answered": answered}


def _arrival(address: str, visitor: str, said: Post, *, tongue: str) -> Arrival:
    body = {
        "sender": address,
        "words": "" if said.tapped else said.words,
        "tapped": said.tapped,
        "language": said.language,
        "tongue": tongue,
    }
    name = update_id_of(address, said.id)  # the page draws the id at random, and may send a post again weeks later
    return Arrival(NAME, name, lane_of(address), body, visitor=visitor, known_for=None)


def _add_talk(router: APIRouter, talks: Talks, session: Session, quotas: Quotas, reads: Threads) -> None:
    @router.get("/chat/history")
    async def history(address: Annotated[str, Depends(session)]) -> dict[str, Any]:
        await quotas.look(address)
        return await reads.run(talks.history, address)

    @router.get("/chat/attachment/{delivery_id}")
    async def attachment(delivery_id: RowId, address: Annotated[str, Depends(session)]) -> Response:
        await quotas.look(address)
        found = await reads.run(talks.attachment, address, delivery_id)
        if found is None:
            raise Refused(404, "no_file", zh="找不到这个文件。", en="There is no such file.")
        disposition = f"attachment; filename*=UTF-8''{quote(found.filename, safe='')}"
        return Response(found.content, media_type=found.media_type, headers={"Content-Disposition": disposition})


def _add_stream(
    router: APIRouter, streams: Streams, session: Session, quotas: Quotas, learning: Callable[[], bool]
) -> None:
    @router.get("/chat/stream")
    async def stream(
        request: Request,
        address: Annotated[str, Depends(session)],
        after: Annotated[int, Query(ge=0, le=LARGEST_ID)] = 0,
        last_event_id: Annotated[str, Header()] = "",
    ) -> Response:
        streams.admit(address)
        visitor = visitor_of(request.scope)
        quotas.may_open_stream(visitor)
        last_id = _shown_last(last_event_id, after)
        ending = anyio.Event()
        return CountedStream(
            streams.events(address, last_id, ending),
            visitor,
            quotas.streams,
            ping=SIGN_OF_LIFE_SECONDS,
            ping_message_factory=lambda: sign_of_life(learning()),
            shutdown_event=ending,
            shutdown_grace_period=ENDS_WITHIN_SECONDS,
            send_timeout=UNREAD_SECONDS,
        )


def _shown_last(last_event_id: str, after: int) -> int:
    """Return the last delivery that a page has shown: what the browser says, where that can be one of ours."""
    known = last_event_id.isascii() and last_event_id.isdigit() and len(last_event_id) <= LONGEST_ID
    return min(int(last_event_id), LARGEST_ID) if known else after


def _language_of(accept_language: str) -> str:
    """Return the first of our languages that the browser asks for; Chinese where it asks for neither."""
    return next((code[:2] for code in _asked_for(accept_language) if code[:2] in ("zh", "en")), "zh")


def _tongue_of(accept_language: str) -> str:
    """Return the language that the browser prefers, ours or not; empty where it names none."""
    return next(iter(_asked_for(accept_language)), "")


def _asked_for(accept_language: str) -> list[str]:
    named = (part.partition(";")[0].strip().lower() for part in accept_language.split(","))
    return [code[:LONGEST_CODE] for code in named if code not in ("", "*")]
