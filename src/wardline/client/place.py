"""Where a name leads: looked up once and checked, then connected to as it was checked.

Whoever gives us an address to call may also answer for its name. If it were looked up a second time
to connect, that answer could lead to what stands behind the firewall (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
import socket
import urllib.request
from collections.abc import Iterable
from urllib.parse import urlsplit

# RFC 6052: a translator takes these to the IPv4 address in their last 32 bits.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def addresses(host: str) -> list[str]:
    """The addresses of a name; none: it is not known now."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(info[4][0]) for info in found]


def inner(found: Iterable[str]) -> bool:
    """Whether any of these addresses is not of the public internet."""
    return not all(_public(text) for text in found)


def proxied(url: str) -> bool:
    """Whether the environment names a proxy for `url`: then that one looks the name up."""
    parts = urlsplit(url)
    proxies = urllib.request.getproxies()
    named = proxies.get(parts.scheme) or proxies.get("all")
    return bool(named) and not urllib.request.proxy_bypass(parts.hostname or "")


def _public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    # An IPv4 address can hide in an IPv6 one.
    hidden = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    if address in _NAT64:
        hidden = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.is_global and not address.is_multicast and (hidden is None or hidden.is_global)
