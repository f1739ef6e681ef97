"""Who does something, as the audit names them, and what they may do."""

from collections.abc import Collection
from dataclasses import dataclass

from community.staff import rules
from community.staff.tables import StaffAccount


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever does something: `who` is their name in the audit, as `staff:3`; `roles` are those of `rules.py`."""

    who: str
    roles: frozenset[str]


MACHINE = Actor("system", frozenset((rules.ADMIN,)))
"""Whoever runs the machine, at its command line: they may do all, and have no account."""


def of_staff(staff_id: int, roles: Collection[str]) -> Actor:
    """Return a member of staff, with the roles that they have at this moment."""
    return Actor(f"staff:{staff_id}", frozenset(roles))


def of_account(account: StaffAccount) -> Actor:
    """Return who an account belongs to; one that is switched off may do nothing."""
    return of_staff(account.id, account.roles if account.active else ())
