"""Whom a notice reaches, said in the dialog that publishes it."""

from typing import Any

from markupsafe import escape
from starlette.requests import Request

from community.safety import notices
from community.safety.tables import SafetyNotice
from console.tables.words import here


def whom_it_reaches(request: Request, row: Any) -> str:
    """Return what is shown above the button; nothing for what is no notice. Homes are counted once a page."""
    if not isinstance(row, SafetyNotice):
        return ""
    if not hasattr(request.state, "homes"):
        request.state.homes = notices.homes(request.state.session)
    found = notices.among(request.state.homes, row)
    unknown = (
        here("Students whose building is not known, who get it as well: ")
        if found.unknown_get_it
        else here("Students whose building is not known, who do not get it: ")
    )
    there = here("Students who live there, whom it reaches: ")
    return f"<p>{escape(there)}<b>{found.there}</b><br>{escape(unknown)}<b>{found.unknown}</b></p>"
