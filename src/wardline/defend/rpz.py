"""A response policy zone: names and addresses that a resolver answers with NXDOMAIN.

*Source*: draft-vixie-dnsop-dns-rpz-00 (triggers and actions), RFC 1035 (zone files).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from wardline.defend import text
from wardline.defend.base import About, Claim, Entry, Output, Told, pour

# The zone's own name, chosen by the operator, must still fit behind each of ours (255 octets).
_ROOM = 190
# A resolver asks again after this; a recalled name is free again within five minutes.
_TTL = 300
_SERIALS = 2**32


class Rpz:
    """QNAME triggers for a name and all below it, and IP triggers for addresses in answers."""

    about = About(
        "rpz",
        "DNS resolvers (BIND, Unbound, Knot, PowerDNS, Infoblox)",
        'BIND: zone "rpz.wardline" { type primary; file "…"; }; and response-policy',
        media="text/dns; charset=utf-8",
        kinds=frozenset({"domain-name", "ipv4-addr", "ipv6-addr"}),
        only="carries domain names and addresses only",
        serial=True,
    )

    def entry(self, claim: Claim) -> Entry | str:
        """The trigger's lines."""
        if claim.value is None:
            return "rpz carries domain names and addresses only"
        value = claim.value.value
        tail = f" CNAME . ; {text.comment(claim.facts)}\n"
        if claim.value.kind != "domain-name":
            owner = f"{trigger(value)}.rpz-ip"
            return Entry((1, owner), f"{owner}{tail}", claim.facts)
        if len(value) > _ROOM:
            return "the name is too long to stand in another zone"
        return Entry((0, value), f"{value}{tail}*.{value} CNAME .\n", claim.facts)

    def write(self, entries: Sequence[Entry], told: Told, out: Output) -> None:
        """The zone: its head, then each trigger."""
        serial = told.serial % _SERIALS or 1
        out.write(
            f"; Wardline: {len(entries)} triggers. Names here are relative to the zone's own.\n"
            f"$TTL {_TTL}\n"
            f"@ SOA localhost. wardline.invalid. {serial} {_TTL} 60 86400 {_TTL}\n"
            "@ NS localhost.\n".encode()
        )
        pour(entries, out)


def trigger(value: str) -> str:
    """An address or range as the labels of an IP trigger: length, then parts in reverse."""
    network = ipaddress.ip_network(value)
    if network.version == 4:  # noqa: PLR2004 # IP version
        parts = str(network.network_address).split(".")
        return ".".join([str(network.prefixlen), *reversed(parts)])
    words = [f"{int(word, 16):x}" for word in network.network_address.exploded.split(":")]
    start, length = _zeros(words)
    if length:
        words[start : start + length] = ["zz"]
    return ".".join([str(network.prefixlen), *reversed(words)])


def _zeros(words: list[str]) -> tuple[int, int]:
    """Where the longest run of zero words starts, and its length."""
    best, at = (0, 0), 0
    while at < len(words):
        end = at
        while end < len(words) and words[end] == "0":
            end += 1
        if end - at > best[1]:
            best = (at, end - at)
        at = max(end, at + 1)
    return best
