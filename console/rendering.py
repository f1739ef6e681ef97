"""Pages from templates, in the reader's language and the campus zone, with everything escaped."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette_admin.security.csrf import csrf_input

from community.cases.states import CaseState
from community.content import ContentState
from community.counseling.states import AppointmentState, EntryState
from community.display import harmless
from community.events.states import SignupState
from community.post.states import DeliveryState, InboxState
from community.safety.states import IncidentState
from community.teaching.states import LessonState, TrainingState, Work
from community.unanswered.states import Settled
from console import standing, wording
from console.auth import BASE, Staff

HERE = Path(__file__).parent
STATES = (
    *(AppointmentState, CaseState, ContentState, DeliveryState, EntryState, InboxState, IncidentState, LessonState),
    *(Settled, SignupState, TrainingState, Work),
)
"""What a page compares the state of a row with."""


class Pages:
    """Renders the console's templates.

    Args:
        now: the one clock, aware.
        zone: the campus zone; all times are shown in it.
    """

    def __init__(self, now: Callable[[], datetime], zone: ZoneInfo) -> None:
        self._now, self._zone = now, zone
        self._environments = {language: _environment(language) for language in wording.LANGUAGES}

    def page(
        self, request: Request, name: str, staff: Staff | None = None, *, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """Return a page, or a part of one that htmx puts in its place."""
        language, now = wording.language_of(request), self._now()
        html = (
            self._environments[language]
            .get_template(name)
            .render(
                base=BASE,
                staff=staff,
                csrf=csrf_input(request),
                path=request.url.path,
                when=partial(wording.when, language, zone=self._zone, now=now),
                since=partial(wording.since, language, now=now),
                day=partial(wording.day, language),
                span=partial(wording.span, language, zone=self._zone),
                clock=partial(wording.clock, zone=self._zone),
                notes=standing.notes(staff.standing, language) if staff else (),
                **values,
            )
        )
        return HTMLResponse(html, status)


def _harmless(value: object) -> object:
    # Markup stays markup: what was escaped or written by us is not escaped again.
    return type(value)(harmless(value)) if isinstance(value, str) else value


def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        finalize=_harmless,  # whatever is shown, whoever wrote it
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    say, say_counted = partial(wording.say, language), partial(wording.say_counted, language)
    environment.install_gettext_callables(say, say_counted, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(language=language, languages=wording.LANGUAGES, **{one.__name__: one for one in STATES})
    return environment
