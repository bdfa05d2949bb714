"""The operating-system road: a device's operating system against CISA's KEV catalog.

Advisories about devices seldom name Windows or Linux, but what is exploited in hospitals mostly is
in them. KEV tells no versions; CVE records do (`osranges`): faults that they show as mended in the
very version on record are taken out, those inside their bounds are affected, the rest is to be
read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from wardline.devices.csaf import text_of
from wardline.devices.fold import fold
from wardline.devices.match import Finding
from wardline.devices.model import Advisory, Device, Level, Status, Vulnerability
from wardline.devices.osranges import Bound, settled
from wardline.devices.versions import Answer

_CVE = re.compile(r"CVE-\d{4}-\d{4,19}")


class _Road(NamedTuple):
    """A system: its name, how an inventory writes it, and KEV's vendor and product."""

    name: str
    written: re.Pattern[str]
    vendor: str
    product: re.Pattern[str]


_ROADS = (
    _Road(
        "Windows",
        re.compile(r"\bwin(?:dows)?\b|\bwin ?(?:xp|ce|7|8|10|11)\b"),
        "microsoft",
        re.compile(r"windows|smb|graphics|internet explorer|win32"),
    ),
    _Road(
        "Linux",
        re.compile(r"\b(?:linux|ubuntu|debian|centos|red ?hat|rhel|fedora|suse|yocto)\b"),
        "linux",
        re.compile("kernel"),
    ),
    _Road("Android", re.compile(r"\bandroid\b"), "android", re.compile("")),
    _Road(
        "Apple",
        re.compile(r"\b(?:ios|ipados|macos|mac os|os x)\b"),
        "apple",
        re.compile(r"ios|ipados|macos|os x|multiple"),
    ),
    _Road("VxWorks", re.compile(r"\bvxworks\b"), "wind river", re.compile("vxworks")),
)
# Systems for which their maker makes no more fixes for anybody (end of extended support).
_ENDED = re.compile(
    r"\bwin(?:dows)? ?(?:95|98|2000|nt|me|xp|vista|ce|7|8(?:\.1)?)\b"
    r"|\bwin(?:dows)? server (?:2000|2003|2008|2012)\b|\bcentos (?:[5-8])\b"
)


class OsRoad:
    """KEV's entries by system, ready to be asked."""

    def __init__(
        self, catalog: Mapping[str, Any], ranges: Mapping[str, tuple[Bound, ...]] | None = None
    ) -> None:
        """Read the entries of the KEV catalog; what cannot be read was told by `read_kev`.

        `ranges`: what CVE records say of versions, by CVE.
        """
        self._ranges = ranges or {}
        listed = catalog.get("vulnerabilities")
        entries = [e for e in (listed if isinstance(listed, list) else ()) if isinstance(e, dict)]
        made = (_advisory(road, entries) for road in _ROADS)
        self._by_name = {
            road.name: advisory
            for road, advisory in zip(_ROADS, made, strict=True)
            if advisory.vulnerabilities
        }
        self._known: dict[str, tuple[Finding, ...]] = {}

    @property
    def advisories(self) -> list[Advisory]:
        """One advisory for each system that KEV names."""
        return list(self._by_name.values())

    def findings(self, device: Device) -> tuple[Finding, ...]:
        """What is to be checked of a device's operating system; nothing where none is recorded."""
        text = device.extra.get("os", "")
        if not text:
            return ()
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = tuple(self._ask(text))
        return known

    def _ask(self, text: str) -> list[Finding]:
        plain = fold(text)
        found = []
        for road in _ROADS:
            advisory = self._by_name.get(road.name)
            if advisory is None or not road.written.search(plain):
                continue
            every = tuple(item.cve for item in advisory.vulnerabilities)
            told = settled(every, self._ranges, text)
            cves = tuple(cve for cve in every if cve not in set(told[Answer.NO]))
            ended = _ENDED.search(plain)
            said = (
                "its maker makes no more fixes for it"
                if ended
                else "read which of its updates are installed"
            )
            reason = (
                f"operating system '{text}' is {road.name}, in which {len(every):,} faults are "
                f"known to be exploited (KEV); {_versions(told)}{said}"
            )
            status = Status.AFFECTED if told[Answer.YES] else Status.CHECK
            if not cves and not ended:
                status = Status.NOT_AFFECTED
            found.append(Finding(advisory, status, Level.SURE, reason, cves or every))
        return found


def _versions(told: Mapping[Answer, list[str]]) -> str:
    """What the records say of the version on record; nothing where they say nothing."""
    fixed, inside = told[Answer.NO], told[Answer.YES]
    if not fixed and not inside:
        return ""
    some = f" ({', '.join(inside[:3])}{' …' if len(inside) > 3 else ''})" if inside else ""  # noqa: PLR2004 # a few are enough to look at
    return (
        f"by their CVE records this version is affected by {len(inside):,}{some} and has the fix "
        f"of {len(fixed):,}; "
    )


def _advisory(road: _Road, entries: list[dict[str, Any]]) -> Advisory:
    """All that KEV says of one system, as one advisory: its content changes with each entry."""
    own = [
        entry
        for entry in entries
        if text_of(entry, "vendorProject").lower() == road.vendor
        and road.product.search(text_of(entry, "product").lower())
        and _CVE.fullmatch(text_of(entry, "cveID"))
    ]
    days = sorted(text_of(entry, "dateAdded") for entry in own)
    cves = sorted({text_of(entry, "cveID") for entry in own})
    return Advisory(
        id=f"KEV {road.name}",
        title=f"{road.name}: faults that are known to be exploited",
        released=days[0] if days else "",
        revised=days[-1] if days else "",
        products=(),
        vulnerabilities=tuple(
            Vulnerability(
                cve,
                fix=f"Install the maker's updates for {road.name} that the device "
                "maker allows; where it allows none, ask it for them in writing.",
            )
            for cve in cves
        ),
        risk="Somebody on the network could take the device over; it has happened elsewhere.",
        link="https://www.cisa.gov/known-exploited-vulnerabilities-catalog",
        substance=hashlib.sha256("\n".join(cves).encode()).hexdigest()[:16],
    )
