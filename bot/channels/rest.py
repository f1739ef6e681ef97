"""The REST channel: the shape of Rasa's own, so that its clients work unchanged."""

import hashlib
import hmac
import uuid
from collections.abc import Mapping
from typing import Annotated, Any, Self

from fastapi import APIRouter, Header, HTTPException, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.channels.channel import Channel, Pages
from bot.engine import Common, Engine
from bot.http.body import read_as
from bot.http.openapi import body_of
from bot.message import LONGEST_ADDRESS, LONGEST_WORDS, Message, message_from, units
from bot.sending.exchange import Collected
from bot.settings import Settings
from community.channels import REST
from community.post.buttons import payload_of

NAME = REST.name
ANSWER_WITHIN_SECONDS = 30
MOST_BYTES = 64 * 1024


def _short_enough(words: str) -> str:
    if units(words) > LONGEST_WORDS:
        raise ValueError(f"too long: at most {LONGEST_WORDS:,} UTF-16 code units at once")
    return words


Name = Annotated[str, Field(min_length=1, max_length=LONGEST_ADDRESS, pattern=r"^[^\x00-\x1f\x7f]+$")]


class RestMessage(BaseModel):
    """What a client posts; a button comes back as its payload in `message`."""

    model_config = ConfigDict(extra="ignore")

    sender: Name
    message: Annotated[str, AfterValidator(_short_enough)]
    message_id: Annotated[Name | None, Field(description="repeat it to repeat a call safely, for two days")] = None


class RestChannel(Channel):
    """REST clients, which collect their answers themselves.

    Args:
        token: what clients show; None where none is let in. What was kept before is read all the same.
    """

    name = NAME
    title = "REST"
    turned_on_by = "set ONESTOP_REST_TOKEN"

    def __init__(self, token: str | None = None) -> None:
        self._token = token

    @classmethod
    def set_up(cls, settings: Settings, common: Common) -> Self:  # noqa: ARG003
        """Return the channel, with its token where the settings name one."""
        return cls(settings.rest_token.get_secret_value() if settings.rest_token else None)

    @property
    def state(self) -> str:
        """Whether clients are let in."""
        return "on" if self._token else f"off: {self.turned_on_by}"

    def read(self, body: Mapping[str, Any]) -> Message:
        """Read a kept call; a message that starts with `/` may be a button's payload, if one was offered."""
        return message_from(NAME, body, words="message")

    def routes(self, engine: Engine, pages: Pages) -> APIRouter | None:  # noqa: ARG002
        """Return the routes of the channel, which wants the token as a bearer."""
        return _router(self, engine, self._token) if self._token else None


def _router(channel: RestChannel, engine: Engine, token: str) -> APIRouter:
    router = APIRouter()

    @router.post("/webhooks/rest/webhook", openapi_extra=body_of(RestMessage))
    async def webhook(request: Request, authorization: Annotated[str, Header()] = "") -> list[dict[str, Any]]:
        if not hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode()):
            raise HTTPException(401, "give the token of ONESTOP_REST_TOKEN as a bearer")
        said = await read_as(request, RestMessage, most_bytes=MOST_BYTES)
        body = {"sender": said.sender, "message": said.message}
        arrival = channel.arrival(_update_id(said), said.sender, body)
        if not await engine.intake.keep_and_await(arrival, timeout_seconds=ANSWER_WITHIN_SECONDS):
            raise HTTPException(503, "the message is kept; its answer comes with your next call")
        return [_rendered(said.sender, one) for one in await engine.sender.collected(NAME, said.sender)]

    @router.get("/webhooks/rest/")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    return router


def _update_id(message: RestMessage) -> str:
    """Name the call, so that its copy is known; hashed, as the parts may be long and hold any sign between them.

    The words are among them: a client that counts anew after its restart gives an old id to another message.
    """
    if message.message_id is None:
        return uuid.uuid4().hex
    parts = (message.sender, message.message_id, message.message)
    named = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()


def _rendered(sender_id: str, collected: Collected) -> dict[str, Any]:
    rendered: dict[str, Any] = {"recipient_id": sender_id, "text": collected.reply.text}
    if collected.reply.buttons:
        rendered["buttons"] = [
            {"title": button.title, "payload": payload_of(button.intent, button.entities)}
            for button in collected.reply.buttons
        ]
    if collected.reply.attachment:
        rendered["custom"] = {
            "attachment": {
                "filename": collected.reply.attachment.filename,
                "media_type": collected.reply.attachment.media_type,
                "content": collected.reply.attachment.content,
            }
        }
    return rendered
