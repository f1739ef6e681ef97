"""How a column is typed: for each kind of input what the form shows, what it posts, and how that is read.

Whatever was posted is kept as it was typed until it has been read: words that can't be read are a fault of their field
and stay in the form, and a field that still shows what is stored leaves it untouched, to the last byte.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette_admin import fields
from starlette_admin.types import RequestAction

from community import typed as reading
from community.campus.opening_typed import normal
from community.checks import Unreadable

NO_LINKS: list[str] = []
SIGNS_ON_A_LINE, FEWEST_LINES, MOST_LINES = 60, 3, 14


@dataclass
class Typed(fields.BaseField):
    """What all inputs have in common; `needed` marks a field that may not be empty."""

    needed: bool = False
    label_template: str = "forms/_label.html"

    def typed(self, form: FormData) -> Any:
        """Return what was posted, with the line ends that we store."""
        posted = form.get(self.id)
        return posted.replace("\r\n", "\n") if isinstance(posted, str) else ""

    def shown(self, value: Any) -> Any:
        """Return what the form shows for a stored value; an untouched field posts exactly that."""
        return "" if value is None else str(value)

    def read(self, typed: Any) -> Any:
        """Return the value of what was typed; None where nothing was.

        Raises:
            Unreadable: it is none.
        """
        return reading.one_line(typed)

    async def parse_form_data(self, request: Request, form_data: FormData) -> Any:  # noqa: ARG002
        """Return what was read, or why it could not be."""
        try:
            return self.read(self.typed(form_data))
        except Unreadable as unreadable:
            return unreadable

    async def serialize_value(self, request: Request, value: Any) -> Any:
        """Return what the form shows, or what a list of rows does."""
        if request.state.action.is_form():
            return self.shown(value)
        return await super().serialize_value(request, value)

    async def serialize_none_value(self, request: Request) -> Any:
        """Return what the form shows where nothing is stored."""
        return self.shown(None) if request.state.action.is_form() else None

    def additional_css_links(self, request: Request) -> list[str]:  # noqa: ARG002
        """Return nothing: browsers bring inputs for days and times along."""
        return NO_LINKS

    def additional_js_links(self, request: Request) -> list[str]:  # noqa: ARG002
        """Return nothing, for the same reason."""
        return NO_LINKS


@dataclass
class LineInput(Typed, fields.StringField):
    """Words on one line."""

    form_template: str = "forms/line.html"
    keyboard: str = "text"

    def shown(self, value: Any) -> str:
        """Return the words; a line's input leaves out line ends."""
        return re.sub(r"[\r\n]", "", super().shown(value))


@dataclass
class TallInput(Typed, fields.TextAreaField):
    """Several lines, as many as are there."""

    form_template: str = "forms/text.html"

    def height(self, shown: str) -> int:
        """Return how many lines are to be seen at once."""
        lines = sum(1 + len(line) // SIGNS_ON_A_LINE for line in shown.split("\n"))
        return max(FEWEST_LINES, min(lines + 1, MOST_LINES))


@dataclass
class TextInput(TallInput):
    """Words on as many lines as they need."""

    def shown(self, value: Any) -> str:
        """Return the words, with the line ends that a browser posts."""
        return re.sub(r"\r\n?", "\n", super().shown(value))

    def read(self, typed: Any) -> str:
        """Return the words without blanks around them."""
        return reading.text(typed)


@dataclass
class LinesInput(TallInput):
    """A list, typed one item on each line."""

    def shown(self, value: Any) -> str:
        """Return the items, one on each line."""
        return "\n".join(str(item) for item in value or ())

    def read(self, typed: Any) -> Any:
        """Return the lines that hold anything."""
        return reading.lines(typed)

    async def serialize_value(self, request: Request, value: Any) -> str:
        """Return the items; in a list of rows on one line."""
        shown = self.shown(value)
        return shown.replace("\n", " · ") if request.state.action == RequestAction.LIST else shown


@dataclass
class OpeningInput(LinesInput):
    """When an office is open, some days on each line, in the words of either language."""

    def read(self, typed: Any) -> Any:
        """Return the lines as they are kept; one that cannot be read stays as it was typed, and is refused as such."""
        return [normal(line) for line in reading.lines(typed)]


@dataclass
class GradesInput(LinesInput):
    """The grades that something is meant for, a year on each line; nothing means everybody."""

    def shown(self, value: Any) -> str:
        """Return the grades, one on each line."""
        return super().shown((value or {}).get("grade"))

    def read(self, typed: Any) -> Mapping[str, list[int | None]]:
        """Return the audience."""
        grades = [reading.whole_number(line) for line in reading.lines(typed)]
        return {"grade": grades} if grades else {}


@dataclass
class TopicsInput(LinesInput):
    """The topics of a subject, one on each line: the key, the Chinese title and the English one, with | between."""

    def shown(self, value: Any) -> str:
        """Return the topics, one on each line."""
        return super().shown([" | ".join((one["keys"], one["zh"], one["en"])) for one in value or ()])

    def read(self, typed: Any) -> list[dict[str, str]]:
        """Return the topics; a line without three parts has no title, and is refused as such."""
        parts = [[part.strip() for part in line.replace("｜", "|").split("|")] for line in reading.lines(typed)]
        return [
            dict(zip(("keys", "zh", "en"), each if len(each) == 3 else ("", "", ""), strict=True)) for each in parts
        ]


@dataclass
class NumbersInput(LinesInput):
    """Whole numbers, one on each line."""

    def read(self, typed: Any) -> list[int | None]:
        """Return the numbers."""
        return [reading.whole_number(line) for line in reading.lines(typed)]


@dataclass
class NumberInput(LineInput):
    """A whole number. A line of text to the browser: its own number inputs post nothing where they can't read."""

    keyboard: str = "numeric"

    def read(self, typed: Any) -> int | None:
        """Return the number."""
        return reading.whole_number(typed)


@dataclass
class SwitchInput(Typed, fields.BooleanField):
    """Yes or no."""

    form_template: str = "forms/switch.html"

    def typed(self, form: FormData) -> bool:
        """Return whether it is on: browsers post nothing for a switch that is off."""
        return form.get(self.id) in ("on", "true", "yes")

    def shown(self, value: Any) -> bool:
        """Return whether it is on."""
        return bool(value)

    def read(self, typed: Any) -> bool:
        """Return it as it is."""
        return bool(typed)
