"""Plain block lists: one value a line, as firewalls and resolvers poll them."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from wardline.core import lifetime
from wardline.core.errors import UsageError
from wardline.core.observables import Observable, of_object
from wardline.core.warninglists import WarningLists


class BlockList(NamedTuple):
    """The list's bytes, and each value that was left out with the reason."""

    body: bytes
    left_out: list[tuple[str, str]]


class _Format(NamedTuple):
    kinds: frozenset[str]
    line: Callable[[str], str]
    header: str = ""


def _plain(value: str) -> str:
    return value


# Firewalls want URLs without their scheme; a trailing "/" keeps a host from matching as a prefix.
def _without_scheme(value: str) -> str:
    return value.partition("://")[2]


def _sink(value: str) -> str:
    return f"0.0.0.0 {value}"


FORMATS: dict[str, _Format] = {
    "edl-ip": _Format(frozenset({"ipv4-addr", "ipv6-addr"}), _plain),
    "edl-domain": _Format(frozenset({"domain-name"}), _plain),
    "edl-url": _Format(frozenset({"url"}), _without_scheme),
    "hosts": _Format(frozenset({"domain-name"}), _sink, "# Wardline: names to sink\n"),
}


def build(
    format_name: str, indicators: Iterable[Mapping[str, Any]], now: int, lists: WarningLists
) -> BlockList:
    """The block list of the indicators that hold at `now` (microseconds).

    1. Indicators that do not hold, and those that are no plain list of observables, give nothing.
    2. What a warning list protects is left out, with the reason.
    3. Each value stands once; an address inside a listed range is not repeated.
    """
    form = FORMATS.get(format_name)
    if form is None:
        raise UsageError(
            f"There is no format {format_name!r}.", hint=f"There are {', '.join(FORMATS)}."
        )
    values: set[Observable] = set()
    left_out: dict[str, str] = {}
    for indicator in indicators:
        reason = lifetime.why_not(indicator, now)
        for observable in of_object(indicator):
            if observable.kind not in form.kinds:
                continue
            if reason is None:
                values.add(observable)
            else:
                left_out.setdefault(observable.value, reason)
    kept = []
    for observable in values:
        hit = lists.hit(observable)
        if hit is None:
            kept.append(observable)
            left_out.pop(observable.value, None)
        else:
            left_out[observable.value] = hit.reason
    ordered = _sorted(kept)
    body = form.header + "".join(f"{form.line(value)}\n" for value in ordered)
    return BlockList(body.encode(), sorted(left_out.items()))


def _sorted(kept: list[Observable]) -> list[str]:
    addresses = [ipaddress.ip_network(o.value) for o in kept if o.kind.startswith("ipv")]
    others = [o.value for o in kept if not o.kind.startswith("ipv")]
    return [*_without_covered(addresses), *sorted(set(others))]


def _without_covered(
    networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network],
) -> list[str]:
    """The networks in order, without those that a wider listed one holds."""
    out: list[str] = []
    last: ipaddress.IPv4Network | ipaddress.IPv6Network | None = None
    for network in sorted(networks, key=lambda n: (n.version, int(n.network_address), n.prefixlen)):
        if (
            last is not None
            and last.version == network.version
            and int(network.broadcast_address) <= int(last.broadcast_address)
        ):
            continue
        last = network
        single = network.num_addresses == 1
        out.append(str(network.network_address) if single else str(network))
    return out
