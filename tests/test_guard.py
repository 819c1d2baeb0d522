"""Addresses of private networks are refused, however they are written."""

import pytest
from scrapy.resolver import dnscache
from scrapy.settings import Settings
from twisted.internet.task import Clock

from crawler.guard import AddressRefused, Guard, GuardedResolver, literal, loopback

PRIVATE = [
    "127.0.0.1",
    "127.8.9.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "0.0.0.0",
    "100.64.0.1",
    "224.0.0.1",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "fe80::1",
    "fc00::1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused(address: str) -> None:
    assert not Guard().permits(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_addresses_are_permitted(address: str) -> None:
    assert Guard().permits(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"])
def test_a_name_that_resolves_to_a_private_address_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    errors: list[Exception] = []
    resolver = GuardedResolver(Clock(), cache_size=10_000, timeout=1)
    monkeypatch.setitem(dnscache, "rebound.example", address)
    resolver.getHostByName("rebound.example").addErrback(lambda failure: errors.append(failure.value))
    assert [type(error) for error in errors] == [AddressRefused]


def test_an_allowed_network_is_permitted_and_no_other() -> None:
    guard = Guard.from_settings(Settings({"GUARD_ALLOW": "127.0.0.0/8"}))
    assert guard.permits("127.0.0.1")
    assert guard.permits("::ffff:127.0.0.1")
    assert not guard.permits("10.0.0.1")


def test_a_wrong_network_is_a_clear_error() -> None:
    with pytest.raises(ValueError, match=r"GUARD_ALLOW: .localhost."):
        Guard.from_settings(Settings({"GUARD_ALLOW": "localhost"}))


@pytest.mark.parametrize(("host", "address"), [("[::1]", "::1"), ("127.0.0.1", "127.0.0.1"), ("rt.com", None)])
def test_a_literal_address_is_recognised(host: str, address: str | None) -> None:
    assert literal(host) == address


def test_loopback_means_every_host() -> None:
    assert loopback(["127.0.0.1", "localhost"])
    assert not loopback(["127.0.0.1", "www.rt.com"])
