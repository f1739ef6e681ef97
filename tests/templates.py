"""Templates that are put together once for all consoles of a test process: that is half of what a page test costs.

A pytest plugin. Jinja's own cache of this kind does not tell environments apart; here they must agree in all that
decides what a template becomes. What a template says is worked out anew for every page, as ever.
"""

from collections.abc import Iterator
from types import CodeType
from typing import Any

import pytest
from jinja2 import Environment

shipped = Environment.compile
_DECIDE = ("trim_blocks", "lstrip_blocks", "is_async", "optimized", "line_statement_prefix", "keep_trailing_newline")

_made: dict[tuple[Any, ...], CodeType] = {}


@pytest.fixture(autouse=True, scope="session")
def _templates_are_put_together_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "compile", _compiled)
        yield


def _compiled(environment: Environment, source: Any, *args: Any, **options: Any) -> Any:
    if not isinstance(source, str):
        return shipped(environment, source, *args, **options)
    key = (source, *args, *sorted(options.items()), *_ways(environment))
    if key not in _made:
        _made[key] = shipped(environment, source, *args, **options)
    return _made[key]


def _ways(environment: Environment) -> tuple[object, ...]:
    """Return all of an environment that decides what becomes of a template's source."""
    escapes = environment.autoescape
    return (
        *(getattr(environment, name) for name in _DECIDE),
        escapes if isinstance(escapes, bool) else escapes.__qualname__,
        *sorted(environment.extensions),
        *sorted(environment.filters),
        *sorted(environment.tests),
    )
