"""A kind of delivery is declared in one place; every kind has somebody who writes it, and no other place names it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.dialogue import registry
from community.kinds import all_kinds
from community.post.kinds import CRISIS, REPLY

ROOMS = ("bot", "actions", "community", "console")
"""The simulation is no room here: it says on purpose a second time what must come."""

SETTLED = {CRISIS.name, REPLY.name}
"""Kinds whose reply is packed when they are queued."""

OTHER_THINGS = {
    "incident_taken": "what the audit calls the deed",
    "incident_closed": "what the audit calls the deed",
    "appointment_released": "what the audit calls the deed",
    "appointment_news": "a table",
    "safety_education": "a subject that students turn off",
}
"""Words that also name something else, and where they may stand as that."""

MAY_SAY = {
    "community/safety/handling.py": {"incident_taken", "incident_closed"},
    "community/counseling/release.py": {"appointment_released"},
    "community/counseling/tables.py": {"appointment_news"},
    "community/students/preferences.py": {"safety_education"},
    "actions/dialogue/promises.py": {"safety_education"},
    "actions/household/reminders.py": {"safety_education"},
}


def test_every_kind_has_a_composer_or_a_reply_settled_when_it_is_queued() -> None:
    registry.load()
    composed = {kind.name for kind in all_kinds().values() if registry.composer_for(kind) is not None}
    assert composed | SETTLED == set(all_kinds())
    assert not composed & SETTLED


def test_every_kind_is_declared_by_its_subject() -> None:
    assert len(all_kinds()) > 20
    assert all(name == kind.name and len(name) <= 40 for name, kind in all_kinds().items())


def named(source: str) -> Iterator[str]:
    """Yield the kinds that a module names as bare strings, also at the beginning of a longer one as in a key."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            word = node.value.partition(":")[0]
            if word in all_kinds() and word not in SETTLED:
                yield word


def test_no_module_names_a_kind_as_a_bare_string(root: Path) -> None:
    for room in ROOMS:
        for module in sorted((root / room).rglob("*.py")):
            place = module.relative_to(root).as_posix()
            if module.name == "kinds.py" or "/migrations/" in place:
                continue
            stray = set(named(module.read_text("utf-8"))) - MAY_SAY.get(place, set())
            assert not stray, f"{place} names {', '.join(sorted(stray))}: ask the kind that its subject declares"


def test_what_may_be_said_of_other_things_is_still_said_there(root: Path) -> None:
    for place, words in MAY_SAY.items():
        assert words <= OTHER_THINGS.keys()
        assert words == set(named((root / place).read_text("utf-8"))), place


@pytest.mark.parametrize("source", ['enqueue(session, "event_seat", talk)', 'key = f"event_seat:{number}"'])
def test_a_bare_name_is_seen(source: str) -> None:
    assert list(named(source)) == ["event_seat"]
