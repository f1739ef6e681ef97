"""Whom a request is counted under: the one owner of "the address of this visitor"."""

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

NOBODY = "unknown"
OWN_NETWORK = 64  # bits: what one IPv6 household gets, and can take any address of at will


def visitor_of(scope: Mapping[str, Any]) -> str:
    """Return the address that an ASGI request or connection is counted under.

    The server has put the visitor in the place of a trusted proxy by then (see `bot/http/server.py`); nobody else looks
    at who the client is.
    """
    client = scope.get("client")
    return counted_as(str(client[0])) if client else NOBODY


@lru_cache(4096)
def counted_as(address: str) -> str:
    """Return an address as it is counted: IPv6 by its /64, an IPv4 address written as IPv6 as what it is."""
    try:
        found = ip_address(plain(address))
    except ValueError:
        return NOBODY
    if isinstance(found, IPv6Address):
        return str(IPv6Network((int(found), OWN_NETWORK), strict=False))
    return str(found)


def plain(address: str) -> str:
    """Return an address without its zone; one that stands for an IPv4 address (`::ffff:192.0.2.1`) as that."""
    address = address.partition("%")[0]
    try:
        found = ip_address(address)
    except ValueError:
        return address
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or found)
