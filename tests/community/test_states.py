"""A state has one name: the member of its enum, in modules, queries and templates alike."""

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

from community import schema
from community.cases.states import CaseState
from community.content import ContentState
from community.counseling.states import AppointmentState, EntryState, SlotState
from community.database import Base
from community.events.states import SignupState
from community.post.states import DeliveryState, InboxState
from community.reminders.states import OwnReminderState, ReminderState
from community.safety.states import IncidentState, MessageType, NoticeStatus
from community.teaching.states import LessonState, TrainingState

ROOMS = ("bot", "actions", "community", "console", "simulation", "bench")
ENUMS: tuple[type[StrEnum], ...] = (
    *(AppointmentState, CaseState, ContentState, DeliveryState, EntryState),
    *(InboxState, IncidentState, LessonState, MessageType, NoticeStatus, OwnReminderState, ReminderState),
    *(SignupState, SlotState, TrainingState),
)
MEMBERS = {member.value for enum in ENUMS for member in enum}
NAMES = ("state", "status", "msg_type")
A_PEER = Path("bench/peers")
"""Another program, measured beside this one."""


def literals(source: str) -> Iterator[str]:
    """Yield the states that a module writes as bare strings: compared with, assigned, or given by name."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Compare(left=left, comparators=comparators) if _is_a_state(left):
                yield from _strings(*comparators)
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                yield from _strings(*(value for to, value in zip(targets, values, strict=False) if _is_a_state(to)))
            case ast.Assign(targets=[target], value=value) if _is_a_state(target):
                yield from _strings(value)
            case ast.Match(subject=subject, cases=cases) if _is_a_state(subject):
                yield from _strings(*(one.pattern for one in cases))
            case ast.keyword(arg=name, value=value) if name in NAMES:
                yield from _strings(value)
            case ast.Dict(keys=keys, values=values):
                states = [
                    v for k, v in zip(keys, values, strict=True) if isinstance(k, ast.Constant) and k.value in NAMES
                ]
                yield from _strings(*states)
            case ast.Call(func=ast.Attribute(value=owner), args=arguments) if _is_a_state(owner):
                yield from _strings(*arguments)


def _is_a_state(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in NAMES


def _strings(*nodes: ast.AST) -> Iterator[str]:
    for node in nodes:
        for part in _parts(node):
            if isinstance(part, ast.Constant) and part.value in MEMBERS:
                yield part.value


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and what is in it, without what is only asked in `this if asked else that`."""
    if isinstance(node, ast.IfExp):
        yield from (*_parts(node.body), *_parts(node.orelse))
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _parts(child)


@pytest.mark.parametrize("room", ROOMS)
def test_no_module_writes_a_state_as_a_bare_string(root: Path, room: str) -> None:
    for module in sorted((root / room).rglob("*.py")):
        place = module.relative_to(root)
        if "migrations" in place.parts or place.is_relative_to(A_PEER):
            continue
        stray = set(literals(module.read_text("utf-8")))
        assert not stray, f"{place} writes {', '.join(sorted(stray))}: name the member of the enum"


def test_no_template_writes_a_state_as_a_bare_string(root: Path) -> None:
    bare = re.compile(rf"\.(?:{'|'.join(NAMES)})\b[^%}}]*?[\"']({'|'.join(sorted(MEMBERS))})[\"']")
    for template in sorted((root / "console/templates").rglob("*.html")):
        stray = {found.group(1) for found in bare.finditer(template.read_text("utf-8"))}
        assert not stray, f"{template.name} writes {', '.join(sorted(stray))}: name the member of the enum"


def test_every_table_of_states_begins_with_a_member_of_an_enum() -> None:
    schema.load_tables()
    found = 0
    for name, table in Base.metadata.tables.items():
        for column in table.columns:
            if column.name in NAMES and column.default is not None:
                assert isinstance(getattr(column.default, "arg", None), ENUMS), f"{name}.{column.name}"
                found += 1
    assert found >= 8


@pytest.mark.parametrize(
    "source",
    [
        'if case.state == "closed": pass',
        'query.where(Delivery.state.in_(("sent", "due")))',
        'delivery.state, delivery.cause = "sent", cause',
        'update(Delivery).values(state="sent")',
        'row = {"state": literal("sent")}',
        'match delivery.state:\n    case "sent": pass',
        'case.state = "closed" if over else before',
    ],
)
def test_a_bare_state_is_seen(source: str) -> None:
    assert set(literals(source)) & {"sent", "closed"}
