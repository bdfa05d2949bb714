"""Tests of one observation that a rule's header can say exactly: addresses, ports, protocols."""

from __future__ import annotations

from typing import NamedTuple

from wardline.core.observables import normalize
from wardline.core.pattern import Combined, Comparison, Node
from wardline.defend.base import Value

_PROTOCOLS = frozenset({"tcp", "udp", "icmp"})
_MAX_PORT = 65_535
_NOT_HERE = "a rule's header says only addresses, ports and protocol joined by AND"


class Header(NamedTuple):
    """The header of a rule: protocol, and an address and a port on each side."""

    protocol: str = "ip"
    src: str = "any"
    src_port: str = "any"
    dst: str = "any"
    dst_port: str = "any"

    def text(self) -> str:
        """As Suricata and Snort write it."""
        return f"{self.protocol} {self.src} {self.src_port} -> {self.dst} {self.dst_port}"


def address_head(value: Value) -> str:
    """The head of a rule for an address in the role that it was seen in, as both tools write it."""
    return {
        "src": f"ip {value.value} any -> any any",
        "dst": f"ip any any -> {value.value} any",
    }.get(value.role, f"ip {value.value} any <> any any")


def header(test: Node | None) -> Header | str:
    """The header that means exactly `test`, or why there is none."""
    parts = test.parts if isinstance(test, Combined) and test.operator == "AND" else (test,)
    found: dict[str, str] = {}
    for part in parts:
        said = _said(part)
        if said is None:
            return _NOT_HERE
        name, value = said
        if found.setdefault(name, value) != value:
            return "it asks one field for two values"
    if not found.keys() & {"src", "dst"}:
        return "it names no address: a rule on a port or protocol alone is too broad"
    if found.keys() & {"src_port", "dst_port"} and found.get("protocol") not in ("tcp", "udp"):
        return "it names a port but neither tcp nor udp"
    return Header(**found)


def _said(part: Node | None) -> tuple[str, str] | None:
    """The field of the header, and its value, that an equality states."""
    if not isinstance(part, Comparison) or part.negated or part.operator != "=":
        return None
    path, value = part.path_text(), part.value
    if path in ("network-traffic:src_ref.value", "network-traffic:dst_ref.value"):
        found = normalize("ipv4-addr", str(value)) or normalize("ipv6-addr", str(value))
        return None if found is None else (path[16:19], found.value)
    if path in ("network-traffic:src_port", "network-traffic:dst_port"):
        good = type(value) is int and 0 < value <= _MAX_PORT
        return (path[16:], str(value)) if good else None
    if path == "network-traffic:protocols[*]" and str(value).lower() in _PROTOCOLS:
        return "protocol", str(value).lower()
    return None
