"""Who asks behind proxies: only those that the operator named are believed."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from wardline.core.errors import ConfigError
from wardline.hub.config import load
from wardline.hub.forwarded import Trusted, networks
from wardline.hub.gateway import Gateway

OURS = "10.0.0.5, 10.1.0.0/16 2001:db8:1::/48"


@pytest.mark.parametrize(
    ("peer", "told", "client"),
    [
        # Nobody's proxy: what it says is its own.
        ("198.51.100.7", ["203.0.113.1"], "198.51.100.7"),
        ("10.0.0.6", ["203.0.113.1"], "10.0.0.6"),
        ("10.0.0.5", ["203.0.113.1"], "203.0.113.1"),
        # What the client itself sent stands further left.
        ("10.0.0.5", ["1.1.1.1, 203.0.113.1"], "203.0.113.1"),
        # Two of ours, one behind the other; also in headers of their own.
        ("10.0.0.5", ["1.1.1.1, 203.0.113.1, 10.1.2.3"], "203.0.113.1"),
        ("10.0.0.5", ["1.1.1.1", "203.0.113.1", "10.1.2.3"], "203.0.113.1"),
        # Somebody inside, from the proxies' own network, or all the way through ours.
        ("10.0.0.5", ["10.1.9.9"], "10.1.9.9"),
        ("10.0.0.5", ["10.1.9.9, 10.1.2.3"], "10.1.9.9"),
        ("10.0.0.5", [], "10.0.0.5"),
        # IPv6, with ports and brackets, IPv4 inside of it.
        ("2001:db8:1::9", ["[2001:db8:2::1]:4711"], "2001:db8:2::1"),
        ("10.0.0.5", ["203.0.113.1:4711"], "203.0.113.1"),
        ("::ffff:10.0.0.5", ["203.0.113.1"], "203.0.113.1"),
        # What is no address ends the walk: the proxy that told it is all that is known.
        ("10.0.0.5", ["203.0.113.1, unknown"], "10.0.0.5"),
        ("10.0.0.5", ["203.0.113.1, , 10.1.2.3"], "10.1.2.3"),
        ("10.0.0.5", ["203.0.113.1, evil\r\nX: y"], "10.0.0.5"),
        ("", ["203.0.113.1"], ""),
    ],
)
def test_the_client_is_who_our_last_proxy_was_asked_by(peer, told, client):
    assert Trusted(networks(OURS)).client(peer, told) == client


@pytest.mark.parametrize(
    ("peer", "told", "scheme"),
    [
        ("10.0.0.5", ["https"], "https"),
        ("10.0.0.6", ["https"], "http"),
        ("10.0.0.5", ["https, http"], "http"),
        ("10.0.0.5", ["gopher"], "http"),
        ("10.0.0.5", [], "http"),
    ],
)
def test_a_stranger_cannot_say_that_it_came_by_tls(peer, told, scheme):
    assert Trusted(networks(OURS)).scheme(peer, told, "http") == scheme


def test_the_front_door_says_who_asks_and_drops_what_was_sent(tmp_path):
    sent = [
        (b"x-forwarded-for", b"203.0.113.1"),
        (b"x-forwarded-proto", b"https"),
        (b"x-real-ip", b"1.2.3.4"),
        (b"forwarded", b"for=1.2.3.4"),
        (b"accept", b"text/html"),
    ]
    scope = {"headers": sent, "client": ("10.0.0.5", 1), "scheme": "http"}
    request = SimpleNamespace(path="/objects/", scope=scope)
    for proxies, client, scheme in (("", "10.0.0.5", "http"), (OURS, "203.0.113.1", "https")):
        environ = {"WARDLINE_PORTAL__TRUSTED_PROXIES": proxies}
        door = Gateway(load(tmp_path, environ))
        assert door._headers(request, "n-1") == [
            (b"accept", b"text/html"),
            (b"x-forwarded-for", client.encode()),
            (b"x-forwarded-proto", scheme.encode()),
            (b"x-request-number", b"n-1"),
        ]


def test_a_wrong_network_is_told(tmp_path: Path):
    environ = {"WARDLINE_PORTAL__TRUSTED_PROXIES": "10.0.0.0/8, proxy.example"}
    with pytest.raises(ConfigError, match=r"proxy\.example"):
        load(tmp_path, environ)
    assert networks("") == ()
    # A host's bits in a network are a slip of the pen.
    with pytest.raises(ValueError, match=r"10\.0\.0\.5/8"):
        networks("10.0.0.5/8")


def test_the_setting_is_shown_as_it_is_written(tmp_path):
    environ = {"WARDLINE_PORTAL__TRUSTED_PROXIES": "10.0.0.5 , 2001:DB8::/32"}
    assert load(tmp_path, environ)["portal.trusted_proxies"] == "10.0.0.5/32, 2001:db8::/32"
