"""Reading one post of the page: small and well-formed."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError
from starlette.requests import Request

from bot.channels.web.guard import Refused
from bot.http.body import BodyRefused, read_body, read_json
from bot.message import LONGEST_WORDS, units

MOST_BYTES = 64 * 1024
TOO_LONG = "too_long"


def _short_enough(words: str) -> str:
    if units(words) > LONGEST_WORDS:
        raise PydanticCustomError(TOO_LONG, "too long")
    return words


class Post(BaseModel):
    """What the page posts: words, or the key of a tapped button; `id` is the page's own, the same on a resend."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
    words: Annotated[str, AfterValidator(_short_enough)] = ""
    tapped: Annotated[str | None, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")] = None
    language: Literal["zh", "en"] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.tapped is None and not self.words.strip():
            raise ValueError("give words, or the key of a tapped button")
        return self


async def read_post(request: Request) -> Post:
    """Return the post of a request.

    Raises:
        Refused: too large, no JSON, or not of the shape above.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refused(415, "not_json", zh="请用聊天页面发送消息。", en="Send JSON, as the chat page does.")
    try:
        return Post.model_validate(read_json(await read_body(request, most_bytes=MOST_BYTES)))
    except ValidationError as error:
        raise _refusal(error) from None
    except BodyRefused as refused:
        raise _not_taken(refused) from None


def too_long(status: int) -> Refused:
    """Return the refusal of a message that is longer than can be answered."""
    return Refused(
        status,
        "too_long",
        zh=f"消息太长了：一次最多 {LONGEST_WORDS:,} 个字，请分几次发。",
        en=f"That is too long: at most {LONGEST_WORDS:,} characters at once. Please send it in parts.",
    )


def _not_taken(refused: BodyRefused) -> Refused:
    if refused.code == "too_long":
        return too_long(413)
    return Refused(
        refused.status, refused.code, zh="消息没有完整收到，请再发一次。", en=f"Please send it again: {refused.why}."
    )


def _refusal(error: ValidationError) -> Refused:
    first = error.errors(include_url=False, include_input=False)[0]
    if first["type"] == TOO_LONG:
        return too_long(422)
    where = ".".join(str(part) for part in first["loc"]) or "body"
    return Refused(422, "unreadable", zh=f"消息读不懂（{where}），请刷新页面再试。", en=f"{where}: {first['msg']}.")
