"""Who asks when proxies stand before the hub: told by proxies that the operator named, by no other.

*Source*: RFC 7239 section 5.2 and the usual reading of X-Forwarded-For: each proxy appends whom it
was asked by, so the list is true from its right end on for as long as the proxies are ours.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_SCHEMES = ("http", "https")


def networks(text: str) -> tuple[Network, ...]:
    """The networks of a setting: addresses or networks with commas between.

    *Raises* ValueError that says which one is none.
    """
    found = []
    for word in text.replace(",", " ").split():
        try:
            found.append(ipaddress.ip_network(word))
        except ValueError:
            raise ValueError(
                f"{word!r} is no address or network; expected such as 10.0.0.5, 192.0.2.0/24"
            ) from None
    return tuple(found)


class Trusted:
    """The proxies that are believed."""

    def __init__(self, proxies: Sequence[Network]) -> None:
        """Believe `proxies`; none: nobody."""
        self._proxies = tuple(proxies)

    def trusts(self, peer: str) -> bool:
        """Whether an address is one of the proxies'."""
        found = address(peer)
        return found is not None and any(found in network for network in self._proxies)

    def client(self, peer: str, told: Sequence[str]) -> str:
        """Who asks: `peer` is who connected, `told` the X-Forwarded-For headers in their order.

        From right to left: past each proxy of ours to whom it names. What is no address ends it,
        and the proxy that told it is all that is known.
        """
        client = peer
        words = [word.strip() for header in told for word in header.split(",")]
        while words and self.trusts(client):
            found = address(words.pop())
            if found is None:
                break
            client = str(found)
        return client

    def scheme(self, peer: str, told: Sequence[str], asked: str) -> str:
        """How it was asked: as the proxy says that connected to us, else as it was."""
        last = told[-1].rpartition(",")[2].strip().lower() if told else ""
        return last if last in _SCHEMES and self.trusts(peer) else asked


def address(text: str) -> Address | None:
    """An address, also with a port, in brackets, or as IPv4 inside IPv6; None for anything else."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
