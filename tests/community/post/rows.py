"""What deliveries are about in tests that look at the outbox alone."""

from typing import Any

from community.kinds import all_kinds
from community.post.kinds import AnyKind


def kind_of(name: str) -> AnyKind:
    """Return the kind of delivery of that name."""
    return all_kinds()[name]


def unkept(kind: AnyKind, number: int) -> Any:
    """Return a row of that number which no database holds."""
    return kind.about(id=number) if kind.names_a_row else number
