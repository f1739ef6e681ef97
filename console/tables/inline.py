"""The library's templates without what a strict content policy refuses: inline handlers, and styles as attributes.

Its scripts and style sheets that stand in the page bear the answer's nonce; what a handler did, `tables.js` does.
"""

import re
from collections.abc import Callable
from functools import cache

from jinja2 import BaseLoader, Environment, PackageLoader

CORE = "@core/"
_STYLE = re.compile(r' style="([^"{}]*)"')
_CHANGES = (
    ("<script>", '<script nonce="{{ request.state.nonce }}">'),
    ("<style>", '<style nonce="{{ request.state.nonce }}">'),
    ('onclick="applyColumnVisibility()"', "data-shows-columns"),
    ('onchange="window.location = this.value"', "data-goes-there"),
)


class StrictTemplates(BaseLoader):
    """Finds the library's own templates, by their name or behind `@core/`, and changes them as they are read."""

    def __init__(self) -> None:
        self._core = PackageLoader("starlette_admin", "templates")

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Return a template's source."""
        source, path, is_fresh = self._core.get_source(environment, template.removeprefix(CORE))
        for theirs, ours in _CHANGES:
            source = source.replace(theirs, ours)
        return _STYLE.sub(r' data-style="\1"', source), path, is_fresh


@cache
def style_sheet() -> str:
    """Return a style sheet that says what the style attributes of the library's templates said."""
    core = PackageLoader("starlette_admin", "templates")
    environment = Environment(autoescape=True)
    sources = (core.get_source(environment, name)[0] for name in core.list_templates())
    styles = sorted({style for source in sources for style in _STYLE.findall(source)})
    return "\n".join(f"[data-style={_quoted(style)}] {{ {style} }}" for style in styles)


def _quoted(style: str) -> str:
    # A line's end in an attribute is a line's end in what is compared with it.
    lines = style.replace("\\", "\\\\").replace('"', '\\"').split("\n")
    return '"' + "\\a ".join(lines) + '"'
