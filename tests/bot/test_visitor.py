"""Whom a request is counted under."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings
from community.visitor import NOBODY, counted_as, visitor_of


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("no address", NOBODY),
        ("", NOBODY),
    ],
)
def test_an_address_is_counted_as(address: str, counted: str) -> None:
    assert counted_as(address) == counted
    assert visitor_of({"client": (address, 1)}) == counted


def test_who_comes_by_no_address_is_nobody() -> None:
    assert visitor_of({"client": None}) == visitor_of({}) == NOBODY


def test_nobody_else_looks_at_who_the_client_is(root: Path) -> None:
    reads_it = re.compile(r"\.client\b(?=\.host|\[| if |,|\))|get_client_addr", re.IGNORECASE)
    modules = [path for room in ("bot", "actions", "community", "console") for path in (root / room).rglob("*.py")]
    assert [path.name for path in modules if reads_it.search(_code(path))] == []


def _code(path: Path) -> str:
    return "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if "self.client" not in line)


def test_proxies_are_written_as_addresses_and_networks() -> None:
    settings = Settings(trusted_proxies="10.0.0.7, 192.168.4.0/24,fd00::/8")  # type: ignore[arg-type]
    believed = ("10.0.0.7", "192.168.4.200", "fd12::1")
    others = ("10.0.0.8", "127.0.0.1", "::1", "fe80::1", "nonsense")
    assert [settings.is_proxy(one) for one in (*believed, *others)] == [True] * 3 + [False] * 5
    assert Settings(trusted_proxies="").trusted_proxies == ()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("nginx", "'nginx' is no address or network"),
        ("10.0.0.7/8", "'10.0.0.7/8' is no address or network"),
        ("10.0.0.7 10.0.0.8", "is no address or network"),
        ("*", "'[*]' is no address or network"),
        ("0.0.0.0/0", "is everybody"),
        ("::/0", "is everybody"),
    ],
)
def test_proxies_that_are_none_are_refused_at_the_start(written: str, told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Settings(trusted_proxies=written)  # type: ignore[arg-type]
