"""Entity names known beforehand, found in a sentence by their letters.

Pure Python without anything of its own Python's version: the Rasa process uses it too.
"""

import re
from collections.abc import Iterable

from understanding.parse import Entity

Form = tuple[str, str, str]
"""What is written, the entity's name, its value."""

Pattern = tuple[str, str]
"""The entity's name, and a regular expression of its shapes; these mind upper and lower case."""


class Gazetteer:
    """Finds known forms and shapes; the longest from the left wins, none overlap."""

    def __init__(self, forms: Iterable[Form], patterns: Iterable[Pattern] = ()) -> None:
        self._meanings: dict[str, tuple[str, str]] = {}
        for form, name, value in forms:
            self._meanings.setdefault(form.casefold(), (name, value))
        longest_first = sorted((form for form in self._meanings if form.strip()), key=len, reverse=True)
        self._forms = re.compile("|".join(map(_bounded, longest_first)) or r"(?!)", re.IGNORECASE)
        self._shapes = [(name, re.compile(shape)) for name, shape in patterns]

    def find(self, text: str) -> tuple[Entity, ...]:
        """Return the entities in order of appearance, with their offsets in the text."""
        found = [
            Entity(*self._meanings[match[0].casefold()], match.start(), match.end())
            for match in self._forms.finditer(text)
            if match[0].casefold() in self._meanings  # some letters match one whose casefold is another's
        ]
        for name, shape in self._shapes:
            found += [Entity(name, match[0], match.start(), match.end()) for match in shape.finditer(text) if match[0]]
        return _without_overlaps(found)


def known_forms(marked: Iterable[Form], synonyms: dict[str, str], names: dict[str, list[str]]) -> set[Form]:
    """Return every way to write every known entity.

    Args:
        marked: what the examples mark.
        synonyms: what is written -> the value meant.
        names: what else is a name, by entity.
    """
    folded = {written.casefold(): value for written, value in synonyms.items()}
    listed = [(form, name, form) for name, forms in names.items() for form in forms]
    forms = {(form, name, folded.get(form.casefold(), value)) for form, name, value in [*marked, *listed]}
    entity_of = {value: name for _, name, value in sorted(forms)}
    spread = {(written, entity_of[value], value) for written, value in synonyms.items() if value in entity_of}
    return forms | spread


def _bounded(form: str) -> str:
    """A Latin word must stand alone ("art" is not in "start"); Chinese is written without blanks."""
    before = r"(?<![A-Za-z0-9])" if re.match(r"[A-Za-z0-9]", form) else ""
    after = r"(?![A-Za-z0-9])" if re.search(r"[A-Za-z0-9]$", form) else ""
    return before + re.escape(form) + after


def _without_overlaps(found: list[Entity]) -> tuple[Entity, ...]:
    kept: list[Entity] = []
    for entity in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if all(entity.end <= other.start or other.end <= entity.start for other in kept):
            kept.append(entity)
    return tuple(sorted(kept, key=lambda one: one.start))
