"""What must never be blocked: warning lists, and a hub's or a hospital's own names and ranges.

Three kinds of protection, because blocking is coarse:

- *sacred* names: no entry of any kind on them, not even one URL (certificate status, mail and
  log-in services, a hospital's own);
- *shared* names: no domain entry, but a URL with a path may stand (search engines, file hosting);
- ranges: no address in them; in the ranges of rented clouds single addresses may stand, because
  attackers rent there, but no range.

An entry that would swallow something protected (a parent domain, a wider range) is a hit as well.
"""

from __future__ import annotations

import gzip
import ipaddress
import json
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from wardline.core.observables import Observable, host_of, normalize

_SACRED = frozenset(
    {
        "crl-hostname",
        "microsoft-office365",
        "microsoft-win10-connection-endpoints",
        "security-provider-blogpost",
        "own",
    }
)
# Clouds in which single addresses are rented by anybody.
_RENTED = frozenset({"amazon-aws", "microsoft-azure"})
# Hosts whose tenants have names of their own: the host is protected, a tenant is not.
_TENANTS = frozenset({"lots-project"})
_HASHES = frozenset({"md5", "sha1", "sha256", "sha512", "ssdeep"})


class Hit(NamedTuple):
    """The list that protects an observable, and why in one sentence."""

    list_name: str
    reason: str


class _Ranges(NamedTuple):
    starts: list[int]
    ends: list[int]

    def meets(self, first: int, last: int) -> bool:
        """Whether some range has an address in common with first..last."""
        at = bisect_right(self.starts, last)
        return at > 0 and self.ends[at - 1] >= first


# Names asked for from which on it pays to work out what no list can hold.
_MANY = 2000


class WarningLists:
    """A set of lists; `hit` answers for one observable."""

    def __init__(self, lists: dict[str, dict[str, Any]]) -> None:
        """Index `lists`: name → title, and `names` or `ranges`."""
        self._titles = {name: str(content["title"]) for name, content in lists.items()}
        self._names: dict[str, str] = {}
        self._suffixes: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        self._ranges: dict[tuple[str, int], _Ranges] = {}
        for name, content in lists.items():
            self._add_names(name, content.get("names", ()))
            self._add_ranges(name, content.get("ranges", ()))
        # The last two labels of all names, for a quick no as well, once there are many to ask for.
        self._ends: set[str] | None = None
        self._asked = 0
        # All ranges of all lists as one, for a quick no: most addresses stand on no list.
        self._anywhere = {
            (version, single): self._union(version, single=single)
            for version in (4, 6)
            for single in (True, False)
        }

    def _add_names(self, name: str, entries: Iterable[str]) -> None:
        for entry in entries:
            plain = entry.removeprefix(".")
            suffix = entry.startswith(".") and name not in _TENANTS
            table = self._suffixes if suffix else self._names
            # A sacred list's claim stands over a shared one's.
            if plain not in table or name in _SACRED:
                table[plain] = name
            for parent in _parents(plain):
                self._parents.setdefault(parent, name)

    def _add_ranges(self, name: str, entries: Iterable[Iterable[int]]) -> None:
        for version in (4, 6):
            spans = sorted((first, last) for kind, first, last in entries if kind == version)
            if spans:
                self._ranges[name, version] = _Ranges(
                    [first for first, _ in spans], [last for _, last in spans]
                )

    def _union(self, version: int, *, single: bool) -> _Ranges:
        """The ranges that protect single addresses, or ranges, merged where they overlap."""
        spans = sorted(
            span
            for (name, number), ranges in self._ranges.items()
            if number == version and not (single and name in _RENTED)
            for span in zip(ranges.starts, ranges.ends, strict=True)
        )
        merged = _Ranges([], [])
        for first, last in spans:
            if merged.ends and first <= merged.ends[-1]:
                merged.ends[-1] = max(merged.ends[-1], last)
            else:
                merged.starts.append(first)
                merged.ends.append(last)
        return merged

    @classmethod
    @lru_cache(maxsize=1)
    def bundled(cls) -> WarningLists:
        """The lists that ship with Wardline."""
        return cls(_bundled())

    @classmethod
    def with_own(cls, domains: Iterable[str], networks: Iterable[str]) -> WarningLists:
        """The bundled lists, and an organization's own domains and address ranges."""
        names = [found.value for d in domains if (found := normalize("domain-name", d)) is not None]
        ranges = []
        for text in networks:
            network = ipaddress.ip_network(text, strict=False)
            first, last = int(network.network_address), int(network.broadcast_address)
            ranges.append((network.version, first, last))
        own = {"title": "Your own organization", "ranges": ranges}
        own["names"] = [*names, *(f".{name}" for name in names)]
        return cls({**_bundled(), "own": own})

    def hit(self, observable: Observable) -> Hit | None:
        """The list that forbids blocking `observable`, or None."""
        kind, value = observable
        if kind in ("ipv4-addr", "ipv6-addr"):
            return self._address(value)
        if kind == "domain-name":
            return self._domain(value)
        if kind == "url":
            return self._url(value)
        if kind == "email-addr":
            return None
        if kind in _HASHES and value in self._names:
            return self._because(
                self._names[value], f"{value[:12]}… is a file known to be harmless"
            )
        return None

    def _address(self, value: str) -> Hit | None:
        wanted, first, last = _bounds(value)
        if not self._anywhere[wanted, first == last].meets(first, last):
            return None
        for (name, version), ranges in self._ranges.items():
            if version != wanted or (name in _RENTED and first == last):
                continue
            if ranges.meets(first, last):
                verb = "is" if first == last else "takes in addresses"
                return self._because(name, f"{value} {verb} on this list")
        return None

    def _domain(self, value: str) -> Hit | None:
        if self._is_nowhere(value):
            return None
        bare = value.removeprefix("www.")
        for name in (value, bare):
            if name in self._names:
                return self._because(self._names[name], f"{value} is on this list")
        if value in self._parents:
            return self._because(self._parents[value], f"{value} would take in names on this list")
        owner = self._suffix(value)
        return None if owner is None else self._because(owner, f"{value} is on this list")

    def _is_nowhere(self, value: str) -> bool:
        """Whether no list can hold the name, as far as a quick look tells."""
        if self._ends is None:
            self._asked += 1
            if self._asked < _MANY:
                return False
            tables = (self._names, self._suffixes, self._parents)
            self._ends = {_end(name) for table in tables for name in table}
        # www. is left out of account, so that of two labels one may be left.
        bare = value[:4] == "www." and value.count(".") == 1
        return not bare and _end(value) not in self._ends

    def _suffix(self, value: str) -> str | None:
        for name in (value, *_parents(value)):
            if name in self._suffixes:
                return self._suffixes[name]
        return None

    def _url(self, value: str) -> Hit | None:
        host = host_of(value)
        if host is None:
            return None
        found = self.hit(host)
        if found is None:
            return None
        parts = urlsplit(value)
        whole_site = parts.path in ("", "/") and not parts.query
        if whole_site or found.list_name in _SACRED:
            return found
        # Its path narrows it: what is shared by many is not blocked as a whole.
        return None if host.kind == "domain-name" else found

    def _because(self, name: str, what: str) -> Hit:
        return Hit(name, f"{what}: {self._titles[name].rstrip('.')}.")


def _bounds(value: str) -> tuple[int, int, int]:
    """Version, first and last address of an address or range."""
    if ":" not in value and "/" not in value:
        a, b, c, d = value.split(".")
        first = (int(a) << 24) + (int(b) << 16) + (int(c) << 8) + int(d)
        return 4, first, first
    network = ipaddress.ip_network(value)
    return network.version, int(network.network_address), int(network.broadcast_address)


def _end(name: str) -> str:
    """The last two labels of a name."""
    return name[name.rfind(".", 0, name.rfind(".")) + 1 :]


def _parents(name: str) -> list[str]:
    """The domains above `name`, without the top level."""
    labels = name.split(".")
    return [".".join(labels[i:]) for i in range(1, len(labels) - 1)]


@lru_cache(maxsize=1)
def _bundled() -> dict[str, dict[str, Any]]:
    packed = files("wardline.core").joinpath("data/warninglists.json.gz").read_bytes()
    lists: dict[str, dict[str, Any]] = json.loads(gzip.decompress(packed))
    return lists
