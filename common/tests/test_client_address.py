"""Whose word about the caller's address counts."""

from ipaddress import ip_network

import pytest

from common.client_address import THIS_MACHINE, forwarded_address, network_of

PROXIES = (ip_network("10.0.0.0/8"), ip_network("2001:db8::/32"))


@pytest.mark.parametrize(
    ("peer", "claimed", "address"),
    [
        ("10.0.0.1", None, "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "nonsense, 10.0.0.2", "10.0.0.2"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", " , ", "10.0.0.1"),
        ("::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("2001:db8::1", "[2001:DB9::2]", "2001:db9::2"),
        ("203.0.113.1", "1.1.1.1", "203.0.113.1"),
        ("", "1.1.1.1", ""),
    ],
)
def test_a_claim_counts_as_far_as_trusted_hops_made_it(peer: str, claimed: str | None, address: str) -> None:
    assert forwarded_address(peer, claimed, PROXIES) == address


def test_nobody_is_trusted_without_a_network() -> None:
    assert forwarded_address("127.0.0.1", "1.1.1.1", ()) == "127.0.0.1"
    assert forwarded_address("127.0.0.1", "1.1.1.1", THIS_MACHINE) == "1.1.1.1"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:0:1:ffff::9", "2001:db8:0:1::/64"),
        ("2001:DB8:0:1::8", "2001:db8:0:1::/64"),
        ("nonsense", "nonsense"),
    ],
)
def test_an_ipv6_caller_is_a_whole_network(address: str, network: str) -> None:
    assert network_of(address) == network
