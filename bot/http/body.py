"""The body of a request: never more than was agreed, never unpacked, and JSON only of a shape that can be kept."""

import json
import math
from collections.abc import Iterable
from typing import Any, TypeVar

import regex
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect, Request

M = TypeVar("M", bound=BaseModel)

MOST_NESTED = 64  # Telegram's updates nest about ten deep; a parser given a hundred thousand levels ends in a crash
_STRING = regex.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\Z)', regex.DOTALL)
_ALL_BUT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


class BodyRefused(Exception):
    """A body is not taken.

    Args:
        status: what HTTP calls it: 400 unreadable, 413 too long, 415 packed.
        code: the same in a word.
    """

    def __init__(self, status: int, code: str, why: str) -> None:
        super().__init__(why)
        self.status, self.code, self.why = status, code, why


async def read_body(request: Request, *, most_bytes: int) -> bytes:
    """Read the body, and stop at the first byte too many: its length may be missing, or a lie.

    Raises:
        BodyRefused: too long, cut off, or packed: a kilobyte of gzip may hold a gigabyte.
    """
    if request.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise BodyRefused(415, "packed", "send it without Content-Encoding")
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > most_bytes:
                raise BodyRefused(413, "too_long", f"at most {most_bytes:,} bytes are taken")
    except ClientDisconnect:
        raise BodyRefused(400, "cut_off", "the body was cut off") from None
    return bytes(body)


def read_json(body: bytes) -> Any:
    """Parse JSON, strictly: UTF-8, no key twice, no number that no database holds, nothing nested for ever.

    Raises:
        BodyRefused: it is none.
    """
    if _is_nested_too_deep(body):
        raise BodyRefused(400, "unreadable", f"nested more than {MOST_NESTED} deep")
    try:
        return json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_without_twins,
            parse_constant=_no_number,
            parse_float=_finite,
        )
    except (ValueError, RecursionError):  # Python itself refuses integers of more than 4,300 digits
        raise BodyRefused(400, "unreadable", "not JSON") from None


async def read_as(request: Request, model: type[M], *, most_bytes: int) -> M:
    """Read a JSON body of that shape.

    Raises:
        BodyRefused: it cannot be read.
        RequestValidationError: it has another shape; what is answered repeats nothing of it.
    """
    try:
        return model.model_validate(read_json(await read_body(request, most_bytes=most_bytes)))
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_url=False, include_input=False)) from None


def _is_nested_too_deep(body: bytes) -> bool:
    """Count the brackets outside strings, before a parser sees them."""
    depth = 0
    for bracket in _STRING.sub(b"", body).translate(None, _ALL_BUT_BRACKETS):
        depth += 1 if bracket in b"[{" else -1
        if depth > MOST_NESTED:
            return True
    return False


def _without_twins(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError("a key stands twice, and readers differ on which one counts")
        found[name] = value
    return found


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number in JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number out of range")
    return number
