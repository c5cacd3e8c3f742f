"""The caller's address: what the connection shows, or what a trusted hop in front tells of it.

`X-Forwarded-For` is only a claim. It counts when it comes from a network that is trusted to write it: from the right,
hop by hop, until an address that is not trusted is reached. The gateway trusts TRUSTED_PROXIES (nobody by default) and
writes a header of its own with exactly one address; the services trust GATEWAY_NETWORKS (this machine by default):

    from common.client_address import client_address
    address = client_address()      # in a request of a service
"""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Annotated, Any

from flask import current_app, request
from pydantic import BeforeValidator

Network = IPv4Network | IPv6Network


def _networks(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return tuple(ip_network(part.strip(), strict=False) for part in value.split(",") if part.strip())


Networks = Annotated[tuple[Network, ...], BeforeValidator(_networks)]
"""A setting that lists networks as `10.0.0.0/8,::1/128`."""

THIS_MACHINE: tuple[Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


def forwarded_address(peer: str, forwarded_for: str | None, trusted: Sequence[Network]) -> str:
    """The address of the caller behind `peer`, the other end of the connection.

    Args:
        forwarded_for: the `X-Forwarded-For` header as it came.
        trusted: networks whose word counts. Without them the peer itself is the caller.
    """
    if not forwarded_for or not trusted or not is_trusted(peer, tuple(trusted)):
        return peer
    address = peer
    for claimed in reversed(forwarded_for.split(",")):
        candidate = _plain(claimed)
        if candidate is None:
            break  # what is left of nonsense is nonsense as well
        address = candidate
        if not is_trusted(address, tuple(trusted)):
            break
    return address


@lru_cache(maxsize=4096)
def is_trusted(address: str, trusted: tuple[Network, ...]) -> bool:
    """Whether an address lies in one of the networks."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return any(parsed in network for network in trusted)


@lru_cache(maxsize=4096)
def network_of(address: str) -> str:
    """What counts as one caller where calls are counted: an IPv6 caller owns a /64, and has each of its addresses."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or IPv6Network((parsed, 64), strict=False))
    return address


def _plain(claimed: str) -> str | None:
    text = claimed.strip()
    try:
        return str(ip_address(text.strip("[]") if text.startswith("[") else text))
    except ValueError:
        return None


def client_address() -> str:
    """The address of whoever made the current request, as told by the gateway when it is the gateway that asks."""
    networks = current_app.settings.gateway_networks  # type: ignore[attr-defined]  # every service has them
    return forwarded_address(request.remote_addr or "", request.headers.get("X-Forwarded-For"), networks)
