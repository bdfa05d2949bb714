"""Plain block lists: one value a line, as firewalls and resolvers poll them."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from wardline.core.observables import host_of
from wardline.defend import text
from wardline.defend.base import About, Claim, Entry, Output, Told

_ADDRESSES = frozenset({"ipv4-addr", "ipv6-addr"})


def _write_lines(entries: Sequence[Entry], out: Output) -> None:
    if entries:
        out.write(("\n".join([entry.body for entry in entries]) + "\n").encode())


class EdlIp:
    """Addresses and ranges, IPv4 before IPv6; one inside a listed range is not repeated."""

    about = About(
        "edl-ip",
        "firewalls (Palo Alto EDL type IP, Fortinet threat feed IP, Cisco, pfSense, ipset)",
        "poll the file or the hub's address; one address or CIDR range a line",
        kinds=_ADDRESSES,
        only="carries addresses only",
    )

    def entry(self, claim: Claim) -> Entry | str:
        """The address, in numeric order."""
        if claim.value is None:
            return "edl-ip carries addresses only"
        value = claim.value.value
        version, first, length = span(value)
        return Entry((version, first, length), value, claim.facts, value)

    def write(self, entries: Sequence[Entry], told: Told, out: Output) -> None:
        """All lines that no wider listed range holds."""
        del told
        last = (0, -1)
        lines = []
        for entry in entries:
            version, first, length = entry.key
            end = first + (1 << ((32 if version == 4 else 128) - length)) - 1  # noqa: PLR2004 # IP version
            if (version, end) <= last:
                continue
            last = (version, end)
            lines.append(entry.body)
        if lines:
            out.write(("\n".join(lines) + "\n").encode())


def span(value: str) -> tuple[int, int, int]:
    """Version, first address and prefix length of an address or range in normal form."""
    address, _, length = value.partition("/")
    if ":" not in address:
        a, b, c, d = address.split(".")
        return 4, (int(a) << 24) + (int(b) << 16) + (int(c) << 8) + int(d), int(length or 32)
    return 6, int(ipaddress.IPv6Address(address)), int(length or 128)


class EdlDomain:
    """Names, exactly as shared; whether names below one are meant too is the firewall's setting."""

    about = About(
        "edl-domain",
        "firewalls and resolvers (Palo Alto EDL type Domain, Fortinet threat feed Domain)",
        "poll the file or the hub's address; one name a line",
        kinds=frozenset({"domain-name"}),
        only="carries domain names only",
    )

    def entry(self, claim: Claim) -> Entry | str:
        """The name."""
        if claim.value is None:
            return "edl-domain carries domain names only"
        return Entry((claim.value.value,), claim.value.value, claim.facts, claim.value.value)

    def write(self, entries: Sequence[Entry], told: Told, out: Output) -> None:
        """All names."""
        del told
        _write_lines(entries, out)


class EdlUrl:
    """URLs without their scheme, as firewalls want them; "/" closes a bare host."""

    about = About(
        "edl-url",
        "firewalls (Palo Alto EDL type URL, Fortinet threat feed Category/URL)",
        "poll the file or the hub's address; host/path a line, no scheme",
        kinds=frozenset({"url"}),
        only="carries URLs only",
    )

    def entry(self, claim: Claim) -> Entry | str:
        """The URL as host, path and query."""
        if claim.value is None:
            return "edl-url carries URLs only"
        scheme, _, rest = claim.value.value.partition("://")
        if scheme not in ("http", "https"):
            return f"firewalls match URLs of http and https, not of {scheme[:12]}"
        if "@" in rest.partition("/")[0]:
            return "a firewall sees no user name in a URL"
        # A star is a wildcard on Palo Alto and Fortinet, a caret on Palo Alto: it would widen.
        if "*" in rest or "^" in rest:
            return "its * or ^ would be a wildcard in a firewall's list"
        if not rest.isascii() or not rest.isprintable():
            return "it holds letters that a firewall's list cannot carry"
        return Entry((rest,), rest, claim.facts, claim.value.value)

    def write(self, entries: Sequence[Entry], told: Told, out: Output) -> None:
        """All URLs."""
        del told
        _write_lines(entries, out)


class Hosts:
    """Names that resolve to nowhere on one machine; a hosts file knows no wildcards."""

    about = About(
        "hosts",
        "hosts files, Pi-hole, dnsmasq (addn-hosts)",
        "add to /etc/hosts, or give its address to Pi-hole",
        kinds=frozenset({"domain-name"}),
        only="carries domain names only",
    )

    def entry(self, claim: Claim) -> Entry | str:
        """The name, sunk, and where it comes from."""
        if claim.value is None:
            return "hosts carries domain names only"
        name = claim.value.value
        return Entry((name,), f"0.0.0.0 {name} # {text.comment(claim.facts)}", claim.facts, name)

    def write(self, entries: Sequence[Entry], told: Told, out: Output) -> None:
        """A heading and all names."""
        del told
        out.write(b"# Wardline: names to sink\n")
        _write_lines(entries, out)


def web_parts(url: str) -> tuple[str, str, str] | None:
    """Host, port (or "") and path with query of a web URL; None where a rule cannot say it."""
    scheme, _, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    host = host_of(url)
    if scheme not in ("http", "https") or "@" in authority or host is None or ":" in host.value:
        return None
    port = authority.partition(":")[2]
    return host.value, port, f"{slash}{path}"
