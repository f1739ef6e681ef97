"""The REST channel: the shape of Rasa's own, so that its clients work unchanged."""

import hmac
import uuid
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Header, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from bot.intake import Intake
from bot.message import Message
from bot.sender import Collected, Sender
from community.conversations.buttons import payload_of
from community.delivery.inbox import Arrival

NAME = "rest"
ANSWER_WITHIN_SECONDS = 30


class RestMessage(BaseModel):
    """What a client posts; a button comes back as its payload in `message`."""

    model_config = ConfigDict(extra="ignore")

    sender: Annotated[str, Field(min_length=1, max_length=100)]
    message: Annotated[str, Field(max_length=20_000)]
    message_id: Annotated[str | None, Field(max_length=100, description="repeat it to repeat a call safely")] = None


class RestChannel:
    """Reads what REST clients posted; they collect their answers themselves."""

    def read(self, body: Mapping[str, Any]) -> Message:
        """Read a kept call; a message that starts with `/` may be a button's payload, if one was offered."""
        return Message(channel=NAME, address=body["sender"], words=body["message"])


def rest_router(intake: Intake, sender: Sender, token: str) -> APIRouter:
    """Return the routes of the channel, which wants the token as a bearer."""
    router = APIRouter()

    @router.post("/webhooks/rest/webhook")
    async def webhook(message: RestMessage, authorization: Annotated[str, Header()] = "") -> list[dict[str, Any]]:
        if not hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode()):
            raise HTTPException(401, "give the token of ONESTOP_REST_TOKEN as a bearer")
        update_id = f"{message.sender}:{message.message_id}" if message.message_id else uuid.uuid4().hex
        body = {"sender": message.sender, "message": message.message}
        arrival = Arrival(NAME, update_id, f"{NAME}:{message.sender}", body)
        if not await intake.keep_and_await(arrival, timeout_seconds=ANSWER_WITHIN_SECONDS):
            raise HTTPException(503, "the message is kept; its answer comes with your next call")
        return [_rendered(message.sender, one) for one in await sender.collected(NAME, message.sender)]

    @router.get("/webhooks/rest/")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    return router


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
