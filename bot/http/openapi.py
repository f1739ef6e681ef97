"""Every route that the assistant answers, as one OpenAPI description: web chat, REST, webhook, watchdogs, console."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from starlette.types import ASGIApp

VERSION = "1"


def described(app: FastAPI, mounts: Mapping[str, ASGIApp]) -> dict[str, Any]:
    """Describe an app and the apps that are mounted on it, each path as it is called from outside."""
    whole = get_openapi(title=app.title, version=VERSION, routes=app.routes)
    components: dict[str, Any] = whole.setdefault("components", {}).setdefault("schemas", {})
    for prefix, mounted in mounts.items():
        for part in _apps_of(mounted):
            inner = get_openapi(title=app.title, version=VERSION, routes=part.routes)
            whole["paths"] |= {f"{prefix}{path}": item for path, item in inner.get("paths", {}).items()}
            components |= inner.get("components", {}).get("schemas", {})
    return whole


def _apps_of(mounted: ASGIApp) -> list[FastAPI]:
    """Return a mounted app and those that it says it is made of."""
    return [mounted, *getattr(mounted.state, "parts", ())] if isinstance(mounted, FastAPI) else []


def body_of(model: type[BaseModel]) -> dict[str, Any]:
    """Return what describes a JSON body that a route reads by itself, unseen by the framework."""
    schema = model.model_json_schema()
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}
